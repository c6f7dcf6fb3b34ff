/* Runs: what is written comes back; a damaged file is an error or the right answer; sums, overlaps
 * and settings; every allocation failing once. */
#include "runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "scratch.h"

typedef struct entry {
    const char *text;
    uint32_t n;
    uint64_t freq, docs;
} entry;

static const entry left[] = {
    {"a", 1, 3, 1}, {"a b", 2, 200, 2}, {"天", 1, 5000000000, 3}, {"天下", 2, 2, 2}};
static const entry right[] = {{"a b", 2, 1, 1}, {"ab", 1, 5, 1}, {"天", 1, 1, 1}};
static const char *const left_names[] = {"1.txt", "10.txt", "2.txt"};
static const char *const right_names[] = {"11.txt"};

static zg_status write_run(const char *path, const char *settings, const entry *rows, size_t n,
                           const char *const *names, size_t n_names, zg_error *error)
{
    zg_runs_writer *writer;
    zg_runs_head head = {1, 2, 100000, n_names, settings};
    zg_status status = zg_runs_create(NULL, path, &head, &writer, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < n_names && status == ZG_OK; i++)
        status = zg_runs_add_document(writer, names[i], strlen(names[i]), error);
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        zg_runs_row row = {rows[i].text, strlen(rows[i].text), rows[i].n, rows[i].freq,
                           rows[i].docs};
        status = zg_runs_add_row(writer, &row, error);
    }
    if (status == ZG_OK) return zg_runs_close(writer, error);
    zg_runs_abort(writer);
    return status;
}

/* All that files give, as text. */
static zg_status read_runs(const char *const *paths, size_t n, zg_buffer *out, zg_error *error)
{
    zg_runs *runs = NULL;
    const char *name;
    size_t length;
    zg_runs_row row;
    bool good;
    out->length = 0;
    zg_status status = zg_runs_open(NULL, paths, n, &runs, error);
    if (status != ZG_OK) return status;
    const zg_runs_head *head = zg_runs_together(runs);
    good = zg_buffer_format(out, "%u %u %llu %llu %s\n", head->min_n, head->max_n,
                            (unsigned long long)head->tokens, (unsigned long long)head->documents,
                            head->settings);
    while (good && (status = zg_runs_document(runs, &name, &length, error)) == ZG_OK)
        good = zg_buffer_append(out, name, length) && zg_buffer_byte(out, '\n');
    while (good && (status == ZG_END || status == ZG_OK) &&
           (status = zg_runs_next(runs, &row, error)) == ZG_OK) {
        good = zg_buffer_append(out, row.text, row.length) &&
               zg_buffer_format(out, " %u %llu %llu\n", row.n, (unsigned long long)row.freq,
                                (unsigned long long)row.docs);
    }
    if (status == ZG_END) good = good && zg_runs_describe(runs, out) && zg_buffer_byte(out, '\0');
    zg_runs_free(runs);
    if (!good) return zg_error_memory(error);
    return status == ZG_END ? ZG_OK : status;
}

static void write_both(char *a, char *b)
{
    snprintf(a, 300, "%s", scratch_path("a.zgr"));
    snprintf(b, 300, "%s", scratch_path("b.zgr"));
    assert_int_equal(write_run(a, "unit=char", left, 4, left_names, 3, NULL), ZG_OK);
    assert_int_equal(write_run(b, "unit=char", right, 3, right_names, 1, NULL), ZG_OK);
}

static void two_runs_are_added_up(void **unused)
{
    char a[300], b[300];
    zg_buffer text = {0};
    (void)unused;
    write_both(a, b);
    const char *const paths[] = {a, b};
    assert_int_equal(read_runs(paths, 2, &text, NULL), ZG_OK);
    static const char expected[] = "1 2 200000 4 unit=char\n"
                                   "1.txt\n10.txt\n11.txt\n2.txt\n"
                                   "a 1 3 1\na b 2 201 3\nab 1 5 1\n天 1 5000000001 4\n天下 2 2 2\n"
                                   "\"inputs\": [\n    {\"name\": \"a.zgr\", \"bytes\": ";
    assert_memory_equal(text.data, expected, sizeof expected - 1);
    zg_buffer_free(&text);
}

static void what_does_not_go_together_is_refused(void **unused)
{
    char a[300], b[300];
    zg_buffer text = {0};
    zg_error error = {0};
    (void)unused;
    write_both(a, b);
    const char *const twice[] = {a, a};
    assert_int_equal(read_runs(twice, 2, &text, &error), ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "has the document 1.txt"));
    assert_int_equal(write_run(b, "unit=word", right, 3, right_names, 1, NULL), ZG_OK);
    const char *const both[] = {a, b};
    assert_int_equal(read_runs(both, 2, &text, &error), ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "it has unit=word, that one unit=char"));
    zg_buffer_free(&text);
}

/* The part in front of the sizes and checksums of the inputs. */
static size_t told(const zg_buffer *text)
{
    return (size_t)(strstr(text->data, "\"inputs\"") - text->data);
}

