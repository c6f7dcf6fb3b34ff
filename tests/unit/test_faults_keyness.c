/* The k-th allocation fails, for every k, in each way to compare: two sides with all that takes
 * documents as units, groups with all that is said of all at once, an item list, lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "faults.h"
#include "scratch.h"

static char texts[600], items[600], pairs[600], lists[2][600], out[600];

typedef struct stage {
    zg_run *run;
    zg_corpus *corpus;
    zg_selection *sides[2];
} stage;

typedef zg_status way(const stage *s, zg_keyness_options *options, zg_table **table,
                      zg_error *error);

static zg_status sides(const stage *s, zg_keyness_options *options, zg_table **table,
                       zg_error *error)
{
    options->items = "ngrams";
    options->max_n = 3;
    options->min_n = 1;
    options->leave_one_out = options->contingency = options->windows = true;
    options->permutations = 9;
    options->reuse = pairs;
    options->measures = "all";
    options->sort = "without_document";
    return zg_keyness(s->run, s->corpus, s->sides[0], s->sides[1], options, table, error);
}

static zg_status phrases(const stage *s, zg_keyness_options *options, zg_table **table,
                         zg_error *error)
{
    options->match = "天|a";
    options->stop = lists[1];
    options->sort = "neg_log10_q:asc";
    return zg_keyness(s->run, s->corpus, s->sides[0], s->sides[1], options, table, error);
}

static zg_status by_field(const stage *s, zg_keyness_options *options, zg_table **table,
                          zg_error *error)
{
    options->items = items;
    options->inferential = false;
    return zg_keyness_by(s->run, s->corpus, NULL, "side", ZG_VERSUS_PREVIOUS, options, table,
                         error);
}

static zg_status groups(const stage *s, zg_keyness_options *options, zg_table **table,
                        zg_error *error)
{
    options->items = "closed";
    options->sort = "item:desc";
    options->top = 5;
    return zg_keyness_groups(s->run, s->corpus, NULL, "side", options, table, error);
}

static zg_status ready_made(const stage *s, zg_keyness_options *options, zg_table **table,
                            zg_error *error)
{
    const zg_keyness_list a = {lists[0], 100, 5}, b = {lists[1], 200, 6};
    return zg_keyness_lists(s->run, &a, &b, options, table, error);
}

/* A corpus joined with itself: each side is the whole of it. */
static zg_status joined(const stage *s, zg_keyness_options *options, zg_table **table,
                        zg_error *error)
{
    zg_corpus *both = NULL;
    zg_selection *selections[2] = {NULL, NULL};
    zg_table *key = NULL;
    zg_write_options how;
    options->items = "ngrams";
    zg_write_options_init(&how);
    zg_status status = zg_corpus_join(s->run, s->corpus, s->corpus, &both, error);
    for (size_t i = 0; i < 2 && status == ZG_OK; i++) {
        status = zg_selection_inputs(both, NULL, i, 1, &selections[i], error);
    }
    if (status == ZG_OK) {
        assert_int_equal(zg_selection_tokens(selections[0]), zg_corpus_tokens(s->corpus));
        assert_int_equal(zg_selection_tokens(selections[1]), zg_corpus_tokens(s->corpus));
        status = zg_keyness(s->run, both, selections[0], selections[1], options, &key, error);
    }
    if (status == ZG_OK) status = zg_table_write(key, out, &how, NULL, error);
    zg_table_free(key);
    zg_selection_free(selections[0]);
    zg_selection_free(selections[1]);
    zg_corpus_free(both);
    *table = NULL;
    return status;
}

static zg_status write(const stage *s, way *compare, zg_error *error)
{
    zg_table *table = NULL;
    zg_keyness_options options;
    zg_write_options how;
    zg_keyness_options_init(&options);
    zg_write_options_init(&how);
    options.direction = ZG_BOTH;
    options.inferential = true;
    options.min_freq = 1;
    zg_status status = compare(s, &options, &table, error);
    if (status == ZG_OK && table != NULL) {
        status = zg_table_write(table, out, &how, NULL, error);
    }
    zg_table_free(table);
    return status;
}

