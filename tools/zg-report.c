/* zg-report: the main job: tables and one page from a corpus. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static zg_report_options report;
static uint64_t max_n;
static int lang;

static const cli_option report_options[] = {
    CLI_HEADING("Report"),
    {.kind = CLI_KIND_TEXT,
     .letter = 'o',
     .name = "output",
     .target = &cli.output,
     .value = "DIR",
     .help = "folder for report.html, *.tsv and report.meta.json; files of these names are "
             "replaced, others left",
     .unsaid = true},
    CLI_NUMBER('n', "n", &max_n, 1, ZG_MAX_N, "longest n-grams listed (default 6)"),
    CLI_NUMBER(0, "min-freq", &report.min_freq, 1, UINT64_MAX,
               "leave rarer n-grams out of ngrams.tsv (default 2)"),
    CLI_NUMBER(0, "top", &report.top, 1, UINT64_MAX, "rows of each list (default 30)"),
    CLI_CHOICE(0, "lang", &lang, "en|zh", "language of the page (default en)"),
    CLI_NUMBER(0, "min-length", &report.min_length, 0, UINT64_MAX,
               "tokens of the shortest phrases shown (default 0: 4 for the unit char, else 2)"),
    CLI_TEXT(0, "items", &report.items, "FILE",
             "track the items of a list, by text and over time: TSV item form except, or a form a "
             "line"),
    CLI_TEXT(0, "by", &report.by, "FIELD[:BIN]",
             "groups to compare (default: text fields of two to eight values, and periods)"),
    CLI_TEXT(0, "title", &report.title, "TEXT", "heading of the page"),
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, report_options, cli_run_options,
                                            NULL};

/* Without --title the page is called by the names of its first inputs, as many as have room. */
static const char *name_page(const char *const *inputs, size_t n)
{
    static char title[200];
    size_t used = 0, i = 0;
    for (; i < n; i++) {
        const char *name = inputs[i];
        size_t length = strlen(name);
        if (strcmp(name, "-") == 0) continue;
        while (length > 1 && name[length - 1] == '/') length--;
        size_t start = length;
        while (start > 0 && name[start - 1] != '/') start--;
        if (used + length - start + 8 > sizeof title) break;
        if (length == start || name[start] == '.') continue;
        used += (size_t)snprintf(title + used, sizeof title - used, "%s%.*s", used > 0 ? ", " : "",
                                 (int)(length - start), name + start);
    }
    if (used > 0 && i < n) snprintf(title + used, sizeof title - used, " …");
    return used > 0 ? title : NULL;
}

static zg_status make(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                      zg_table **table, zg_error *error)
{
    (void)table;
    return zg_report(run, corpus, documents, cli.output, &report, error);
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    report.max_n = (uint32_t)max_n;
    report.lang = (zg_lang)lang;
    if (report.title == NULL) report.title = name_page(inputs, n);
    zg_status status = cli_settings(&report.settings, &report.n_settings, error);
    return status == ZG_OK ? cli_analyse(run, inputs, n, make, error) : status;
}

static int check(const char *const *inputs, size_t n)
{
    (void)inputs, (void)n;
    return cli.output != NULL ? CLI_DONE : cli_usage("-o DIR is needed: the folder to write into");
}

static const cli_tool tool = {
    .name = "zg-report",
    .usage = "[options] INPUT... -o DIR",
    .summary = "Make frequency tables and one self-contained HTML page from texts: files, folders "
               "(their .txt and .txt.gz files), or - for standard input.",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_report_options_init(&report);
    max_n = report.max_n;
    report.tool = tool.name;
    return cli_main(&tool, argc, argv);
}
