/* cli: what its parts share. */
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

void cli_name(const char *name);
void cli_say(const char *text);

/* The first input that is a corpus file, by its name or what it begins with; NULL: none. */
const char *cli_corpus_file(const char *const *inputs, size_t n);

/* Sets the options that a corpus has settled to what it has, and borrows their texts; those that
 * were given must agree with it. `path` is named in the error. */
zg_status cli_settle(const zg_corpus *corpus, const char *path, zg_error *error);

/* Opens it, for cli_corpus. */
zg_status cli_open_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                          zg_error *error);

#endif