static void every_damage_is_seen(void **unused)
{
    char a[300], b[300];
    zg_buffer text = {0}, whole = {0}, file = {0};
    zg_error error;
    (void)unused;
    write_both(a, b);
    const char *const paths[] = {a}, *const damaged[] = {b};
    assert_int_equal(read_runs(paths, 1, &whole, NULL), ZG_OK);
    assert_int_equal(zg_bytes_read(NULL, a, &file, NULL), ZG_OK);
    for (size_t i = 0; i < file.length; i++) {
        for (int change = 1; change < 256; change = change * 2 + 1) {
            file.data[i] = (char)(file.data[i] ^ change);
            scratch_write("b.zgr", file.data, file.length);
            zg_status status = read_runs(damaged, 1, &text, &error);
            if (status == ZG_OK) {
                assert_int_equal(told(&text), told(&whole));
                assert_memory_equal(text.data, whole.data, told(&whole));
            }
            file.data[i] = (char)(file.data[i] ^ change);
        }
    }
    for (size_t length = 0; length < file.length; length++) {
        scratch_write("b.zgr", file.data, length);
        assert_int_not_equal(read_runs(damaged, 1, &text, &error), ZG_OK);
    }
    assert_true(zg_buffer_byte(&file, 'x'));
    scratch_write("b.zgr", file.data, file.length);
    assert_int_equal(read_runs(damaged, 1, &text, &error), ZG_ERROR_FORMAT);
    zg_buffer_free(&text);
    zg_buffer_free(&whole);
    zg_buffer_free(&file);
}

/* Checksums are right, what they are of is not: rows out of order, a frequency of 0, more documents
 * than occurrences, an order that the head does not name. */
static void wrong_content_is_refused(void **unused)
{
    static const entry wrong[][2] = {
        {{"b", 1, 1, 1}, {"a", 1, 1, 1}},  {{"a", 1, 1, 1}, {"a", 1, 1, 1}},
        {{"a", 1, 0, 0}, {"b", 1, 1, 1}},  {{"a", 1, 1, 2}, {"b", 1, 1, 1}},
        {{"a", 3, 1, 1}, {"b", 1, 1, 1}},  {{"a", 1, 9, 4}, {"b", 1, 1, 1}},
        {{"ab", 1, 1, 1}, {"a", 2, 1, 1}}, {{"\xff", 1, 1, 1}, {"\xff\xff", 1, 1, 1}}};
    char a[300], b[300];
    zg_buffer text = {0};
    (void)unused;
    write_both(a, b);
    const char *const paths[] = {a};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        zg_error error = {0};
        assert_int_equal(write_run(a, "x", wrong[i], 2, left_names, 3, NULL), ZG_OK);
        assert_int_equal(read_runs(paths, 1, &text, &error), ZG_ERROR_FORMAT);
        assert_non_null(strstr(error.text, "damaged"));
    }
    zg_buffer_free(&text);
}

/* More than a block holds, so that texts are compared from block to block. */
static void many_rows_come_back(void **unused)
{
    enum { ROWS = 30000 };
    static entry rows[ROWS];
    static char texts[ROWS][16];
    char a[300], b[300];
    zg_buffer text = {0}, expected = {0};
    (void)unused;
    write_both(a, b);
    for (int i = 0; i < ROWS; i++) {
        snprintf(texts[i], sizeof texts[i], "%08d", i * 7);
        rows[i] = (entry){texts[i], 1, (uint64_t)i + 1, 1};
        assert_true(zg_buffer_format(&expected, "%s 1 %d 1\n", texts[i], i + 1));
    }
    assert_int_equal(write_run(a, "x", rows, ROWS, left_names, 3, NULL), ZG_OK);
    const char *const paths[] = {a};
    assert_int_equal(read_runs(paths, 1, &text, NULL), ZG_OK);
    const char *begin = strstr(text.data, "00000000");
    assert_memory_equal(begin, expected.data, expected.length);
    zg_buffer_free(&text);
    zg_buffer_free(&expected);
}

static void every_allocation_may_fail(void **unused)
{
    char a[300], b[300];
    (void)unused;
    write_both(a, b);
    const char *const paths[] = {a, b};
    zg_buffer text = {0};
    size_t k = 1;
    do {
        faults_arm(k);
        zg_status status = read_runs(paths, 2, &text, NULL);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
        zg_buffer_free(&text);
    } while (faults_count() >= k++);
    k = 1;
    do {
        faults_arm(k);
        zg_status status = write_run(a, "x", left, 4, left_names, 3, NULL);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
    } while (faults_count() >= k++);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_runs_are_added_up),
        cmocka_unit_test(what_does_not_go_together_is_refused),
        cmocka_unit_test(every_damage_is_seen),
        cmocka_unit_test(wrong_content_is_refused),
        cmocka_unit_test(many_rows_come_back),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
