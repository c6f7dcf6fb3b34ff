/* Batches in Arrow's layout: values, validity bits, offsets, null counts, and where a batch ends.
 * The table under test gives a value by rule, so that every cell is known without keeping it. */
#include "table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

static const zg_field fields[] = {{"whole", ZG_INT64, "a whole number"},
                                  {"real", ZG_DOUBLE, "a real number"},
                                  {"text", ZG_UTF8, "a text"},
                                  {"gaps", ZG_INT64, NULL},
                                  {"holes", ZG_UTF8, "a text or none"}};

enum { FIELDS = sizeof fields / sizeof fields[0] };

typedef struct rule {
    int64_t rows, next;
    int64_t first_gap;  /* from this row on every third cell of the last two columns is empty */
    size_t text_length; /* of each text; 0: by row, 0 to 6 */
    char *text;         /* that long */
    int64_t fails_at;   /* row at which filling fails; -1: none */
    bool *dropped;
} rule;

static bool is_gap(const rule *r, int64_t row)
{
    return row >= r->first_gap && row % 3 == r->first_gap % 3;
}

static double real_of(int64_t row)
{
    if (row % 11 == 3) return row % 2 ? INFINITY : -INFINITY;
    return row % 11 == 5 ? NAN : (double)row / 7;
}

