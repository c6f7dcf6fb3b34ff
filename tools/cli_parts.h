/* cli: what its parts share. */
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

void cli_name(const char *name);
void cli_say(const char *text);

/* The first input that is a corpus file, by its name or what it begins with; NULL: none. */
const char *cli_corpus_file(const char *const *inputs, size_t n);

/* Opens it, for cli_corpus. */
zg_status cli_open_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                          zg_error *error);

#endif
