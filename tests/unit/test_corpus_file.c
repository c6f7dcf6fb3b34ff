/* A .zgc file with any byte changed, or cut anywhere: an error, never another answer and never a
 * crash (the sanitizers look). With its checksums put right again, what is in it is looked at: an
 * error, or a corpus that every use goes through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "bytes.h"
#include "corpus_file.h"
#include "faults.h"
#include "scratch.h"

static const char first[] = "天地玄黄，宇宙洪荒。\n日月盈昃、Cafe The cafe.\n\n天 地\n";
static const char second[] = "乾坤後來后来，１２％\nthe THE the\n";

static const char fields[] = "document\tyear\twhen\tby\n"
                             "a.txt#1\t1954\t2020-03\t周恩来\nb.txt\t2020\t\tAnn\n";

static zg_corpus *build(uint32_t fold)
{
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    zg_import_options_init(&options);
    options.fold = fold;
    options.documents = "blank";
    mkdir(scratch_path("texts"), 0777);
    scratch_write("texts/a.txt", first, sizeof first - 1);
    scratch_write("texts/b.txt", second, sizeof second - 1);
    scratch_write("texts/metadata.tsv", fields, sizeof fields - 1);
    const char *paths[] = {scratch_path("texts")};
    assert_int_equal(zg_corpus_build(NULL, paths, 1, &options, &corpus, &error), ZG_OK);
    return corpus;
}

static char *write_file(uint32_t fold, size_t *length)
{
    zg_corpus *corpus = build(fold);
    zg_error error = {0};
    assert_int_equal(zg_corpus_write(NULL, corpus, scratch_path("c.zgc"), &error), ZG_OK);
    zg_corpus_free(corpus);
    return scratch_read("c.zgc", length);
}

static zg_status open_bytes(const char *bytes, size_t length, zg_corpus **corpus, zg_error *error)
{
    *corpus = NULL;
    scratch_write("damaged.zgc", bytes, length);
    return zg_corpus_open(NULL, scratch_path("damaged.zgc"), corpus, error);
}

static void pull(zg_table *table)
{
    zg_batch *batch;
    zg_error error;
    while (zg_table_next(table, &batch, &error) == ZG_OK) zg_batch_free(batch);
    zg_table_free(table);
}

/* Goes through everything that can be asked of a corpus. */
static void use(const zg_corpus *corpus)
{
    zg_error error;
    zg_table *table = NULL;
    zg_ngrams_options options;
    zg_place place;
    zg_elements elements = {0};
    zg_ngrams_options_init(&options);
    options.within = ZG_WITHIN_SENTENCE;
    if (zg_ngrams(NULL, corpus, NULL, &options, &table, &error) == ZG_OK) pull(table);
    if (zg_corpus_describe(NULL, corpus, NULL, &table, &error) == ZG_OK) pull(table);
    for (uint64_t d = 0; d < zg_corpus_documents(corpus); d++) {
        (void)!zg_corpus_place(corpus, d, 1, &place, &error);
    }
    (void)!zg_corpus_encode(NULL, corpus, "the 天地", 10, &elements, &error);
    zg_selection *selection;
    static const char *const where[] = {"year>=1954", "when=2020"};
    if (zg_corpus_select(corpus, where, 2, &selection, &error) == ZG_OK) {
        zg_selection_free(selection);
    }
    for (size_t i = 0; zg_corpus_note(corpus, i) != NULL; i++) continue;
    free(elements.items);
    zg_corpus *other = NULL;
    if (zg_corpus_retokenize(NULL, corpus, ZG_UNIT_WORD, ZG_FOLD_CASE, &other, &error) == ZG_OK) {
        zg_corpus_free(other);
    }
}