static size_t text_of(const rule *r, int64_t row, char *small, const char **text)
{
    if (r->text_length > 0) {
        *text = r->text;
        return r->text_length;
    }
    snprintf(small, 8, "%06d", (int)(row % 1000000));
    *text = small;
    return (size_t)(row % 7);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    rule *r = self;
    for (; r->next < r->rows && !zg_builder_full(builder); r->next++) {
        char small[16];
        const char *text;
        int64_t row = r->next;
        if (row == r->fails_at) {
            r->fails_at = -1; /* once */
            return zg_error_set(error, ZG_ERROR_IO, "rule", "failed at its row");
        }
        size_t length = text_of(r, row, small, &text);
        bool gap = is_gap(r, row);
        if (!zg_builder_int64(builder, 0, row * 3 - 5) ||
            !zg_builder_real(builder, 1, real_of(row)) ||
            !zg_builder_text(builder, 2, text, length) ||
            !(gap ? zg_builder_null(builder, 3) : zg_builder_int64(builder, 3, row)) ||
            !(gap ? zg_builder_null(builder, 4) : zg_builder_text(builder, 4, text, length))) {
            return zg_error_memory(error);
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

static void drop(void *self)
{
    *((rule *)self)->dropped = true;
}

static zg_table *new_table(rule *r, bool *dropped)
{
    zg_table *table = NULL;
    *dropped = false;
    r->dropped = dropped;
    assert_int_equal(zg_table_new(fields, FIELDS, r->rows, fill, drop, r, NULL, &table, NULL),
                     ZG_OK);
    return table;
}

static bool valid(const zg_column *column, int64_t row)
{
    return column->validity == NULL || (column->validity[row / 8] >> (row % 8) & 1) != 0;
}

static void check_text(const zg_column *column, int64_t row, const char *text, size_t length)
{
    assert_int_equal(column->offsets[row + 1] - column->offsets[row], length);
    if (length > 0) assert_memory_equal(column->bytes + column->offsets[row], text, length);
}

static void check_row(const rule *r, const zg_batch *batch, int64_t i, int64_t row)
{
    const zg_column *c = batch->columns;
    char small[16];
    const char *text;
    size_t length = text_of(r, row, small, &text);
    double real = real_of(row);
    bool gap = is_gap(r, row);
    assert_true(valid(&c[0], i) && valid(&c[2], i));
    assert_int_equal(c[0].int64[i], row * 3 - 5);
    assert_int_equal(valid(&c[1], i), !isnan(real));
    assert_false(c[1].real[i] != c[1].real[i]); /* also where there is no value */
    if (!isnan(real)) assert_true(c[1].real[i] == real);
    check_text(&c[2], i, text, length);
    assert_int_equal(valid(&c[3], i), !gap);
    if (!gap) assert_int_equal(c[3].int64[i], row);
    assert_int_equal(valid(&c[4], i), !gap);
    check_text(&c[4], i, text, gap ? 0 : length);
}

static void check_layout(const zg_batch *batch)
{
    assert_int_equal(batch->n_columns, FIELDS);
    for (size_t i = 0; i < FIELDS; i++) {
        const zg_column *c = &batch->columns[i];
        int64_t nulls = 0;
        assert_int_equal(c->type, fields[i].type);
        assert_int_equal(c->int64 != NULL, c->type == ZG_INT64);
        assert_int_equal(c->real != NULL, c->type == ZG_DOUBLE);
        assert_int_equal(c->offsets != NULL, c->type == ZG_UTF8);
        assert_int_equal(c->bytes != NULL, c->type == ZG_UTF8);
        for (int64_t row = 0; row < batch->rows; row++) {
            nulls += !valid(c, row);
            if (c->type != ZG_UTF8) continue;
            assert_true(c->offsets[row] <= c->offsets[row + 1]);
        }
        if (c->type == ZG_UTF8) assert_int_equal(c->offsets[0], 0);
        assert_int_equal(c->null_count, nulls);
        assert_int_equal(c->validity == NULL, nulls == 0);
    }
}

/* Pulls all; gives the number of batches. The table is freed before its last batch is looked at. */
static size_t pull(rule *r)
{
    bool dropped;
    zg_table *table = new_table(r, &dropped);
    zg_batch *batch = NULL, *last = NULL;
    int64_t row = 0, last_row = 0;
    size_t batches = 0;
    zg_status status;
    assert_int_equal(zg_table_rows(table), r->rows);
    while ((status = zg_table_next(table, &batch, NULL)) == ZG_OK) {
        assert_true(batch->rows > 0 && batch->rows <= ZG_BATCH_ROWS);
        check_layout(batch);
        for (int64_t i = 0; i < batch->rows; i++) check_row(r, batch, i, row + i);
        zg_batch_free(last);
        last = batch;
        last_row = row;
        row += batch->rows;
        batches++;
    }
    assert_int_equal(status, ZG_END);
    assert_int_equal(zg_table_next(table, &batch, NULL), ZG_END); /* and again */
    assert_int_equal(row, r->rows);
    assert_false(dropped);
    zg_table_free(table);
    assert_true(dropped);
    if (last != NULL) check_row(r, last, last->rows - 1, last_row + last->rows - 1);
    zg_batch_free(last);
    return batches;
}

static void rows_fill_batches(void **state)
{
    (void)state;
    const int64_t rows[] = {0,
                            1,
                            7,
                            8,
                            9,
                            ZG_BATCH_ROWS - 1,
                            ZG_BATCH_ROWS,
                            ZG_BATCH_ROWS + 1,
                            2 * ZG_BATCH_ROWS,
                            2 * ZG_BATCH_ROWS + 100};
    const size_t batches[] = {0, 1, 1, 1, 1, 1, 1, 2, 2, 3};
    const int64_t gaps[] = {0, 1, 8, 100, 70000, INT64_MAX};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++) {
            rule r = {.rows = rows[i], .first_gap = gaps[g], .fails_at = -1};
            assert_int_equal(pull(&r), batches[i]);
        }
    }
}

static void large_texts_end_a_batch(void **state)
{
    (void)state;
    const size_t length = 3u << 20;
    char *text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < length; i++) text[i] = (char)('a' + i % 26);
    rule r = {.rows = 20, .first_gap = 2, .fails_at = -1, .text_length = length, .text = text};
    size_t batches = pull(&r); /* three texts are 9 MiB: batches stay small, each text is whole */
    assert_true(batches >= 5 && batches <= 20);
    rule one = {.rows = 2, .first_gap = 5, .fails_at = -1, .text_length = 1, .text = text};
    assert_int_equal(pull(&one), 1);
    free(text);
}

static void a_failed_pull_loses_no_row_in_silence(void **state)
{
    (void)state;
    bool dropped;
    zg_error error = {0};
    zg_batch *batch = NULL;
    rule r = {.rows = 1000, .first_gap = INT64_MAX, .fails_at = 500};
    zg_table *table = new_table(&r, &dropped);
    assert_int_equal(zg_table_next(table, &batch, &error), ZG_ERROR_IO);
    assert_null(batch);
    assert_string_equal(error.source, "rule");
    /* The 500 rows of the batch that could not be finished are gone: no going on behind them. */
    memset(&error, 0, sizeof error);
    assert_int_equal(zg_table_next(table, &batch, &error), ZG_ERROR_IO);
    assert_string_equal(error.source, "rule");
    assert_null(batch);
    zg_table_free(table);
}

