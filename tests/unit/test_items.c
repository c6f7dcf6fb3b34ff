/* Item lists, where their forms stand, and how they are spread over parts: expected values counted
 * by hand. Then all of it with the k-th allocation failing, for every k. */
#include "items.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "faults.h"
#include "match.h"
#include "parts.h"
#include "scratch.h"

static const struct {
    const char *name, *text;
} files[] = {
    {"texts/a.txt", "中国人民。中国，发展中国家。\n"},
    {"texts/b.txt", "哈哈哈\n说，做\n"},
    {"texts/c.txt", ""},
    {"texts/d.txt", "中国中国家\n"},
    {"texts/metadata.tsv", "document\tyear\na.txt\t2019\nb.txt\t2020\nc.txt\t2020\nd.txt\t\n"},
    {"items.tsv", "item\tform\texcept\n中国\t中国\t发展中国家\n哈\t哈哈\t\n哈\t“哈”\t\n"
                  "月亮\t\t\n说\t说，做\t\n"}};

static void write_files(void)
{
    scratch_clear();
    assert_int_equal(mkdir(scratch_path("texts"), 0777), 0);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        scratch_write(files[i].name, files[i].text, strlen(files[i].text));
}

static zg_corpus *build(void)
{
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    const char *paths[] = {scratch_path("texts")};
    write_files();
    assert_int_equal(zg_corpus_build(NULL, paths, 1, NULL, &corpus, &error), ZG_OK);
    return corpus;
}

/* ---- items ---- */

static uint32_t add(zg_items *items, uint32_t item, const char *text)
{
    uint32_t form;
    zg_error error = {0};
    assert_int_equal(zg_items_add_text(NULL, items, item, text, strlen(text), &form, &error),
                     ZG_OK);
    return form;
}

static void test_forms(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_items *items = NULL;
    uint32_t first, second, again;
    size_t length;
    assert_int_equal(zg_items_new(corpus, &items, NULL), ZG_OK);
    assert_int_equal(zg_items_add(items, "x", 1, &first, NULL), ZG_OK);
    assert_int_equal(zg_items_add(items, "yy", 2, &second, NULL), ZG_OK);
    assert_int_equal(zg_items_add(items, "x", 1, &again, NULL), ZG_OK);
    assert_int_equal(again, first);
    assert_int_equal(zg_items_size(items), 2);
    assert_memory_equal(zg_items_name(items, second, &length), "yy", 3);
    assert_int_equal(length, 2);

    uint32_t plain = add(items, first, "中国");
    assert_int_equal(add(items, first, "，中国。"), plain);
    assert_int_equal(add(items, first, "《中国》"), plain); /* marks that the corpus lacks */
    assert_int_not_equal(add(items, second, "中国"), plain);
    assert_int_equal(zg_items_tokens(items, first), 2);
    uint32_t inside = add(items, first, "说，做");
    assert_int_equal(zg_items_tokens(items, first), 2);
    assert_int_equal(add(items, first, "发展中国"), 3);
    assert_int_equal(zg_items_tokens(items, first), 0);
    zg_form form = zg_items_form(items, inside);
    assert_true(form.known && form.marks && form.tokens == 2 && form.length == 3);
    assert_int_equal(zg_items_forms(items), 4);

    form = zg_items_form(items, add(items, second, "月亮"));
    assert_true(!form.known && !form.marks && form.tokens == 2);
    form = zg_items_form(items, add(items, second, "中～国")); /* a mark that the corpus lacks */
    assert_true(!form.known && form.marks && form.tokens == 2);
    assert_string_equal(form.text, "中～国");
    zg_items_free(items);
    zg_corpus_free(corpus);
}

