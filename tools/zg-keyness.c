/* zg-keyness: what is key in a target compared with a reference. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static zg_keyness_options keyness;
static cli_range orders;
static cli_list reference, target_where, reference_where;
static const char *by, *groups, *tokens, *documents_total;
static bool frequencies;
static int direction, versus, base, within;

static const cli_option side_options[] = {
    CLI_HEADING("Sides"),
    CLI_LIST(0, "reference", &reference, "PATH",
             "compare the inputs with the texts of PATH (may be repeated)"),
    CLI_LIST(0, "target-where", &target_where, "COND",
             "the target are the documents for which it holds, as --where; repeated: all must"),
    CLI_LIST(0, "reference-where", &reference_where, "COND",
             "the reference, likewise (default: the documents that are not in the target)"),
    CLI_TEXT(0, "by", &by, "FIELD[:BIN]",
             "compare the documents of each value of the field; bins: a width for numbers, year, "
             "quarter or month for dates"),
    CLI_CHOICE(0, "versus", &versus, "rest|previous|first",
               "with --by: compare with all others (default), the value before, or the first"),
    CLI_TEXT(0, "groups", &groups, "FIELD[:BIN]",
             "as --by against the rest, with what all groups at once say of an item"),
    CLI_FLAG(0, "frequencies", &frequencies,
             "the two inputs are frequency lists: tables with item (or ngram, phrase, term, word, "
             "type), freq, and maybe n and docs"),
    CLI_TEXT(0, "tokens", &tokens, "A,B",
             "with --frequencies: tokens of the sides (default: from FILE.meta.json)"),
    CLI_TEXT(0, "documents-total", &documents_total, "A,B",
             "with --frequencies: documents of the sides (default: from there)"),
    CLI_END,
};

static const cli_option item_options[] = {
    CLI_HEADING("Items"),
    CLI_TEXT(0, "items", &keyness.items, "phrases|ngrams|closed|FILE",
             "what is compared: phrases of both sides pooled (default for unit char), n-grams "
             "(default else, and with -n), closed n-grams, or the items of a list"),
    CLI_RANGE('n', "n", &orders, 1, 64, "orders of ngrams (default 1) and closed (default 2-8)"),
    {.kind = CLI_KIND_CHOICE,
     .name = "within",
     .target = &within,
     .choices = "auto|clause|sentence|paragraph|document",
     .value = "clause|sentence|paragraph|document",
     .help = "what an item may not cross (default clause; sentence for phrases and lists)"},
    CLI_NUMBER(0, "min-freq", &keyness.min_freq, 0, UINT64_MAX,
               "leave out items rarer on both sides together (default 2)"),
    CLI_NUMBER(0, "min-docs", &keyness.min_docs, 1, UINT64_MAX,
               "leave out items of fewer documents, both sides together (default 1)"),
    CLI_TEXT(0, "match", &keyness.match, "RE", "keep items in which the ICU expression is found"),
    CLI_TEXT(0, "containing", &keyness.containing, "TEXT",
             "keep items that hold the tokens of TEXT in a row"),
    CLI_TEXT(0, "stop", &keyness.stop, "FILE", "leave out items that equal a line of FILE"),
    CLI_TEXT(0, "stop-edge", &keyness.stop_edge, "FILE",
             "leave out items that begin or end with a line of FILE"),
    CLI_HEADING("Comparison"),
    CLI_CHOICE(0, "direction", &direction, "over|under|both",
               "items more frequent in the target (default), less frequent, or all"),
    CLI_CHOICE(0, "base", &base, "tokens|windows",
               "what margins count: tokens (default), or windows of the item's length"),
    CLI_TEXT(0, "measures", &keyness.measures, "LIST",
             "add measures and groups of measures by their names, or all"),
    CLI_FLAG(0, "contingency", &keyness.contingency, "add o11 o12 o21 o22"),
    CLI_FLAG(0, "inferential", &keyness.inferential,
             "give p-values and lrc also where a side has fewer than 5 documents"),
    CLI_FLAG(0, "leave-one-out", &keyness.leave_one_out,
             "add lrc_without_one and without_document: what one document can take away"),
    CLI_TEXT(0, "reuse", &keyness.reuse, "FILE",
             "pairs of documents that share passages, as zg-phrases --reuse writes them: "
             "near-copies on a side are one document; adds docs_independent columns"),
    CLI_REAL(0, "reuse-share", &keyness.reuse_share, 0, 1,
             "documents are near-copies where they share this much of either (default 0.8)"),
    CLI_NUMBER(0, "permutations", &keyness.permutations, 0, 1000000,
               "add permutation_neg_log10_p, from N ways to deal the documents out (default 0)"),
    CLI_NUMBER(0, "seed", &keyness.seed, 0, UINT64_MAX, "of the permutations (default 1)"),
    CLI_TEXT(0, "sort", &keyness.sort, "COL[:asc|desc]",
             "order of rows (default lrc, log_ratio where it has no value; strongest first)"),
    CLI_NUMBER(0, "top", &keyness.top, 0, UINT64_MAX,
               "keep the first N rows, of each group (default 0: all)"),
    CLI_NUMBER(0, "per", &keyness.per, 1, UINT64_MAX,
               "base of the rates (default 1000000, columns per_million_...)"),
    CLI_END,
};

static const cli_option *const options[] = {side_options,      cli_input_options, item_options,
                                            cli_table_options, cli_run_options,   NULL};

/* ---- lists ---- */

