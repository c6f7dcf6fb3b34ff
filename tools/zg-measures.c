/* zg-measures: measures for tables that were made elsewhere. */
#include <stdlib.h>

#include "cli.h"

static zg_score_options score;
static const char *confidence, *family;
static bool list_measures, lexical;
static zg_lexical_options texts;
static int format, names;

static const cli_option measure_options[] = {
    CLI_HEADING("Measures"),
    CLI_TEXT(0, "measures", &score.measures, "LIST",
             "names of measures or of groups, comma between, or all (default: some that suit the "
             "columns)"),
    {.kind = CLI_KIND_FLAG,
     .name = "list-measures",
     .target = &list_measures,
     .help = "write a table of all measures, or of those that --measures names, and end",
     .unsaid = true},
    CLI_TEXT(0, "confidence", &confidence, "X", "confidence of intervals (default 0.95)"),
    CLI_TEXT(0, "family", &family, "M",
             "number of tests that lrc, plrc, lockword and neg_log10_q allow for (default: rows of "
             "the input)"),
    CLI_CHOICE(0, "names", &names, "measures|vectors",
               "call columns as measures are called (default), or as in published test vectors, "
               "with their signs and a family of 1"),
    CLI_FLAG(0, "contingency", &score.contingency, "append o11 o12 o21 o22"),
    CLI_FLAG(0, "lexical", &lexical,
             "inputs are texts: write how rich and how predictable they are"),
    CLI_TEXT(0, "by", &texts.by, "FIELD[:BIN]", "with --lexical: a row for each value of a field"),
    CLI_CHOICE(0, "input-format", &format, "auto|tsv|csv|jsonl",
               "format of the table (default auto: by its suffix, else by how it begins)"),
    CLI_END,
};

static const cli_option *const options[] = {measure_options, cli_input_options, cli_table_options,
                                            cli_run_options, NULL};

/* A number of the command line, whole or refused. */
static bool read_real(const char *option, const char *text, double low, double high, double *out,
                      int *exit_code)
{
    char *end;
    if (text == NULL) return true;
    *out = strtod(text, &end);
    bool digits = (*text >= '0' && *text <= '9') || *text == '.';
    if (digits && *end == '\0' && *out >= low && *out <= high) return true;
    *exit_code = cli_usage("%s: \"%s\" is not a number from %g to %g", option, text, low, high);
    return false;
}

static zg_status describe_texts(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                                zg_table **table, zg_error *error)
{
    texts.measures = score.measures;
    return zg_lexical_table(run, corpus, documents, &texts, table, error);
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    zg_table *table = NULL;
    score.vectors = names == 1;
    score.format = (zg_format)format;
    score.encoding = cli.encoding;
    if (lexical && !list_measures) return cli_analyse(run, inputs, n, describe_texts, error);
    zg_status status = list_measures ? zg_measure_table(run, score.measures, &table, error)
                                     : zg_score(run, inputs[0], &score, &table, error);
    if (status == ZG_OK) status = cli_write(table, error);
    zg_table_free(table);
    return status;
}

static int check(const char *const *inputs, size_t n)
{
    int exit_code = CLI_DONE;
    (void)inputs;
    if (!list_measures && n == 0)
        return cli_usage("no table: name a file, or - for standard input");
    if (texts.by && !lexical) return cli_usage("--by: goes with --lexical");
    if (n > 1 && !lexical && !list_measures)
        return cli_usage("%zu tables are named; one can be read", n);
    if (read_real("--confidence", confidence, 0.5, 1, &score.confidence, &exit_code))
        read_real("--family", family, 1, 1e18, &score.family, &exit_code);
    return exit_code;
}

static const cli_tool tool = {
    .name = "zg-measures",
    .usage = "[options] FILE | --lexical [options] INPUT...",
    .summary =
        "Append measures to a table of counts: FILE or - for standard input, as TSV, CSV or JSON "
        "Lines, with columns o11 o12 o21 o22, or f_target f_reference n_target n_reference, or f "
        "f1 f2 n, or freqs sizes, or positions n. Other columns pass through.",
    .options = options,
    .no_input = true,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_score_options_init(&score);
    zg_lexical_options_init(&texts);
    return cli_main(&tool, argc, argv);
}