static void every_allocation_may_fail(const stage *s, way *compare)
{
    zg_error error = {0};
    assert_int_equal(write(s, compare, &error), ZG_OK);
    size_t failed = 0, k = 1;
    for (;; k++) {
        memset(&error, 0, sizeof error);
        faults_arm(k);
        zg_status status = write(s, compare, &error);
        bool reached = faults_count() >= k;
        faults_disarm();
        if (!reached) break;
        if (status == ZG_OK) continue; /* one that can be done without, inside libc or ICU */
        failed++;
        assert_true(status == ZG_ERROR_MEMORY || status == ZG_ERROR_IO);
        assert_int_equal(error.status, status);
        assert_true(error.text[0] != '\0');
    }
    assert_true(failed > 20);
    assert_int_equal(write(s, compare, &error), ZG_OK);
    printf("%zu allocations made to fail, %zu seen as errors\n", k - 1, failed);
}

static void put(const char *name, const char *text)
{
    scratch_write(name, text, strlen(text));
}

static void write_texts(void)
{
    static const char *const lines[] = {
        "天地玄黄，宇宙洪荒。天地玄黄。\n", "天地玄，黄宇天地宙。\n",
        "日月盈昃，辰宿列张。日月盈昃。\n", "列张日月，天地日月。\n",
        "寒来暑往，天地玄黄。列张日月。\n"};
    char name[40], meta[600] = "document\tside\n", row[60];
    assert_int_equal(mkdir(texts, 0777), 0);
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "texts/d%d.txt", i);
        put(name, lines[i / 2]);
        snprintf(row, sizeof row, "d%d.txt\t%s\n", i, i < 5 ? "left" : "right");
        strncat(meta, row, sizeof meta - strlen(meta) - 1);
    }
    put("texts/metadata.tsv", meta);
}

static int prepare(void **state)
{
    static stage s;
    zg_run_options run_options;
    zg_import_options options;
    const char *where[2] = {"side=left", "side=right"}, *paths[] = {texts};
    scratch_clear();
    snprintf(texts, sizeof texts, "%s", scratch_path("texts"));
    snprintf(items, sizeof items, "%s", scratch_path("items.tsv"));
    snprintf(pairs, sizeof pairs, "%s", scratch_path("pairs.tsv"));
    snprintf(lists[0], sizeof lists[0], "%s", scratch_path("a.tsv"));
    snprintf(lists[1], sizeof lists[1], "%s", scratch_path("b.tsv"));
    snprintf(out, sizeof out, "%s", scratch_path("out.tsv"));
    write_texts();
    put("items.tsv", "item\tform\texcept\n天\t天地\t天地玄\n天\t黄\t\n日\t日月\t\n");
    put("pairs.tsv", "document\tdocument_other\tshare\tshare_other\nd0.txt\td1.txt\t1\t1\n"
                     "d8.txt\td9.txt\t0.2\t0.9\nno.txt\td9.txt\t1\t1\n");
    put("a.tsv", "item\tfreq\tdocs\n天\t5\t2\n地\t3\t1\n");
    put("b.tsv", "item\tfreq\tdocs\n天\t2\t2\n月\t30\t1\n");
    zg_run_options_init(&run_options);
    zg_import_options_init(&options);
    run_options.threads = 1;
    s = (stage){0};
    assert_int_equal(zg_run_new(&run_options, &s.run, NULL), ZG_OK);
    assert_int_equal(zg_corpus_build(s.run, paths, 1, &options, &s.corpus, NULL), ZG_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(zg_corpus_select(s.corpus, &where[i], 1, &s.sides[i], NULL), ZG_OK);
    }
    *state = &s;
    return 0;
}

static int clean_up(void **state)
{
    stage *s = *state;
    for (int i = 0; i < 2; i++) zg_selection_free(s->sides[i]);
    zg_corpus_free(s->corpus);
    zg_run_free(s->run);
    return 0;
}

#define TEST(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        every_allocation_may_fail(*state, name);                                                   \
    }

TEST(sides)
TEST(phrases)
TEST(by_field)
TEST(groups)
TEST(ready_made)
TEST(joined)

#define UNIT(name) cmocka_unit_test_setup_teardown(test_##name, prepare, clean_up)

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(sides),  UNIT(phrases),    UNIT(by_field),
                                       UNIT(groups), UNIT(ready_made), UNIT(joined)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