/* Reads "A,B". */
static bool parse_pair(const char *text, uint64_t out[2])
{
    char *end;
    for (int i = 0; i < 2; i++) {
        uint64_t value = 0;
        size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 19) return false;
        for (size_t k = 0; k < digits; k++) value = 10 * value + (uint64_t)(text[k] - '0');
        out[i] = value;
        end = (char *)(uintptr_t)(text + digits);
        if (*end != (i == 0 ? ',' : '\0')) return false;
        text = end + 1;
    }
    return true;
}

static zg_status compare_lists(zg_run *run, const char *const *inputs, zg_table **table,
                               zg_error *error)
{
    uint64_t sizes[2] = {0, 0}, documents[2] = {0, 0};
    if (tokens != NULL) parse_pair(tokens, sizes);
    if (documents_total != NULL) parse_pair(documents_total, documents);
    zg_keyness_list target = {inputs[0], sizes[0], documents[0]};
    zg_keyness_list other = {inputs[1], sizes[1], documents[1]};
    return zg_keyness_lists(run, &target, &other, &keyness, table, error);
}

/* ---- texts ---- */

/* What --where leaves and the conditions of a side hold for. The former is known to be something,
 * so that an error is about `option`. */
static zg_status select_also(const zg_corpus *corpus, const cli_list *where, const char *option,
                             zg_selection **out, zg_error *error)
{
    const char *all[2 * CLI_LIST_MAX];
    memcpy(all, cli.where.items, cli.where.n * sizeof *all);
    memcpy(all + cli.where.n, where->items, where->n * sizeof *all);
    zg_status status = zg_corpus_select(corpus, all, cli.where.n + where->n, out, error);
    if (strcmp(error->source, "--where") == 0) {
        snprintf(error->source, sizeof error->source, "%s", option);
    }
    return status;
}

/* `n`: inputs of the target. */
static zg_status choose_sides(const zg_corpus *corpus, const zg_selection *documents, size_t n,
                              size_t others, zg_selection **target, zg_selection **other,
                              zg_error *error)
{
    zg_status status;
    if (reference.n > 0) {
        status = zg_selection_inputs(corpus, documents, 0, n, target, error);
        if (status != ZG_OK) return status;
        return zg_selection_inputs(corpus, documents, n, others, other, error);
    }
    status = select_also(corpus, &target_where, "--target-where", target, error);
    if (status != ZG_OK) return status;
    if (reference_where.n > 0) {
        return select_also(corpus, &reference_where, "--reference-where", other, error);
    }
    return zg_selection_rest(corpus, documents, *target, other, error);
}

/* Whether nothing but tokens is asked for. */
static bool counts_tokens(void)
{
    return keyness.items == NULL ? keyness.max_n > 0 : strcmp(keyness.items, "ngrams") == 0;
}

