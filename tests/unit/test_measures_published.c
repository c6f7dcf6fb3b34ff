/* Values that stand in print: ours must round (or, where the note says so, be cut) to the digits
 * that were printed. Rows marked as not verified are wrong in print, and shown only. */
#include "measures_vectors.h"

static size_t printed, left_out;

/* Numbers parted by commas behind `mark`, up to a blank. */
static size_t numbers_behind(const char *text, const char *mark, int64_t *out, size_t room)
{
    const char *at = strstr(text, mark);
    size_t n = 0;
    if (!at) return 0;
    for (at += strlen(mark); *at && *at != ' '; at += *at == ',') {
        assert_true(n < room);
        out[n++] = strtoll(at, NULL, 10);
        at += strcspn(at, ", ");
    }
    return n;
}

static double table_value(const char *name, const int64_t *o)
{
    zg_contingency cells = {o[0], o[1], o[2], o[3]};
    zg_table2x2 t;
    const zg_measure *measure = zg_measure_find(name);
    assert_non_null(measure);
    assert_int_equal(zg_table2x2_init(&t, &cells, NULL, NULL), ZG_OK);
    return measure->compute.table(&t);
}

/* "v=1,2,3 s=9,10,11"; without sizes all are equal. */
static double parts_value(const char *name, const char *inputs)
{
    int64_t freqs[64], sizes[64];
    size_t n = numbers_behind(inputs, "v=", freqs, 64);
    if (numbers_behind(inputs, "s=", sizes, 64) != n)
        for (size_t i = 0; i < n; i++) sizes[i] = 100;
    zg_part_sizes parts;
    zg_part_freqs item;
    const zg_measure *measure = zg_measure_find_vector(ZG_NEEDS_PARTS, name, NULL);
    assert_non_null(measure);
    assert_int_equal(zg_part_sizes_init(&parts, sizes, n, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&item, &parts, NULL, freqs, n, NULL, NULL), ZG_OK);
    return measure->compute.parts(&item);
}

static double pattern_value(const char *name, const char *inputs)
{
    int64_t counts[16];
    size_t n = numbers_behind(inputs, "counts ", counts, 16), length = 0;
    while ((size_t)1 << length < n) length++;
    zg_pattern_counts g = {counts, length, 0.5};
    const zg_measure *measure = zg_measure_find_vector(ZG_NEEDS_PATTERNS, name, NULL);
    assert_non_null(measure);
    return measure->compute.patterns(&g);
}

/* Of a text that another table holds; NaN where it does not. */
static double text_value(const char *name, const char *id)
{
    vectors v;
    double value = NAN;
    open_table(&v, "lexical");
    for (size_t row = 0; row < v.rows; row++) {
        if (strcmp(vectors_text(&v, row, "id"), id) != 0) continue;
        size_t n;
        uint32_t *ids = number_tokens(vectors_text(&v, row, "tokens"), &n);
        zg_lexical *text;
        const zg_measure *measure = zg_measure_find_vector(ZG_NEEDS_TOKENS, name, NULL);
        assert_non_null(measure);
        assert_int_equal(zg_lexical_new(ids, n, 1, &text, NULL), ZG_OK);
        value = measure->compute.tokens(text);
        zg_lexical_free(text);
        free(ids);
    }
    vectors_close(&v);
    return value;
}

/* ---- Consolidation of a list ---- */

/* How often the words of `inner` stand in those of `outer`. */
static int64_t times_inside(const char *outer, const char *inner)
{
    int64_t times = 0;
    size_t length = strlen(inner);
    for (const char *at = outer; (at = strstr(at, inner)) != NULL; at++)
        times += (at == outer || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0');
    return times;
}

/* Longest first, as the list is. */
static void consolidate(vectors *v, int64_t *done)
{
    int64_t times[16];
    assert_true(v->rows <= 16);
    for (size_t row = 0; row < v->rows; row++) {
        const char *text = vectors_text(v, row, "id");
        for (size_t i = 0; i < row; i++) times[i] = times_inside(vectors_text(v, i, "id"), text);
        done[row] = zg_consolidated_freq(vectors_whole(v, row, "f"), done, times, row);
    }
}

static void test_consolidation(void **state)
{
    (void)state;
    vectors v;
    int64_t done[16];
    open_table(&v, "consolidation");
    consolidate(&v, done);
    for (size_t row = 0; row < v.rows; row++) {
        compare(&v, row, "f_consolidated", (double)done[row]);
        compare(&v, row, "published", (double)done[row]);
    }
    close_table(&v);
}

/* The consolidated frequency of one row of that list. */
static double consolidated_value(const char *id)
{
    vectors v;
    int64_t done[16];
    double value = NAN;
    open_table(&v, "consolidation");
    consolidate(&v, done);
    for (size_t row = 0; row < v.rows; row++)
        if (strcmp(vectors_text(&v, row, "id"), id) == 0) value = (double)done[row];
    vectors_close(&v);
    return value;
}

static double value_of(const char *measure, const char *inputs)
{
    int64_t cells[4];
    if (strcmp(measure, "f_consolidated") == 0) return consolidated_value(inputs);
    if (strcmp(measure, "yule_k") == 0) return text_value(measure, "pub_stjohn_spectrum");
    if (strncmp(inputs, "v=", 2) == 0) return parts_value(measure, inputs);
    if (strncmp(inputs, "counts ", 7) == 0) return pattern_value(measure, inputs);
    if (numbers_behind(inputs, "", cells, 4) != 4) fail_msg("inputs of no known kind: %s", inputs);
    if (strcmp(measure, "g2 (4-cell)") == 0) return table_value("g2", cells);
    const zg_measure *found = zg_measure_find_vector(ZG_NEEDS_TABLE, measure, NULL);
    if (!found) fail_msg("no measure %s", measure);
    return table_value(found->name, cells);
}

/* Whether `value` is `print` with as many decimals as that has. */
static bool agrees(double value, const char *print, bool cut)
{
    const char *point = strchr(print, '.');
    int decimals = point ? (int)strlen(point + 1) : 0;
    char got[64];
    if (cut) value = floor(value * pow(10, decimals)) / pow(10, decimals);
    snprintf(got, sizeof got, "%.*f", decimals, value);
    return strcmp(got, print) == 0;
}

static void test_printed(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "published");
    take(&v, "source");
    for (size_t row = 0; row < v.rows; row++) {
        const char *id = vectors_text(&v, row, "id");
        const char *print = vectors_text(&v, row, "printed_value");
        bool cut = strstr(vectors_text(&v, row, "note"), "truncated") != NULL;
        double got = value_of(vectors_text(&v, row, "measure"), vectors_text(&v, row, "inputs"));
        if (isnan(got)) {
            printf("left out, its input is not here: %s\n", id);
            left_out++;
            continue;
        }
        compare(&v, row, "our_value", got);
        bool good = agrees(got, print, cut);
        if (strcmp(vectors_text(&v, row, "verified"), "1") != 0) {
            printf("not reproducible, as is known: %s: %s, ours %.9g\n", id, print, got);
            continue;
        }
        if (!good) fail_msg("%s: printed %s, ours %.17g", id, print, got);
        printed++;
    }
    printf("%zu printed values met to their digits, %zu left out\n", printed, left_out);
    take(&v, "verified");
    take(&v, "our_value");
    close_table(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_consolidation),
        cmocka_unit_test(test_printed),
        cmocka_unit_test(test_board),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
