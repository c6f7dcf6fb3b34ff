/* keyness: the rows of all comparisons and their order. A piece of the items after the other is
 * tested, filtered, and given what it is ordered by, in blocks that threads share; only that is
 * kept of a row, and its values are made when it is shown (keyness_rows.c). */
#include <math.h>
#include <string.h>

#include "keyness_parts.h"
#include "pool.h"

#define PIECE 65536
#define BLOCK 1024

/* What rows are ordered by. */
typedef struct order_key {
    const zg_key_column *column; /* NULL: lrc, or log_ratio where that has no value */
    zg_type type;
    bool descending;
} order_key;

typedef struct ranking {
    zg_comparing *key;
    order_key by;
    const zg_comparison *comparison;
    size_t first, n; /* the piece */
    bool *keep;      /* by item of it */
    zg_key_pair *pairs;
    double *values;
    uint64_t *left_out;
} ranking;

/* ---- tests ---- */

static bool is_direction(zg_direction direction, int sign)
{
    return direction == ZG_BOTH || sign == (direction == ZG_OVER ? 1 : -1);
}

/* Below 0: not known. */
static bool has_documents(const zg_key_pair *pair, uint64_t min_docs)
{
    if (pair->docs[0] < 0 || pair->docs[1] < 0) return min_docs <= 1;
    return (uint64_t)(pair->docs[0] + pair->docs[1]) >= min_docs;
}

/* Where nothing is inferred: is the item frequent enough, and 0 outside its interval? */
static zg_status is_apart(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                          int sign, bool *keep, zg_error *error)
{
    double end;
    uint32_t column = sign > 0 ? key->low_column : key->high_column;
    *keep = false;
    if (row->pair.freq[0] + row->pair.freq[1] < ZG_KEYNESS_FREQ || sign == 0) return ZG_OK;
    zg_status status = zg_key_value(key, scratch, row, &key->columns[column], &end, NULL, error);
    *keep = sign > 0 ? end > 0 : end < 0;
    return status;
}

static zg_status test_item(ranking *r, zg_key_scratch *scratch, size_t at, zg_error *error)
{
    const zg_comparing *key = r->key;
    const zg_comparison *c = r->comparison;
    zg_key_row row;
    int sign;
    double *test =
        key->tests == NULL || c->descriptive ? NULL : &key->tests[c->first_test + r->first + at];
    r->pairs[at] = zg_key_pair_of(key, c, r->first + at);
    zg_key_row_init(&row, c, r->first + at, &r->pairs[at]);
    r->keep[at] = false;
    if (test != NULL) *test = NAN;
    if ((uint64_t)(row.pair.freq[0] + row.pair.freq[1]) < key->options.min_freq) return ZG_OK;
    zg_status status = zg_key_sign(key, scratch, &row, &sign, error);
    if (status == ZG_OK && test != NULL) {
        status = zg_key_value(key, scratch, &row, &key->columns[key->p_column], test, NULL, error);
    }
    if (status != ZG_OK) return status;
    r->keep[at] = is_direction(key->options.direction, sign) &&
                  has_documents(&row.pair, key->options.min_docs);
    if (!r->keep[at] || !c->descriptive) return ZG_OK;
    return is_apart(key, scratch, &row, sign, &r->keep[at], error);
}

static zg_status test_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    ranking *r = context;
    size_t from = index * BLOCK, to = from + BLOCK < r->n ? from + BLOCK : r->n;
    zg_status status = ZG_OK;
    for (size_t at = from; at < to && status == ZG_OK; at++) {
        status = test_item(r, &r->key->scratch[worker], at, error);
    }
    return status;
}

/* ---- filters ---- */

static zg_status keeps(zg_comparing *key, size_t item, zg_elements *elements, zg_buffer *shown,
                       bool *keep, zg_error *error)
{
    const zg_key_items *items = &key->items;
    if (items->set == NULL && items->list == NULL) {
        const zg_count_row *row = &items->count.rows[item];
        return zg_filter_keeps(key->filter, &items->sequence, zg_count_position(row),
                               zg_count_n(row), keep, error);
    }
    shown->length = 0;
    elements->n = 0;
    if (!zg_key_item_render(items, item, shown)) return zg_error_memory(error);
    if (items->list != NULL) {
        zg_status status =
            zg_corpus_encode(key->run, key->corpus, shown->data, shown->length, elements, error);
        if (status != ZG_OK) return status;
        return zg_filter_keeps_item(key->filter, elements, shown->data, shown->length, keep, error);
    }
    uint32_t length = zg_phrase_set_at(items->set, (uint32_t)item)->length;
    if (!zg_memory_grow(&elements->items, &elements->capacity, length, sizeof *elements->items)) {
        return zg_error_memory(error);
    }
    memcpy(elements->items, zg_phrase_set_elements(items->set, (uint32_t)item),
           length * sizeof *elements->items);
    elements->n = length;
    return zg_filter_keeps_item(key->filter, elements, shown->data, shown->length, keep, error);
}