static zg_status read_sides(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                            zg_selection **documents, zg_error *error)
{
    const char *all[2 * CLI_LIST_MAX];
    cli.without_text = counts_tokens();
    if (reference.n == 0) return cli_corpus(run, inputs, n, corpus, documents, error);
    memcpy(all, inputs, n * sizeof *all);
    memcpy(all + n, reference.items, reference.n * sizeof *all);
    cli.other_side = n;
    return cli_corpus(run, all, n + reference.n, corpus, documents, error);
}

/* The table borrows the corpus. */
static zg_status compare_texts(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                               zg_table **table, zg_error *error)
{
    zg_selection *documents = NULL, *target = NULL, *other = NULL;
    size_t others = reference.n;
    zg_status status;
    if (others > 0 && (cli_has_corpus(inputs, n) || cli_has_corpus(reference.items, others))) {
        status =
            cli_two_corpora(run, inputs, n, reference.items, others, corpus, &documents, error);
        n = others = 1;
    } else {
        status = read_sides(run, inputs, n, corpus, &documents, error);
    }
    if (status == ZG_OK && groups != NULL) {
        status = zg_keyness_groups(run, *corpus, documents, groups, &keyness, table, error);
    } else if (status == ZG_OK && by != NULL) {
        status =
            zg_keyness_by(run, *corpus, documents, by, (zg_versus)versus, &keyness, table, error);
    } else if (status == ZG_OK) {
        status = choose_sides(*corpus, documents, n, others, &target, &other, error);
        if (status == ZG_OK) {
            status = zg_keyness(run, *corpus, target, other, &keyness, table, error);
        }
    }
    zg_selection_free(target);
    zg_selection_free(other);
    zg_selection_free(documents);
    return status;
}

/* ---- the command line ---- */

static int check(const char *const *inputs, size_t n)
{
    (void)inputs;
    uint64_t pair[2];
    int ways =
        (reference.n > 0) + (target_where.n > 0) + (by != NULL) + (groups != NULL) + frequencies;
    if (ways != 1) {
        return cli_usage("%s: give one of --reference, --target-where, --by, --groups, "
                         "--frequencies",
                         ways == 0 ? "nothing names the sides" : "the sides are named twice");
    }
    if (reference_where.n > 0 && target_where.n == 0) {
        return cli_usage("--reference-where goes with --target-where");
    }
    if (keyness.reuse != NULL && frequencies) {
        return cli_usage("--reuse: lists have no documents to be copies of each other");
    }
    if (versus != 0 && by == NULL) return cli_usage("--versus goes with --by");
    if (frequencies && n != 2) return cli_usage("--frequencies takes two lists");
    if (n > CLI_LIST_MAX && reference.n > 0) {
        return cli_usage("more than %d inputs: give a folder", CLI_LIST_MAX);
    }
    if (tokens != NULL && (!frequencies || !parse_pair(tokens, pair))) {
        return cli_usage("--tokens: two numbers, A,B, with --frequencies");
    }
    if (documents_total != NULL && (!frequencies || !parse_pair(documents_total, pair))) {
        return cli_usage("--documents-total: two numbers, A,B, with --frequencies");
    }
    return CLI_DONE;
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    zg_corpus *corpus = NULL;
    zg_table *table = NULL;
    keyness.min_n = (uint32_t)orders.low;
    keyness.max_n = (uint32_t)orders.high;
    keyness.within = within - 1;
    keyness.direction = (zg_direction)direction;
    keyness.windows = base == 1;
    zg_status status = frequencies ? compare_lists(run, inputs, &table, error)
                                   : compare_texts(run, inputs, n, &corpus, &table, error);
    if (status == ZG_OK) status = cli_write(table, error);
    zg_table_free(table);
    zg_corpus_free(corpus);
    return status;
}

static const cli_tool tool = {
    .name = "zg-keyness",
    .usage = "[options] TARGET... --reference PATH | CORPUS... --target-where COND | CORPUS... "
             "--by FIELD | --frequencies A.tsv B.tsv",
    .summary = "Compare texts with others: which phrases, words or n-grams are key in the target. "
               "Writes a table: item n freq_target freq_reference ... log_ratio ... lrc ...",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    zg_keyness_options_init(&keyness);
    return cli_main(&tool, argc, argv);
}