static void any_byte_changed_is_an_error(void **state)
{
    size_t length;
    char *bytes = write_file(ZG_FOLD_WIDTH | ZG_FOLD_CASE | ZG_FOLD_TRADITIONAL, &length);
    (void)state;
    for (size_t i = 0; i < length; i++) {
        for (int k = 0; k < 2; k++) {
            unsigned mask = k == 0 ? 1u << i % 8 : 0xFF;
            zg_corpus *corpus;
            zg_error error = {0};
            bytes[i] = (char)((unsigned char)bytes[i] ^ mask);
            assert_int_equal(open_bytes(bytes, length, &corpus, &error), ZG_ERROR_FORMAT);
            assert_null(corpus);
            assert_true(error.text[0] != '\0');
            bytes[i] = (char)((unsigned char)bytes[i] ^ mask);
        }
    }
    free(bytes);
}

static void cut_anywhere_is_an_error(void **state)
{
    size_t length;
    char *bytes = write_file(ZG_FOLD_WIDTH, &length);
    (void)state;
    for (size_t i = 0; i < length; i++) {
        zg_corpus *corpus;
        zg_error error = {0};
        assert_int_equal(open_bytes(bytes, i, &corpus, &error), ZG_ERROR_FORMAT);
    }
    zg_corpus *corpus;
    zg_error error = {0};
    bytes = realloc(bytes, length + 8);
    assert_non_null(bytes);
    memset(bytes + length, 0, 8);
    assert_int_equal(open_bytes(bytes, length + 8, &corpus, &error), ZG_ERROR_FORMAT);
    free(bytes);
}

/* ---- with its checksums put right ---- */

static void set(char *bytes, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) bytes[i] = (char)(value >> (8 * i));
}

/* The file is smaller than a block. */
static void put_right(char *bytes, size_t length)
{
    char *footer = bytes + length - ZG_FILE_FOOTER;
    size_t offset = (size_t)zg_file_u64(footer);
    set(bytes + offset + ZG_FILE_SECTION, zg_bytes_crc(0, bytes, offset), 4);
    set(footer + 16, zg_bytes_crc(0, bytes + offset, length - ZG_FILE_FOOTER - offset), 4);
}

static void a_lie_is_seen_or_does_no_harm(void **state)
{
    static const unsigned char values[] = {0x01, 0x80, 0xFF, 0x7F};
    size_t length, opened = 0;
    char *bytes = write_file(ZG_FOLD_WIDTH | ZG_FOLD_CASE | ZG_FOLD_TRADITIONAL, &length);
    size_t end = (size_t)zg_file_u64(bytes + length - ZG_FILE_FOOTER);
    (void)state;
    for (size_t i = 0; i < end; i++) {
        char before = bytes[i];
        zg_corpus *corpus;
        zg_error error = {0};
        bytes[i] = (char)((unsigned char)before ^ values[i % 4]);
        put_right(bytes, length);
        zg_status status = open_bytes(bytes, length, &corpus, &error);
        assert_true(status == ZG_OK || status == ZG_ERROR_FORMAT);
        if (status == ZG_OK) {
            if (i % 4 == 0) use(corpus);
            opened++;
        }
        zg_corpus_free(corpus);
        bytes[i] = before;
    }
    assert_true(opened > 100 && opened < end);
    free(bytes);
}

static void an_unknown_section_is_passed_over(void **state)
{
    size_t length;
    char *bytes = write_file(ZG_FOLD_WIDTH, &length);
    size_t end = (size_t)zg_file_u64(bytes + length - ZG_FILE_FOOTER);
    char *longer = malloc(length + 32);
    zg_corpus *corpus;
    zg_error error = {0};
    (void)state;
    assert_non_null(longer);
    memcpy(longer, bytes, end);
    memset(longer + end, 0, 32);
    memcpy(longer + end, "FUTR", 4);
    set(longer + end + 8, 11, 8);
    memcpy(longer + end + 16, "later words", 11);
    memcpy(longer + end + 32, bytes + end, length - end);
    set(longer + length + 32 - ZG_FILE_FOOTER, end + 32, 8);
    set(longer + length + 32 - ZG_FILE_FOOTER + 8, length + 32, 8);
    put_right(longer, length + 32);
    assert_int_equal(open_bytes(longer, length + 32, &corpus, &error), ZG_OK);
    assert_int_equal(zg_corpus_write(NULL, corpus, scratch_path("again.zgc"), &error), ZG_OK);
    assert_true(scratch_holds("again.zgc", bytes, length));
    zg_corpus_free(corpus);
    free(longer);
    free(bytes);
}

