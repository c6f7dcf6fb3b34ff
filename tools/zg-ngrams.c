/* zg-ngrams: frequency lists of n-grams. */
#include "cli.h"

static zg_ngrams_options ngrams;
static cli_range orders = {1, 3};

static const cli_option list_options[] = {
    CLI_HEADING("List"),
    CLI_RANGE('n', "n", &orders, 1, ZG_MAX_N, "orders, as 3 or 1-5 (default 1-3)"),
    CLI_NUMBER(0, "min-freq", &ngrams.min_freq, 1, UINT64_MAX,
               "leave out rarer n-grams (default 1)"),
    CLI_NUMBER(0, "min-docs", &ngrams.min_docs, 1, UINT64_MAX,
               "leave out n-grams of fewer documents (default 1)"),
    CLI_TEXT(0, "match", &ngrams.match, "RE", "keep n-grams in which the ICU expression is found"),
    CLI_TEXT(0, "containing", &ngrams.containing, "TEXT",
             "keep n-grams that hold the tokens of TEXT in a row"),
    CLI_TEXT(0, "stop", &ngrams.stop, "FILE", "leave out n-grams that equal a line of FILE"),
    CLI_TEXT(0, "stop-edge", &ngrams.stop_edge, "FILE",
             "leave out n-grams that begin or end with a line of FILE"),
    CLI_TEXT(0, "sort", &ngrams.sort, "COL[:asc|desc]", "order of rows (default freq)"),
    CLI_NUMBER(0, "top", &ngrams.top, 0, UINT64_MAX, "keep the first N rows (default 0: all)"),
    CLI_NUMBER(0, "per", &ngrams.per, 1, UINT64_MAX,
               "base of the rate (default 1000000, column per_million)"),
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, list_options,    cli_within_options,
                                            cli_table_options, cli_run_options, NULL};

static const cli_tool tool = {
    .name = "zg-ngrams",
    .usage = "[options] INPUT...",
    .summary =
        "Count the n-grams of texts: files, folders (their .txt and .txt.gz files), or - for "
        "standard input. Writes a table: ngram n freq per_million docs docs_share.",
    .options = options,
};

static zg_status count(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    zg_corpus *corpus = NULL;
    zg_selection *documents = NULL;
    zg_table *table = NULL;
    ngrams.min_n = (uint32_t)orders.low;
    ngrams.max_n = (uint32_t)orders.high;
    ngrams.within = (zg_within)cli.within;
    zg_status status = cli_corpus(run, inputs, n, &corpus, &documents, error);
    if (status == ZG_OK) status = zg_ngrams(run, corpus, documents, &ngrams, &table, error);
    if (status == ZG_OK) status = cli_write(table, error);
    zg_table_free(table);
    zg_selection_free(documents);
    zg_corpus_free(corpus);
    return status;
}

int main(int argc, char **argv)
{
    const char *const *inputs;
    size_t n;
    int exit_code;
    zg_run *run = NULL;
    zg_error error = {0};
    zg_ngrams_options_init(&ngrams);
    if (!cli_parse(&tool, argc, argv, &inputs, &n, &exit_code)) return exit_code;
    zg_status status = cli_start(&run, &error);
    if (status == ZG_OK) status = count(run, inputs, n, &error);
    return cli_finish(run, status, &error);
}