static zg_status apply_filter(ranking *r, zg_error *error)
{
    zg_elements elements = {0};
    zg_buffer shown = {0};
    zg_status status = ZG_OK;
    if (r->key->filter == NULL || zg_filter_is_empty(r->key->filter)) return ZG_OK;
    for (size_t i = 0; i < r->n && status == ZG_OK; i++) {
        if (!r->keep[i]) continue;
        status = keeps(r->key, r->first + i, &elements, &shown, &r->keep[i], error);
    }
    zg_memory_free(elements.items);
    zg_buffer_free(&shown);
    return status;
}

/* ---- keys ---- */

static zg_status key_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    ranking *r = context;
    const zg_comparing *key = r->key;
    size_t from = index * BLOCK, to = from + BLOCK < r->n ? from + BLOCK : r->n;
    const zg_key_column *column = r->by.column;
    if (column == NULL) {
        column = &key->columns[r->comparison->descriptive ? key->ratio_column : key->lrc_column];
    }
    if (column->kind == ZG_KEY_WITHOUT_DOCUMENT) column--; /* the value that tells it */
    for (size_t at = from; at < to; at++) {
        if (!r->keep[at]) continue;
        zg_key_row row;
        zg_key_row_init(&row, r->comparison, r->first + at, &r->pairs[at]);
        r->left_out[at] = UINT64_MAX;
        r->values[at] = NAN;
        if (column->kind == ZG_KEY_ADJUSTED) continue; /* not known yet: set_adjusted */
        zg_status status = zg_key_value(key, &key->scratch[worker], &row, column, &r->values[at],
                                        &r->left_out[at], error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

static zg_status append_key(ranking *r, size_t at, const zg_key_row *row, const zg_buffer *shown,
                            zg_error *error)
{
    zg_frame *keys = r->key->keys;
    bool has = true, good;
    if (r->by.type == ZG_INT64) {
        int64_t value;
        zg_status status = zg_key_whole(r->key, row, r->by.column, &value, &has, error);
        if (status != ZG_OK) return status;
        good = has ? zg_frame_int64(keys, ZG_BY_KEY, value) : zg_frame_null(keys, ZG_BY_KEY);
    } else if (r->by.type == ZG_UTF8 && r->by.column->kind == ZG_KEY_ITEM) {
        good = zg_frame_text(keys, ZG_BY_KEY, shown->data, shown->length);
    } else if (r->by.type == ZG_UTF8) {
        const char *name = zg_key_name(r->key, row, r->by.column, r->left_out[at]);
        good = name != NULL ? zg_frame_text(keys, ZG_BY_KEY, name, strlen(name))
                            : zg_frame_null(keys, ZG_BY_KEY);
    } else {
        good = zg_frame_real(keys, ZG_BY_KEY, r->values[at]);
    }
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status append_rows(ranking *r, zg_buffer *shown, zg_error *error)
{
    zg_comparing *key = r->key;
    zg_frame *keys = key->keys;
    for (size_t at = 0; at < r->n; at++) {
        if (!r->keep[at]) continue;
        zg_key_row row;
        zg_key_row_init(&row, r->comparison, r->first + at, &r->pairs[at]);
        shown->length = 0;
        if (!zg_key_item_render(&key->items, row.item, shown)) return zg_error_memory(error);
        zg_status status = append_key(r, at, &row, shown, error);
        if (status != ZG_OK) return status;
        if (!zg_frame_int64(keys, ZG_BY_COMPARISON, r->comparison - key->comparisons) ||
            !zg_frame_int64(keys, ZG_BY_FREQ, row.pair.freq[0] + row.pair.freq[1]) ||
            !zg_frame_text(keys, ZG_BY_ITEM, shown->data, shown->length) ||
            !zg_frame_int64(keys, ZG_BY_N, zg_key_item_n(&key->items, row.item)) ||
            !zg_frame_int64(keys, ZG_BY_NUMBER, (int64_t)row.item)) {
            return zg_error_memory(error);
        }
        zg_frame_row(keys);
    }
    return ZG_OK;
}

static zg_status rank_comparison(ranking *r, zg_error *error)
{
    zg_buffer shown = {0};
    zg_status status = ZG_OK;
    size_t items = r->key->items.n;
    for (r->first = 0; r->first < items && status == ZG_OK; r->first += r->n) {
        r->n = items - r->first < PIECE ? items - r->first : PIECE;
        size_t blocks = (r->n + BLOCK - 1) / BLOCK;
        status = zg_pool_run(r->key->run, blocks, test_block, r, error);
        if (status == ZG_OK) status = apply_filter(r, error);
        if (status == ZG_OK) status = zg_pool_run(r->key->run, blocks, key_block, r, error);
        if (status == ZG_OK) status = append_rows(r, &shown, error);
        zg_run_advance(r->key->run, r->n);
    }
    zg_buffer_free(&shown);
    return status;
}

/* ---- adjusted ---- */

static zg_status adjust(zg_comparing *key, zg_error *error)
{
    if (key->n_tests == 0) return ZG_OK;
    zg_ranked *ranked = zg_memory_alloc(key->n_tests, sizeof *ranked);
    zg_status status = ranked == NULL ? zg_error_memory(error) : ZG_OK;
    for (size_t i = 0; i < key->n_columns && status == ZG_OK; i++) {
        zg_key_column *column = &key->columns[i];
        if (column->kind != ZG_KEY_ADJUSTED) continue;
        column->adjusted = zg_memory_alloc(key->n_tests, sizeof *column->adjusted);
        if (column->adjusted == NULL) {
            status = zg_error_memory(error);
        } else {
            zg_adjust(column->measure->compute.rows, key->tests, key->n_tests, key->family, ranked,
                      column->adjusted);
        }
    }
    zg_memory_free(ranked);
    return status;
}

/* The order by what is adjusted is known only now. */
static void set_adjusted(const ranking *r)
{
    const zg_comparing *key = r->key;
    if (r->by.column == NULL || r->by.column->kind != ZG_KEY_ADJUSTED) return;
    for (size_t i = 0; i < zg_frame_rows(key->keys); i++) {
        const zg_comparison *c =
            &key->comparisons[zg_frame_get_int64(key->keys, i, ZG_BY_COMPARISON)];
        size_t item = (size_t)zg_frame_get_int64(key->keys, i, ZG_BY_NUMBER);
        if (!c->descriptive) {
            zg_frame_set_real(key->keys, i, ZG_BY_KEY,
                              r->by.column->adjusted[c->first_test + item]);
        }
    }
}

/* ---- order ---- */

static zg_status read_order(const zg_comparing *key, order_key *out, zg_error *error)
{
    *out = (order_key){.type = ZG_DOUBLE, .descending = key->options.direction != ZG_UNDER};
    if (key->options.sort == NULL) return ZG_OK;
    zg_frame *shown = NULL;
    zg_key chosen;
    zg_status status = zg_frame_new(key->fields, key->n_columns, &shown, error);
    if (status == ZG_OK) status = zg_frame_key(shown, key->options.sort, &chosen, error);
    zg_frame_free(shown);
    if (status != ZG_OK) return status;
    const zg_key_column *column = &key->columns[chosen.column];
    *out = (order_key){column, column->type, chosen.descending};
    return ZG_OK;
}

static zg_status make_keys(ranking *r, zg_error *error)
{
    const zg_field fields[ZG_BY_COLUMNS] = {{"key", r->by.type, ""}, {"comparison", ZG_INT64, ""},
                                            {"freq", ZG_INT64, ""},  {"item", ZG_UTF8, ""},
                                            {"n", ZG_INT64, ""},     {"number", ZG_INT64, ""}};
    zg_status status = zg_frame_new(fields, ZG_BY_COLUMNS, &r->key->keys, error);
    r->keep = zg_memory_alloc(PIECE, sizeof *r->keep);
    r->pairs = zg_memory_alloc(PIECE, sizeof *r->pairs);
    r->values = zg_memory_alloc(PIECE, sizeof *r->values);
    r->left_out = zg_memory_alloc(PIECE, sizeof *r->left_out);
    if (status == ZG_OK &&
        (r->keep == NULL || r->pairs == NULL || r->values == NULL || r->left_out == NULL)) {
        status = zg_error_memory(error);
    }
    return status;
}

static zg_status order(const ranking *r, zg_error *error)
{
    zg_comparing *key = r->key;
    zg_key keys[5];
    size_t n = 0;
    if (key->by) keys[n++] = (zg_key){ZG_BY_COMPARISON, false};
    keys[n++] = (zg_key){ZG_BY_KEY, r->by.descending};
    keys[n++] = (zg_key){ZG_BY_FREQ, true};
    keys[n++] = (zg_key){ZG_BY_ITEM, false};
    keys[n++] = (zg_key){ZG_BY_N, false};
    zg_status status = zg_frame_sort(key->run, key->keys, keys, n, error);
    if (status != ZG_OK) return status;
    return zg_frame_top(key->keys, key->options.top, key->by ? ZG_BY_COMPARISON : SIZE_MAX, error);
}

zg_status zg_key_rank(zg_comparing *key, zg_error *error)
{
    ranking r = {.key = key};
    zg_status status = read_order(key, &r.by, error);
    if (status == ZG_OK) status = make_keys(&r, error);
    zg_run_stage(key->run, "testing", key->items.n * key->n_comparisons);
    for (size_t i = 0; i < key->n_comparisons && status == ZG_OK; i++) {
        r.comparison = &key->comparisons[i];
        status = rank_comparison(&r, error);
    }
    if (status == ZG_OK) status = adjust(key, error);
    zg_memory_free(key->tests);
    key->tests = NULL;
    if (status == ZG_OK) {
        set_adjusted(&r);
        status = order(&r, error);
    }
    zg_memory_free(r.keep);
    zg_memory_free(r.pairs);
    zg_memory_free(r.values);
    zg_memory_free(r.left_out);
    return status;
}
