/* bytes: hidden names of files that are being written. Linux cannot give a name to a file where
 * another one stands, so a file that replaces one is called .zg-XXXXXXXX-K.tmp for the moment
 * between two calls (XXXXXXXX: CRC-32 of the name it is to have), or, where files cannot be without
 * a name, as long as it is written.
 *
 * The moment is not ours to be killed in (zg_hidden_replace), but all processes may be killed at
 * once, and as long as a file is written is long. What then stays is taken away when the same
 * target is written again: whoever writes has a lock on the file, which goes with the process, so
 * that what is not locked is left over, on this machine, in another container, or on a disk of many
 * machines. */
#ifndef ZG_BYTES_HIDDEN_H
#define ZG_BYTES_HIDDEN_H

#include <stdbool.h>
#include <sys/types.h>

#define ZG_HIDDEN_SIZE 40

/* Makes a file with a hidden name for the target `base` in `folder`, locked. Gives its descriptor
 * and `name` (ZG_HIDDEN_SIZE bytes); -1 with errno and an empty name. */
int zg_hidden_open(int folder, const char *base, mode_t mode, char *name);

/* Puts the file without a name `fd` where `base` stands: 0, or -1 with errno. `name`
 * (ZG_HIDDEN_SIZE bytes) is then empty, or the hidden name that could not be taken away.
 *
 * Both calls are made by a process of its own, which shares our memory and for which this thread
 * waits: when we are killed between them, it goes on to the end. Where no process can be made, they
 * are made here. */
int zg_hidden_replace(int folder, const char *base, int fd, char *name);

/* Gives the file without a name `fd` the name `name`: 0, or -1 with errno (EEXIST: it is taken). */
int zg_hidden_link_as(int folder, const char *name, int fd);

/* Path under which a descriptor can be opened or linked. */
void zg_hidden_path(int fd, char *out, size_t size);

#endif