static void test_refused(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_items *items = NULL;
    zg_error error = {0};
    uint32_t item, form;
    assert_int_equal(zg_items_new(corpus, &items, NULL), ZG_OK);
    assert_int_equal(zg_items_add(items, "x", 1, &item, NULL), ZG_OK);
    static const char *const none[] = {"", "，", "～", " "};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(
            zg_items_add_text(NULL, items, item, none[i], strlen(none[i]), &form, &error),
            ZG_ERROR_FORMAT);
    }
    assert_int_equal(zg_items_add_text(NULL, items, item, "\xFF", 1, &form, &error), ZG_ERROR_TEXT);
    assert_int_equal(zg_items_forms(items), 0);
    form = add(items, item, "中国");
    static const char *const excepts[] = {"中国",   "发展",       "中国。",
                                          "中人国", "发展中国家", "中国月"};
    for (size_t i = 0; i < 6; i++) {
        zg_status status =
            zg_items_add_except(NULL, items, form, excepts[i], strlen(excepts[i]), &error);
        assert_int_equal(status, i < 4 ? ZG_ERROR_FORMAT : ZG_OK);
    }
    assert_int_equal(zg_items_excepts(items), 1); /* the last occurs nowhere */
    assert_int_equal(zg_items_except(items, 0).form, form);
    assert_int_equal(zg_items_except(items, 0).length, 5);
    zg_items_free(items);
    zg_corpus_free(corpus);
}

static void test_stopped(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_items *items = NULL;
    zg_buffer text = {0};
    uint32_t item;
    assert_int_equal(zg_items_new(corpus, &items, NULL), ZG_OK);
    assert_int_equal(zg_items_add(items, "x", 1, &item, NULL), ZG_OK);
    uint32_t soft = add(items, item, "说，做"), none = add(items, item, "，中国，");
    assert_true(zg_items_stopped(items, soft, ZG_WITHIN_CLAUSE));
    assert_false(zg_items_stopped(items, soft, ZG_WITHIN_SENTENCE));
    assert_false(zg_items_stopped(items, none, ZG_WITHIN_CLAUSE));
    assert_true(zg_items_note_stopped(items, ZG_WITHIN_SENTENCE, &text));
    assert_int_equal(text.length, 0);
    uint32_t hard = add(items, item, "中国。中国");
    assert_true(zg_items_stopped(items, hard, ZG_WITHIN_SENTENCE));
    assert_false(zg_items_stopped(items, hard, ZG_WITHIN_PARAGRAPH));
    assert_true(zg_items_note_stopped(items, ZG_WITHIN_CLAUSE, &text) && zg_buffer_byte(&text, 0));
    assert_string_equal(text.data, "2 forms hold a mark at which --within clause stops and occur "
                                   "nowhere: 说，做, 中国。中国; try --within paragraph");
    zg_buffer_free(&text);
    zg_items_free(items);
    zg_corpus_free(corpus);
}

/* ---- match ---- */

/* All matches as "document:first-last:token+tokens:form" with ! where excluded. */
static zg_status matches_of(const zg_corpus *corpus, const zg_items *items, zg_within within,
                            char *out, size_t room, zg_error *error)
{
    zg_matcher *matcher = NULL;
    zg_matching *pass = NULL;
    const zg_match *m;
    size_t n, at = 0;
    out[0] = '\0';
    zg_status status = zg_matcher_new(NULL, corpus, items, within, &matcher, error);
    if (status == ZG_OK) status = zg_matching_new(NULL, matcher, NULL, &pass, error);
    while (status == ZG_OK && (status = zg_matching_next(pass, &m, &n, error)) == ZG_OK) {
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            at += (size_t)snprintf(out + at, room - at, "%u:%u-%u:%u+%u:%u%s ",
                                   (unsigned)m[i].document, (unsigned)m[i].first,
                                   (unsigned)m[i].last, (unsigned)m[i].token, m[i].tokens,
                                   m[i].form, m[i].excluded ? "!" : "");
        }
    }
    zg_matching_free(pass);
    zg_matcher_free(matcher);
    return status == ZG_END ? ZG_OK : status;
}

