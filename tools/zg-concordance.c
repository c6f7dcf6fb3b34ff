/* zg-concordance: every occurrence with the text around it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

static zg_concordance_options kwic;
static cli_list nodes, excepts;
static const char *context;
static int within, order;
static bool align;

static const cli_option kwic_options[] = {
    CLI_HEADING("Lines"),
    CLI_LIST(0, "node", &nodes, "TEXT", "show the occurrences of TEXT; may be repeated"),
    CLI_TEXT(0, "items", &kwic.items, "FILE",
             "show those of the items of a list: a form a line, or a table item form except"),
    CLI_TEXT(0, "regex", &kwic.regex, "RE",
             "show the matches of an ICU expression in the clean text, widened to whole tokens"),
    CLI_LIST(0, "except", &excepts, "TEXT", "a node inside TEXT does not count; may be repeated"),
    CLI_FLAG(0, "excluded", &kwic.excluded, "show what does not count, instead of what does"),
    CLI_CHOICE(0, "within", &within, "clause|sentence|paragraph|document",
               "what a node may not cross (default clause; sentence where a node holds a mark, "
               "and for --regex)"),
    CLI_CHOICE(0, "order", &order, "document|left|right|right-frequency",
               "order of lines: as the text goes (default), by the tokens on the left or right, by "
               "the frequency of what follows"),
    CLI_TEXT(0, "context", &context, "N|sentence",
             "tokens on each side (default 20, 10 where units are words), or the whole sentence"),
    CLI_NUMBER(0, "sample", &kwic.sample, 0, UINT64_MAX, "draw N lines (default 0: all)"),
    CLI_NUMBER(0, "seed", &kwic.seed, 0, UINT64_MAX,
               "of the draw: the same seed draws the same lines (default 1)"),
    CLI_FLAG(0, "fields", &kwic.fields, "append the fields of the document"),
    CLI_FLAG(0, "align", &align, "lines aligned for reading, also in a pipe"),
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, kwic_options, cli_table_options,
                                            cli_run_options, NULL};

static bool parse_context(void)
{
    char *end;
    if (context == NULL) return true;
    if (strcmp(context, "sentence") == 0) {
        kwic.context = ZG_CONTEXT_SENTENCE;
        return true;
    }
    if (*context < '0' || *context > '9') return false;
    errno = 0;
    unsigned long n = strtoul(context, &end, 10);
    if (errno != 0 || *end != '\0' || n < 1 || n > 1000000) return false;
    kwic.context = (uint32_t)n;
    return true;
}

static uint32_t terminal_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    unsigned long n = columns == NULL ? 0 : strtoul(columns, NULL, 10);
    return n > 0 && n < 10000 ? (uint32_t)n : 80;
}

static zg_status show(zg_run *run, zg_table *table, bool terminal, zg_error *error)
{
    zg_align_options wanted;
    const char *plain = getenv("NO_COLOR");
    uint64_t written = 0;
    int64_t rows = zg_table_rows(table);
    zg_align_options_init(&wanted);
    if (terminal) {
        wanted.width = terminal_width();
        wanted.bold = plain == NULL || *plain == '\0';
        wanted.max_rows = 40;
    }
    zg_status status = zg_concordance_align(run, table, cli.output, &wanted, &written, error);
    if (status == ZG_OK && terminal && !cli.quiet && rows > (int64_t)written) {
        fprintf(stderr, "zg-concordance: %llu of %lld lines shown; a pipe or -o FILE gets all\n",
                (unsigned long long)written, (long long)rows);
    }
    return status;
}

static zg_status make(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                      zg_table **table, zg_error *error)
{
    bool terminal = cli.output == NULL && cli.format == 0 && isatty(STDOUT_FILENO);
    kwic.nodes = nodes.items;
    kwic.n_nodes = nodes.n;
    kwic.except = excepts.items;
    kwic.n_except = excepts.n;
    kwic.order = (zg_kwic_order)order;
    if (cli_given(&within)) kwic.within = within;
    zg_status status = zg_concordance(run, corpus, documents, &kwic, table, error);
    if (status != ZG_OK || !(terminal || align)) return status;
    status = show(run, *table, terminal, error);
    zg_table_free(*table);
    *table = NULL;
    return status;
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    return cli_analyse(run, inputs, n, make, error);
}

static int check(const char *const *inputs, size_t n)
{
    int kinds = (nodes.n > 0) + (kwic.items != NULL) + (kwic.regex != NULL);
    (void)inputs, (void)n;
    if (!parse_context()) {
        return cli_usage("--context: \"%s\" is not a number of tokens from 1 up, nor sentence",
                         context);
    }
    if (kinds != 1) return cli_usage("give a node by one of --node, --items, --regex");
    return CLI_DONE;
}

static const cli_tool tool = {
    .name = "zg-concordance",
    .usage = "[options] --node TEXT INPUT...",
    .summary = "Show every occurrence of a text, an item or an expression with what stands around "
               "it. Writes a table: document page line offset left node right.",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_concordance_options_init(&kwic);
    return cli_main(&tool, argc, argv);
}
