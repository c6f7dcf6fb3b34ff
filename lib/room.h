/* room: an array that stands in memory while the ceiling of the run leaves space, and in a mapped
 * spill file when it does not. Floor 3. Without a ceiling it is always in memory. */
#ifndef ZG_ROOM_H
#define ZG_ROOM_H

#include "bytes.h"

/* Zero it, with `run` set (borrowed, may be NULL), to begin; zg_room_free to end. */
typedef struct zg_room {
    zg_run *run;
    void *data;
    size_t capacity;   /* bytes */
    uint64_t reserved; /* with the run */
    zg_spill *spill;   /* NULL: in memory */
} zg_room;

/* Makes room for at least `need` bytes; what is there stays, `data` may move. Grows by half. What
 * is new is not cleared. On failure all is as before. */
ZG_MUST_USE zg_status zg_room_grow(zg_room *room, uint64_t need, zg_error *error);

/* The same to the byte, for an array whose size is known. */
ZG_MUST_USE zg_status zg_room_make(zg_room *room, uint64_t need, zg_error *error);

/* Puts `length` bytes behind the first `*used`, which grows by them. */
ZG_MUST_USE zg_status zg_room_append(zg_room *room, uint64_t *used, const void *bytes,
                                     size_t length, zg_error *error);

/* Gives back what stands behind the first `bytes`, where it is in memory; `data` may move. */
void zg_room_shrink(zg_room *room, uint64_t bytes);
void zg_room_free(zg_room *room);

#endif