static void test_matches(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_items *items = NULL;
    zg_error error = {0};
    char found[1000];
    assert_int_equal(zg_items_read(NULL, corpus, scratch_path("items.tsv"), &items, &error), ZG_OK);
    /* Forms: 0 中国, 1 哈哈, 2 哈, 3 月亮, 4 说，做. In 哈哈哈 both 哈哈 take all places.
     * a: 中0 国1 人2 民3 。4 中5 国6 ，7 发8 展9 中10 国11 家12; d: 中0 国1 中2 国3 家4. */
    assert_int_equal(matches_of(corpus, items, ZG_WITHIN_CLAUSE, found, sizeof found, &error),
                     ZG_OK);
    assert_string_equal(found, "0:0-1:0+2:0 0:5-6:4+2:0 0:10-11:8+2:0! 1:0-1:0+2:1 1:1-2:1+2:1 "
                               "3:0-1:0+2:0 3:2-3:2+2:0 ");
    assert_int_equal(matches_of(corpus, items, ZG_WITHIN_SENTENCE, found, sizeof found, &error),
                     ZG_OK);
    assert_non_null(strstr(found, "1:4-6:3+2:4 ")); /* behind the paragraph's end, which is 3 */
    zg_items_free(items);
    zg_corpus_free(corpus);
}

static void test_nothing(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_items *items = NULL;
    char found[100];
    assert_int_equal(zg_items_new(corpus, &items, NULL), ZG_OK);
    assert_int_equal(matches_of(corpus, items, ZG_WITHIN_CLAUSE, found, sizeof found, NULL), ZG_OK);
    assert_string_equal(found, "");
    zg_items_free(items);
    zg_corpus_free(corpus);
}

/* ---- parts ---- */

static void test_parts(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_parts parts;
    zg_error error = {0};
    assert_int_equal(zg_parts_make(corpus, NULL, NULL, &parts, &error), ZG_OK);
    static const uint64_t offsets[] = {0, 11, 16, 16, 21};
    assert_memory_equal(parts.offsets, offsets, sizeof offsets);
    assert_true(parts.sizes.n == 3 && parts.n_documents == 4);
    assert_true(parts.sizes.sizes[0] == 11 && parts.sizes.sizes[2] == 5);
    assert_true(parts.of_document[2] == UINT32_MAX && parts.of_document[3] == 2);
    zg_parts_free(&parts);
    assert_int_equal(zg_parts_make(corpus, NULL, "year", &parts, &error), ZG_OK);
    assert_true(parts.sizes.n == 2 && parts.documents.n == 3);
    assert_true(parts.sizes.sizes[0] == 11 && parts.sizes.sizes[1] == 5);
    assert_true(parts.of_document[1] == 1 && parts.of_document[3] == UINT32_MAX);
    zg_parts_free(&parts);
    assert_int_equal(zg_parts_make(corpus, NULL, "equal:4", &parts, &error), ZG_OK);
    static const int64_t sizes[] = {5, 5, 5, 6};
    assert_true(parts.sizes.n == 4);
    assert_memory_equal(parts.sizes.sizes, sizes, sizeof sizes);
    zg_parts_free(&parts);
    assert_int_equal(zg_parts_make(corpus, NULL, "equal:1000", &parts, &error), ZG_OK);
    assert_true(parts.sizes.n == 21 && parts.sizes.sizes[20] == 1);
    zg_parts_free(&parts);
    static const char *const wrong[] = {
        "equal:0",  "equal:",           "equal:2x",
        "equal:-1", "equal:4294967295", "equal:99999999999999999999",
        "month"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(zg_parts_make(corpus, NULL, wrong[i], &parts, &error), ZG_ERROR_ARGUMENT);
        assert_string_equal(error.source, "--parts");
    }
    zg_corpus_free(corpus);
}

/* Occurrences given in any order come back by part and place; nothing stays for the next item. */
static void test_tally(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_parts parts;
    zg_tally *tally = NULL;
    assert_int_equal(zg_parts_make(corpus, NULL, "year", &parts, NULL), ZG_OK);
    assert_int_equal(zg_tally_new(&parts, &tally, NULL), ZG_OK);
    for (int round = 0; round < 2; round++) {
        assert_true(zg_tally_add(tally, 3, 18) && zg_tally_add(tally, 1, 12));
        assert_true(zg_tally_add(tally, 0, 4) && zg_tally_add(tally, 0, 0));
        assert_int_equal(zg_tally_end(tally, NULL), ZG_OK);
        static const int64_t places[] = {1, 5, 13, 19};
        assert_int_equal(tally->positions.n, 4);
        assert_int_equal(tally->positions.tokens, 21);
        assert_memory_equal(tally->positions.positions, places, sizeof places);
        assert_int_equal(tally->freqs.listed, 2); /* document 3 is in no part */
        assert_true(tally->listed[0] == 2 && tally->listed[1] == 1);
    }
    assert_int_equal(zg_tally_end(tally, NULL), ZG_OK);
    assert_true(tally->freqs.listed == 0 && tally->positions.n == 0);
    zg_tally_free(tally);
    zg_parts_free(&parts);
    zg_corpus_free(corpus);
}

