/* zg-collocates: what stands near what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static zg_collocates_options pairs;
static cli_range orders;
static cli_list nodes, excepts;
static const char *window, *network;
static int table_kind;

static const cli_option pair_options[] = {
    CLI_HEADING("Pairs"),
    CLI_LIST(0, "node", &nodes, "TEXT",
             "look around TEXT; repeated: around each (default: every collocate is a node)"),
    CLI_TEXT(0, "items", &pairs.items, "FILE",
             "look around the items of a list: a form a line, or a table item form except"),
    CLI_LIST(0, "except", &excepts, "TEXT", "a node inside TEXT does not count; may be repeated"),
    CLI_TEXT(
        0, "collocates", &pairs.collocates, "phrases|closed|ngrams|tokens|FILE",
        "what is looked for: formulaic phrases (default, unless units are words), n-grams that "
        "no ordinary token extends without loss, all n-grams, single tokens, the items of a "
        "list"),
    CLI_FLAG(0, "nested", &pairs.nested,
             "also phrases that are no whole expressions there: those inside one longer phrase, "
             "those that a longer phrase with the node in it cuts"),
    CLI_RANGE('n', "n", &orders, 1, ZG_MAX_N,
              "tokens of a collocate (default 2 and up for phrases, 2-8 for other n-grams; 1 where "
              "units are words: single tokens)"),
    CLI_TEXT(0, "window", &window, "L,R",
             "tokens left and right of the node (default 10,10; 5,5 where units are words)"),
    CLI_FLAG(0, "adjacent", &pairs.adjacent, "only pairs that stand next to each other"),
    CLI_CHOICE(0, "table", &table_kind, "exact|approximate|unspanned",
               "margins as they are (default), or as CQPweb, or as Sketch Engine estimates them"),
    CLI_NUMBER(0, "min-freq", &pairs.min_freq, 1, UINT64_MAX,
               "leave out pairs with fewer joint occurrences (default 2)"),
    CLI_NUMBER(0, "min-docs", &pairs.min_docs, 1, UINT64_MAX,
               "leave out pairs of fewer documents (default 1)"),
    CLI_TEXT(0, "match", &pairs.match, "RE",
             "keep collocates in which the ICU expression is found"),
    CLI_TEXT(0, "containing", &pairs.containing, "TEXT",
             "keep collocates that hold the tokens of TEXT in a row"),
    CLI_TEXT(0, "stop", &pairs.stop, "FILE", "leave out collocates that equal a line of FILE"),
    CLI_TEXT(0, "stop-edge", &pairs.stop_edge, "FILE",
             "leave out collocates that begin or end with a line of FILE"),
    CLI_TEXT(0, "measures", &pairs.measures, "LIST",
             "measures in place of log_dice,mi,g2,neg_log10_p,t_score,log_ratio,lrc: names, "
             "groups, or all"),
    CLI_FLAG(0, "contingency", &pairs.contingency, "append o11 o12 o21 o22"),
    CLI_FLAG(0, "positions", &pairs.positions,
             "append spread, the standard deviation of the distance, and how many joint "
             "occurrences stand at each place: left_L ... left_1 right_1 ... right_R"),
    CLI_BY(&pairs.by),
    CLI_TEXT(0, "network", &network, "PREFIX",
             "write PREFIX.nodes.tsv and PREFIX.edges.tsv instead of the table: pairs with an lrc "
             "above 0, of phrases where no node is given"),
    CLI_TEXT(0, "sort", &pairs.sort, "COL[:asc|desc]", "order of rows (default lrc)"),
    CLI_NUMBER(0, "top", &pairs.top, 0, UINT64_MAX,
               "keep the first N rows, of each list (default 0: all)"),
    CLI_CHOICE(0, "within", &cli.within, "clause|sentence|paragraph|document",
               "what a window may not cross (default sentence)"),
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, pair_options, cli_table_options,
                                            cli_run_options, NULL};

/* "L,R". */
static bool parse_window(void)
{
    char *end;
    if (window == NULL) return true;
    if (*window < '0' || *window > '9') return false;
    unsigned long left = strtoul(window, &end, 10);
    if (*end != ',' || end[1] < '0' || end[1] > '9') return false;
    unsigned long right = strtoul(end + 1, &end, 10);
    if (*end != '\0' || left > 1000000 || right > 1000000) return false;
    pairs.left = (uint32_t)left;
    pairs.right = (uint32_t)right;
    return true;
}

/* PREFIX.nodes.tsv and PREFIX.edges.tsv. */
static zg_status write_network(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                               zg_error *error)
{
    static char paths[2][4096];
    zg_table *tables[2] = {NULL, NULL};
    zg_status status =
        zg_collocates_network(run, corpus, documents, &pairs, &tables[0], &tables[1], error);
    for (int i = 0; i < 2 && status == ZG_OK; i++) {
        snprintf(paths[i], sizeof paths[i], "%s.%s.tsv", network, i == 0 ? "nodes" : "edges");
        cli.output = paths[i];
        status = cli_write(tables[i], error);
    }
    zg_table_free(tables[0]);
    zg_table_free(tables[1]);
    return status;
}

static zg_status make(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                      zg_table **table, zg_error *error)
{
    pairs.nodes = nodes.items;
    pairs.n_nodes = nodes.n;
    pairs.except = excepts.items;
    pairs.n_except = excepts.n;
    pairs.min_n = (uint32_t)orders.low;
    pairs.max_n = (uint32_t)orders.high;
    pairs.within = (zg_within)cli.within;
    pairs.approximate = table_kind == 1;
    pairs.unspanned = table_kind == 2;
    if (network != NULL) return write_network(run, corpus, documents, error);
    return zg_collocates(run, corpus, documents, &pairs, table, error);
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    return cli_analyse(run, inputs, n, make, error);
}

static int check(const char *const *inputs, size_t n)
{
    (void)inputs, (void)n;
    if (!parse_window()) return cli_usage("--window: \"%s\" is not L,R, two whole numbers", window);
    if (network != NULL && (cli.output != NULL || strlen(network) > 4000)) {
        return cli_usage("--network: names its files itself, and not longer than 4000 bytes");
    }
    if (network != NULL && pairs.positions) {
        return cli_usage("--positions: a network has no such columns");
    }
    if (excepts.n > 0 && nodes.n == 0) return cli_usage("--except: needs --node");
    return CLI_DONE;
}

static const cli_tool tool = {
    .name = "zg-collocates",
    .usage = "[options] INPUT...",
    .summary = "Find what stands near what, counted exactly. Writes a table: node collocate n "
               "freq_node freq_collocate freq_joint freq_expected freq_left freq_right "
               "mean_distance docs log_dice mi g2 neg_log10_p t_score log_ratio lrc.",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_collocates_options_init(&pairs);
    cli.within = ZG_WITHIN_SENTENCE;
    return cli_main(&tool, argc, argv);
}
