/* All maximal repeats of a text, and nothing else: reads it, orders its suffixes, walks over what
 * recurs. usage: bench_repeats FILE MIN_FREQ [THREADS]. Prints how many there are. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <zigram/zigram.h>

#include "repeats.h"

static zg_status count(zg_run *run, const zg_corpus *corpus, zg_position least, uint64_t *n,
                       zg_error *error)
{
    const zg_order order = {.least = least, .depth = ZG_POSITION_MAX};
    zg_repeats text;
    zg_repeat_walk *walk = NULL;
    zg_repeat repeat;
    zg_status status = zg_repeats_read(run, corpus, NULL, ZG_WITHIN_CLAUSE, &text, error);
    if (status != ZG_OK) return status;
    status = zg_repeats_order(run, &text, &order, error);
    if (status == ZG_OK) status = zg_repeat_walk_new(&text, least, NULL, NULL, &walk, error);
    while (status == ZG_OK && (status = zg_repeat_walk_next(walk, &repeat, error)) == ZG_OK) {
        *n += repeat.changes > 0 && repeat.length > 1;
    }
    zg_repeat_walk_free(walk);
    zg_repeats_free(&text);
    return status == ZG_END ? ZG_OK : status;
}

int main(int argc, char **argv)
{
    zg_run_options options;
    zg_run *run = NULL;
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    uint64_t n = 0;
    if (argc < 3) return 2;
    const char *paths[] = {argv[1]};
    zg_run_options_init(&options);
    options.threads = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
    zg_status status = zg_run_new(&options, &run, &error);
    if (status == ZG_OK) status = zg_corpus_build(run, paths, 1, NULL, &corpus, &error);
    if (status == ZG_OK) {
        status = count(run, corpus, (zg_position)strtoul(argv[2], NULL, 10), &n, &error);
    }
    if (status == ZG_OK)
        printf("%" PRIu64 "\n", n);
    else
        fprintf(stderr, "%s\n", error.text);
    zg_corpus_free(corpus);
    zg_run_free(run);
    return status == ZG_OK ? 0 : 1;
}