/* ---- the same again ---- */

static void what_was_written_is_read(void **state)
{
    static const uint32_t folds[] = {ZG_FOLD_NONE, ZG_FOLD_WIDTH, 63};
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        size_t length;
        char *bytes = write_file(folds[i], &length);
        zg_corpus *corpus;
        zg_error error = {0};
        assert_int_equal(open_bytes(bytes, length, &corpus, &error), ZG_OK);
        assert_int_equal(zg_corpus_documents(corpus), 3);
        assert_string_equal(zg_corpus_document_name(corpus, 1), "a.txt#2");
        assert_int_equal(zg_corpus_options(corpus)->fold, folds[i]);
        assert_int_equal(zg_corpus_fields(corpus), 3);
        assert_string_equal(zg_corpus_field_name(corpus, 0), "year");
        assert_int_equal(zg_corpus_field_type(corpus, 1), ZG_FIELD_DATE);
        use(corpus);
        assert_int_equal(zg_corpus_write(NULL, corpus, scratch_path("again.zgc"), &error), ZG_OK);
        assert_true(scratch_holds("again.zgc", bytes, length));
        zg_corpus_free(corpus);
        free(bytes);
    }
}

/* Under a ceiling the file is mapped too; what the vocabulary needs is reserved. */
static void a_ceiling_is_kept(void **state)
{
    size_t length;
    char *bytes = write_file(ZG_FOLD_WIDTH, &length);
    zg_run_options options;
    zg_run *run;
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    (void)state;
    zg_run_options_init(&options);
    options.memory = 1 << 20;
    assert_int_equal(zg_run_new(&options, &run, &error), ZG_OK);
    assert_int_equal(zg_corpus_open(run, scratch_path("c.zgc"), &corpus, &error), ZG_OK);
    assert_true(corpus->file.mapped);
    zg_corpus_free(corpus);
    zg_run_free(run);
    options.memory = 100;
    assert_int_equal(zg_run_new(&options, &run, &error), ZG_OK);
    assert_int_equal(zg_corpus_open(run, scratch_path("c.zgc"), &corpus, &error), ZG_ERROR_MEMORY);
    zg_run_free(run);
    free(bytes);
}

static void every_allocation_may_fail(void **state)
{
    size_t length, k = 1;
    char *bytes = write_file(63, &length);
    (void)state;
    do {
        zg_corpus *corpus = NULL, *other = NULL;
        zg_error error = {0};
        faults_arm(k);
        zg_status status = zg_corpus_open(NULL, scratch_path("c.zgc"), &corpus, &error);
        if (status == ZG_OK) {
            status = zg_corpus_retokenize(NULL, corpus, ZG_UNIT_CHAR, 62, &other, &error);
        }
        if (status == ZG_OK) {
            status = zg_corpus_write(NULL, other, scratch_path("other.zgc"), &error);
        }
        faults_disarm();
        assert_int_equal(status, faults_count() >= k ? ZG_ERROR_MEMORY : ZG_OK);
        zg_corpus_free(corpus);
        zg_corpus_free(other);
    } while (faults_count() >= k++);
    free(bytes);
}

static void records_turn_around(void **state)
{
    char bytes[] = "12345678abcdABCD12345678abcdABCD";
    (void)state;
    zg_file_turn(bytes, 2, "844");
    assert_string_equal(bytes, "87654321dcbaDCBA87654321dcbaDCBA");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(any_byte_changed_is_an_error),
        cmocka_unit_test(cut_anywhere_is_an_error),
        cmocka_unit_test(a_lie_is_seen_or_does_no_harm),
        cmocka_unit_test(an_unknown_section_is_passed_over),
        cmocka_unit_test(a_ceiling_is_kept),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(records_turn_around),
    };
    return cmocka_run_group_tests_name("corpus_file", tests, scratch_setup, scratch_teardown);
}
