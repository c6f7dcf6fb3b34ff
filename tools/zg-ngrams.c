/* zg-ngrams: frequency lists of n-grams, and of the items of a list. */
#include <string.h>

#include "cli.h"

static zg_ngrams_options ngrams;
static cli_range orders = {1, 3};
static const char *runs;

static const cli_option list_options[] = {
    CLI_HEADING("List"),
    CLI_RANGE('n', "n", &orders, 1, ZG_MAX_N, "orders, as 3 or 1-5 (default 1-3)"),
    CLI_TEXT(0, "items", &ngrams.items, "FILE|phrases",
             "count the items of a list only, those that do not occur too; phrases: the phrases "
             "that zg-phrases finds"),
    CLI_FLAG(0, "forms", &ngrams.forms, "with --items: a row for each form of an item"),
    CLI_BY(&ngrams.by),
    CLI_NUMBER(0, "min-freq", &ngrams.min_freq, 0, UINT64_MAX,
               "leave out rarer n-grams (default 1; with --items 0)"),
    CLI_NUMBER(0, "min-docs", &ngrams.min_docs, 0, UINT64_MAX,
               "leave out n-grams of fewer documents (default 1; with --items 0)"),
    CLI_TEXT(0, "match", &ngrams.match, "RE", "keep n-grams in which the ICU expression is found"),
    CLI_TEXT(0, "containing", &ngrams.containing, "TEXT",
             "keep n-grams that hold the tokens of TEXT in a row"),
    CLI_TEXT(0, "stop", &ngrams.stop, "FILE", "leave out n-grams that equal a line of FILE"),
    CLI_TEXT(0, "stop-edge", &ngrams.stop_edge, "FILE",
             "leave out n-grams that begin or end with a line of FILE"),
    CLI_OPTIONAL("dispersion", &ngrams.dispersion, "", "LIST",
                 "add columns that tell how evenly n-grams are spread; LIST names measures "
                 "(default " ZG_NGRAMS_DISPERSION ")"),
    CLI_TEXT(0, "parts", &ngrams.parts, "document|FIELD[:BIN]|equal:K",
             "parts of dispersion: documents (default), values of a field, K equal stretches"),
    CLI_TEXT(0, "sort", &ngrams.sort, "COL[:asc|desc]", "order of rows (default freq)"),
    CLI_NUMBER(0, "top", &ngrams.top, 0, UINT64_MAX,
               "keep the first N rows, of each value with --by (default 0: all)"),
    CLI_NUMBER(0, "per", &ngrams.per, 1, UINT64_MAX,
               "base of the rate (default 1000000, column per_million)"),
    {.kind = CLI_KIND_TEXT,
     .name = "runs",
     .target = &runs,
     .value = "OUT",
     .help = "write no table but a run: all counts, to be merged with those of other documents "
             "(zg-ngrams RUN...)"},
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, list_options,    cli_within_options,
                                            cli_table_options, cli_run_options, NULL};

/* What depends on --items where it is not said. */
static bool settle(int *exit_code)
{
    if (ngrams.items == NULL) return true;
    if (cli_given(&orders)) {
        *exit_code = cli_usage("-n does not go with --items: its forms have lengths of their own");
        return false;
    }
    if (!cli_given(&ngrams.min_freq)) ngrams.min_freq = 0;
    if (!cli_given(&ngrams.min_docs)) ngrams.min_docs = 0;
    if (strcmp(ngrams.items, "phrases") == 0 && !cli_given(&cli.within))
        cli.within = ZG_WITHIN_SENTENCE;
    return true;
}

static bool merges; /* the inputs are runs */

/* Of the inputs, those that are runs: all or none. */
static bool take_runs(const char *const *inputs, size_t n, int *exit_code)
{
    size_t found = 0;
    const char *other = NULL;
    for (size_t i = 0; i < n; i++) {
        if (zg_runs_is_file(inputs[i]))
            found++;
        else
            other = inputs[i];
    }
    merges = n > 0 && found == n;
    if (found == 0 || merges) return true;
    *exit_code = cli_usage("%s is not a run, as other inputs are: runs are merged with runs only; "
                           "make one of it with --runs",
                           other);
    return false;
}

