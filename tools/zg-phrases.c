/* zg-phrases: recurring phrases, found whole. */
#include "cli.h"

static zg_phrases_options phrases;

static const cli_option list_options[] = {
    CLI_HEADING("Phrases"),
    CLI_NUMBER(0, "min-freq", &phrases.min_freq, 2, UINT64_MAX,
               "occurrences that a phrase needs (default: max(2, 0.12 tokens^0.27))"),
    CLI_REAL(0, "min-boundary", &phrases.min_boundary, 0, 2,
             "score that its weaker edge needs (default 0.9; 1.2 with --unit word or space)"),
    CLI_CHOICE(0, "within", &cli.within, "clause|sentence|paragraph|document",
               "what a phrase may not cross (default sentence)"),
    CLI_HEADING("List"),
    CLI_NUMBER(0, "min-length", &phrases.min_length, 2, UINT64_MAX,
               "leave out phrases of fewer tokens (default 2)"),
    CLI_NUMBER(0, "min-docs", &phrases.min_docs, 1, UINT64_MAX,
               "leave out phrases of fewer documents (default 1)"),
    CLI_FLAG(0, "nested", &phrases.nested,
             "show phrases too that stand inside one longer phrase nearly always, and that one"),
    CLI_TEXT(0, "match", &phrases.match, "RE", "keep phrases in which the ICU expression is found"),
    CLI_TEXT(0, "containing", &phrases.containing, "TEXT",
             "keep phrases that hold the tokens of TEXT in a row"),
    CLI_TEXT(0, "stop", &phrases.stop, "FILE", "leave out phrases that equal a line of FILE"),
    CLI_TEXT(0, "stop-edge", &phrases.stop_edge, "FILE",
             "leave out phrases that begin or end with a line of FILE"),
    CLI_BY(&phrases.by),
    CLI_TEXT(0, "sort", &phrases.sort, "score|bounded|COL[:asc|desc]",
             "order of rows (default score; g2 with --by)"),
    CLI_NUMBER(0, "top", &phrases.top, 0, UINT64_MAX,
               "keep the first N rows, of each value with --by (default 0: all)"),
    CLI_NUMBER(0, "per", &phrases.per, 1, UINT64_MAX,
               "base of the rate (default 1000000, column per_million)"),
    CLI_HEADING("More files"),
    {.kind = CLI_KIND_TEXT,
     .name = "occurrences",
     .target = &phrases.occurrences,
     .value = "FILE",
     .help = "write where the phrases of the rows stand: document start end phrase",
     .unsaid = true},
    {.kind = CLI_KIND_TEXT,
     .name = "write-items",
     .target = &phrases.write_items,
     .value = "FILE",
     .help = "write the phrases of the rows as an item list",
     .unsaid = true},
    {.kind = CLI_KIND_TEXT,
     .name = "reuse",
     .target = &phrases.reuse,
     .value = "FILE",
     .help = "write which documents share long passages; adds the column docs_independent",
     .unsaid = true},
    CLI_NUMBER(0, "reuse-length", &phrases.reuse_length, 2, UINT32_MAX,
               "tokens from which a passage is long (default 20)"),
    CLI_REAL(0, "reuse-share", &phrases.reuse_share, 0, 1,
             "documents are near-copies where such passages cover this share of either "
             "(default 0.8)"),
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, list_options, cli_table_options,
                                            cli_run_options, NULL};

static zg_status find(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                      zg_table **table, zg_error *error)
{
    phrases.within = (zg_within)cli.within;
    return zg_phrases(run, corpus, documents, &phrases, table, error);
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    return cli_analyse(run, inputs, n, find, error);
}

static const cli_tool tool = {
    .name = "zg-phrases",
    .usage = "[options] INPUT...",
    .summary =
        "Find the recurring phrases of texts, of any length and whole: formulas, slogans, set "
        "expressions. Writes a table: phrase n freq per_million docs docs_expected freq_own "
        "freq_consolidated score boundary cohesion left_entropy right_entropy dp_norm "
        "first_document last_document.",
    .options = options,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_phrases_options_init(&phrases);
    cli.within = ZG_WITHIN_SENTENCE;
    return cli_main(&tool, argc, argv);
}
