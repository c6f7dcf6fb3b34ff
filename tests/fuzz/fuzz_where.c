/* Conditions, groups and orders over fields of numbers, dates and texts: what is chosen and what
 * is not are all there is. */
#include <string.h>

#include "fuzz.h"

#include "corpus.h"

static const char rows[] = "text\tid\tyear\tday\tspeaker\tmixed\n"
                           "天地\ta\t1954\t2020-03\t甲\t1\n"
                           "玄黄\tb\t1954.5\t2020-03-10\t乙\tx\n"
                           "宇宙\tc\t-3\t2019\t甲,乙\t2020\n"
                           "洪荒\td\t\t\t\t\n"
                           "日月\te\t1e3\t2020年3月9日\ta=b\t..\n"
                           "盈昃\tf\t007\t20200310\ta..b\t!=\n";

static zg_corpus *build(const char *order_by)
{
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_import_options_init(&options);
    options.id_column = "id";
    options.order_by = order_by;
    const char *path = fuzz_file("table.tsv", (const uint8_t *)rows, sizeof rows - 1);
    zg_status status = zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL);
    fuzz_require(order_by != NULL || status == ZG_OK, "the table is a corpus");
    return corpus;
}

/* Both conditions at once choose what the one chooses of what the other does. */
static void choose(const zg_corpus *corpus, const char *const *where)
{
    zg_selection *one = NULL, *both = NULL, *rest = NULL;
    if (zg_corpus_select(corpus, where, 1, &one, NULL) != ZG_OK) return;
    uint64_t all = zg_corpus_documents(corpus), chosen = zg_selection_documents(one);
    fuzz_require(chosen > 0 && chosen <= all, "a selection has documents");
    zg_status status = zg_selection_rest(corpus, NULL, one, &rest, NULL);
    fuzz_require(status == (chosen == all ? ZG_ERROR_EMPTY : ZG_OK), "there is a rest, or none");
    if (status == ZG_OK) {
        fuzz_require(zg_selection_documents(rest) == all - chosen, "the rest is all others");
    }
    if (zg_corpus_select(corpus, where, 2, &both, NULL) == ZG_OK) {
        fuzz_require(zg_selection_documents(both) <= chosen, "a condition more chooses no more");
    }
    zg_selection_free(one);
    zg_selection_free(both);
    zg_selection_free(rest);
}

static void split(const zg_corpus *corpus, const char *by)
{
    zg_groups groups = {0};
    uint64_t n = 0;
    if (zg_groups_make(corpus, NULL, by, &groups, NULL) != ZG_OK) return;
    for (size_t i = 0; i < groups.n; i++) {
        uint64_t of_group = zg_selection_documents(groups.items[i].documents);
        fuzz_require(of_group > 0, "a group has documents");
        n += of_group;
    }
    fuzz_require(n + groups.without == zg_corpus_documents(corpus), "each has its group, or none");
    zg_groups_free(&groups);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static zg_corpus *corpus;
    fuzz_input input = {data, size};
    if (corpus == NULL) corpus = build(NULL);
    const char *where[] = {fuzz_line(&input, 0), fuzz_line(&input, 1)};
    choose(corpus, where);
    split(corpus, fuzz_line(&input, 2));
    const char *order = fuzz_line(&input, 3);
    if (order[0] != '\0') zg_corpus_free(build(order));
    return 0;
}