/* What does not go with runs, read or written. */
static bool goes_with_runs(int *exit_code)
{
    static const struct {
        const void *target;
        const char *name;
    } refused[] = {{&ngrams.items, "--items"},
                   {&ngrams.forms, "--forms"},
                   {&ngrams.by, "--by"},
                   {&ngrams.dispersion, "--dispersion"},
                   {&ngrams.parts, "--parts"},
                   {&ngrams.containing, "--containing"},
                   {&ngrams.stop, "--stop"},
                   {&ngrams.stop_edge, "--stop-edge"},
                   {&ngrams.min_freq, "--min-freq"},
                   {&ngrams.min_docs, "--min-docs"},
                   {&ngrams.match, "--match"},
                   {&ngrams.top, "--top"},
                   {&ngrams.sort, "--sort"},
                   {&ngrams.per, "--per"}};
    size_t n = sizeof refused / sizeof *refused, texts = 8; /* those that need the texts */
    for (size_t i = 0; i < (merges && runs == NULL ? texts : n); i++) {
        if (!cli_given(refused[i].target)) continue;
        *exit_code =
            i < texts ? cli_usage("%s needs the texts and does not go with runs", refused[i].name)
                      : cli_usage("%s does not go with --runs: a run has every n-gram; "
                                  "give it where runs become a table",
                                  refused[i].name);
        return false;
    }
    const cli_option *const settled[] = {cli_input_options, cli_within_options};
    for (size_t k = 0; merges && k < 2; k++) {
        for (const cli_option *o = settled[k]; o->kind != CLI_KIND_END; o++) {
            if (o->target == NULL || !cli_given(o->target)) continue;
            *exit_code = cli_usage("--%s was settled when the runs were made", o->name);
            return false;
        }
    }
    if (runs == NULL || (cli.output == NULL && cli.meta == NULL)) return true;
    *exit_code =
        cli_usage("--runs names the file that is written: -o and --meta do not go with it");
    return false;
}

static zg_status merge(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    zg_table *table = NULL;
    if (runs != NULL) return zg_runs_merge(run, inputs, n, runs, error);
    ngrams.min_n = cli_given(&orders) ? (uint32_t)orders.low : 0;
    ngrams.max_n = (uint32_t)orders.high;
    zg_status status = zg_ngrams_from_runs(run, inputs, n, &ngrams, &table, error);
    if (status == ZG_OK) status = cli_write(table, error);
    zg_table_free(table);
    return status;
}

static zg_status count(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                       zg_table **table, zg_error *error)
{
    ngrams.min_n = (uint32_t)orders.low;
    ngrams.max_n = (uint32_t)orders.high;
    ngrams.within = (zg_within)cli.within;
    if (runs != NULL) return zg_ngrams_write_runs(run, corpus, documents, &ngrams, runs, error);
    return zg_ngrams(run, corpus, documents, &ngrams, table, error);
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    cli.without_text = ngrams.items == NULL; /* what is listed are tokens */
    return merges ? merge(run, inputs, n, error) : cli_analyse(run, inputs, n, count, error);
}

static int check(const char *const *inputs, size_t n)
{
    int exit_code = CLI_DONE;
    if (!settle(&exit_code) || !take_runs(inputs, n, &exit_code)) return exit_code;
    if (merges || runs != NULL) goes_with_runs(&exit_code);
    return exit_code;
}

static const cli_tool tool = {
    .name = "zg-ngrams",
    .usage = "[options] INPUT... | RUN...",
    .summary =
        "Count the n-grams of texts: files, folders (their .txt and .txt.gz files), or - for "
        "standard input; or merge runs, counts that --runs wrote. Writes a table: ngram n freq "
        "per_million docs docs_share.",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_ngrams_options_init(&ngrams);
    return cli_main(&tool, argc, argv);
}