static void a_cancelled_pull_can_go_on(void **state)
{
    (void)state;
    bool dropped;
    zg_run *run = NULL;
    zg_table *table = NULL;
    zg_batch *batch = NULL;
    rule r = {.rows = 10, .first_gap = 3, .fails_at = -1, .dropped = &dropped};
    assert_int_equal(zg_run_new(NULL, &run, NULL), ZG_OK);
    assert_int_equal(zg_table_new(fields, FIELDS, -1, fill, drop, &r, run, &table, NULL), ZG_OK);
    assert_int_equal(zg_table_rows(table), -1);
    assert_ptr_equal(zg_table_run(table), run);
    zg_run_cancel(run);
    assert_int_equal(zg_table_next(table, &batch, NULL), ZG_ERROR_CANCELLED);
    zg_run_reset(run);
    assert_int_equal(zg_table_next(table, &batch, NULL), ZG_OK);
    assert_int_equal(batch->rows, 10);
    zg_batch_free(batch);
    assert_int_equal(zg_table_next(table, &batch, NULL), ZG_END);
    zg_table_free(table);
    zg_run_free(run);
    zg_batch_free(NULL);
    zg_table_free(NULL);
}

static void the_last_description_counts(void **state)
{
    (void)state;
    bool dropped;
    size_t n;
    rule r = {.fails_at = -1};
    zg_table *table = new_table(&r, &dropped);
    assert_ptr_equal(zg_table_fields(table, &n), fields);
    assert_int_equal(n, FIELDS);
    assert_string_equal(zg_table_description(table), "");
    assert_int_equal(zg_table_describe(table, "\"a\": 1, cut", 6, NULL), ZG_OK);
    assert_string_equal(zg_table_description(table), "\"a\": 1");
    faults_arm(1);
    zg_status status = zg_table_describe(table, "\"b\": 2", 6, NULL);
    faults_disarm();
    assert_int_equal(status, ZG_ERROR_MEMORY);
    assert_string_equal(zg_table_description(table), "\"a\": 1");
    assert_int_equal(zg_table_describe(table, "\"b\": 2", 6, NULL), ZG_OK);
    assert_string_equal(zg_table_description(table), "\"b\": 2");
    zg_table_free(table);
}

static zg_status pull_all(rule *r, bool *dropped, int64_t *rows)
{
    zg_table *table = NULL;
    zg_batch *batch;
    r->dropped = dropped;
    *rows = 0;
    zg_status status = zg_table_new(fields, FIELDS, r->rows, fill, drop, r, NULL, &table, NULL);
    if (status != ZG_OK) return status;
    while ((status = zg_table_next(table, &batch, NULL)) == ZG_OK) {
        *rows += batch->rows;
        check_layout(batch);
        zg_batch_free(batch);
    }
    zg_table_free(table);
    return status;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    size_t k = 1;
    do {
        bool dropped = false;
        int64_t rows;
        rule r = {.rows = ZG_BATCH_ROWS + 50, .first_gap = 20, .fails_at = -1};
        faults_arm(k);
        zg_status status = pull_all(&r, &dropped, &rows);
        faults_disarm();
        bool failed = faults_count() >= k;
        assert_int_equal(status, failed ? ZG_ERROR_MEMORY : ZG_END);
        assert_true(dropped); /* the table owned it, also where it could not be made */
        if (!failed) assert_int_equal(rows, r.rows);
    } while (faults_count() >= k++);
    print_message("%zu allocations, each failed once\n", k - 2);
    assert_true(k > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_fill_batches),
        cmocka_unit_test(large_texts_end_a_batch),
        cmocka_unit_test(a_failed_pull_loses_no_row_in_silence),
        cmocka_unit_test(a_cancelled_pull_can_go_on),
        cmocka_unit_test(the_last_description_counts),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
