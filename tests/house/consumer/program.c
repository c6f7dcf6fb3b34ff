/* A program of somebody else's on the installed library: prints the version it runs on, then the
 * most frequent sequence of two characters in the file named, with its count. */
#include <stdio.h>
#include <string.h>

#include <zigram/zigram.h>

static zg_status print_first(zg_table *table, zg_error *error)
{
    zg_batch *batch = NULL;
    zg_status status = zg_table_next(table, &batch, error);
    if (status != ZG_OK) return status;
    const zg_column *text = &batch->columns[0];
    const zg_column *freq = &batch->columns[2];
    printf("%s %.*s %d\n", zg_version(), (int)(text->offsets[1] - text->offsets[0]),
           text->bytes + text->offsets[0], (int)freq->int64[0]);
    zg_batch_free(batch);
    return ZG_OK;
}

static zg_status count(const char *path, zg_error *error)
{
    zg_import_options import;
    zg_import_options_init(&import);
    zg_ngrams_options options;
    zg_ngrams_options_init(&options);
    options.min_n = options.max_n = 2;
    zg_run *run = NULL;
    zg_corpus *corpus = NULL;
    zg_table *table = NULL;
    zg_status status = zg_run_new(NULL, &run, error);
    if (status == ZG_OK) status = zg_corpus_build(run, &path, 1, &import, &corpus, error);
    if (status == ZG_OK) status = zg_ngrams(run, corpus, NULL, &options, &table, error);
    if (status == ZG_OK) status = print_first(table, error);
    zg_table_free(table);
    zg_corpus_free(corpus);
    zg_run_free(run);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 2 || strcmp(zg_version(), ZG_VERSION_STRING) != 0) return 2;
    zg_error error;
    memset(&error, 0, sizeof error);
    if (count(argv[1], &error) == ZG_OK) return 0;
    fprintf(stderr, "%s: %s\n", error.source, error.text);
    return 1;
}