/* ---- every allocation fails once ---- */

static zg_status table_of(const zg_corpus *corpus, const char *list, const char *by,
                          const char *parts, uint64_t *rows, zg_error *error)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_batch *batch;
    zg_ngrams_options_init(&options);
    options.items = list;
    options.min_freq = options.min_docs = 0;
    options.forms = by == NULL;
    options.dispersion = "";
    options.by = by;
    options.parts = parts;
    options.top = 4;
    zg_status status = zg_ngrams(NULL, corpus, NULL, &options, &table, error);
    *rows = 0;
    while (status == ZG_OK && (status = zg_table_next(table, &batch, error)) == ZG_OK) {
        *rows += (uint64_t)batch->rows;
        zg_batch_free(batch);
    }
    if (status == ZG_END && by != NULL) assert_non_null(zg_table_note(table, 0));
    zg_table_free(table);
    return status == ZG_END ? ZG_OK : status;
}

static zg_status tally_of(const zg_corpus *corpus, const char *how, zg_error *error)
{
    zg_parts parts = {0};
    zg_tally *tally = NULL;
    zg_status status = zg_parts_make(corpus, NULL, how, &parts, error);
    if (status == ZG_OK) status = zg_tally_new(&parts, &tally, error);
    for (uint64_t i = 0; status == ZG_OK && i < 11; i++) {
        if (!zg_tally_add(tally, 0, i)) status = zg_error_memory(error);
    }
    if (status == ZG_OK) status = zg_tally_end(tally, error);
    if (status == ZG_OK) assert_int_equal(tally->positions.n, 11);
    zg_tally_free(tally);
    zg_parts_free(&parts);
    return status;
}

static zg_status everything(const zg_corpus *corpus, const char *list, zg_error *error)
{
    zg_items *items = NULL;
    char found[1000];
    uint64_t rows;
    zg_status status = zg_items_read(NULL, corpus, list, &items, error);
    if (status == ZG_OK)
        status = matches_of(corpus, items, ZG_WITHIN_SENTENCE, found, sizeof found, error);
    if (status == ZG_OK) assert_true(strncmp(found, "0:0-1:0+2:0 0:5-6:4+2:0 0:10", 27) == 0);
    zg_items_free(items);
    static const char *const how[] = {NULL, "year", "equal:4"};
    for (size_t i = 0; i < 3 && status == ZG_OK; i++) status = tally_of(corpus, how[i], error);
    if (status == ZG_OK) status = table_of(corpus, list, NULL, "year", &rows, error);
    if (status == ZG_OK) assert_int_equal(rows, 4);
    if (status == ZG_OK) status = table_of(corpus, list, "year", NULL, &rows, error);
    if (status == ZG_OK) assert_int_equal(rows, 8);
    return status;
}

static void test_faults(void **state)
{
    (void)state;
    zg_corpus *corpus = build();
    zg_error error = {0};
    char list[600];
    snprintf(list, sizeof list, "%s", scratch_path("items.tsv"));
    size_t failed = 0, k = 1;
    for (;; k++) {
        memset(&error, 0, sizeof error);
        faults_arm(k);
        zg_status status = everything(corpus, list, &error);
        bool reached = faults_count() >= k;
        faults_disarm();
        if (!reached) break;
        if (status == ZG_OK) continue; /* one that can be done without, inside ICU */
        failed++;
        assert_true(status == ZG_ERROR_MEMORY || status == ZG_ERROR_IO);
        assert_int_equal(error.status, status);
    }
    assert_true(failed > 100);
    assert_int_equal(everything(corpus, list, &error), ZG_OK);
    printf("%zu allocations made to fail, %zu seen as errors\n", k - 1, failed);
    zg_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_stopped), cmocka_unit_test(test_matches),
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_tally),   cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
