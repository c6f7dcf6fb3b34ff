/* keyness: the rows of one comparison. First every item is tested, in blocks that threads share;
 * what is kept is then scored in blocks and appended in the order of the items. */
#include <math.h>
#include <string.h>

#include "keyness_parts.h"
#include "pool.h"

#define TEST_BLOCK  4096
#define SCORE_BLOCK 256
#define SCORE_ROWS  65536 /* scored before they are appended */

typedef struct scoring {
    zg_comparing *key;
    const zg_comparison *comparison;
    const zg_measure *p, *low, *high;
    bool *keep;
    size_t *rows; /* items kept */
    size_t n_rows;
    size_t first, n;     /* of the rows that are scored now */
    double *values;      /* by row and column */
    uint64_t *documents; /* by row: the one left out */
    bool *drop;          /* by row */
} scoring;

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

static zg_status test_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    scoring *s = context;
    const zg_comparing *key = s->key;
    (void)worker;
    size_t from = index * TEST_BLOCK, to = from + TEST_BLOCK;
    if (to > key->items.n) to = key->items.n;
    for (size_t i = from; i < to; i++) {
        zg_key_pair pair = zg_key_pair_of(key, s->comparison, i);
        int64_t freq = pair.freq[0] + pair.freq[1];
        double *test = key->tests == NULL ? NULL : &key->tests[s->comparison->first_test + i];
        s->keep[i] = false;
        if (test != NULL) *test = NAN;
        if ((uint64_t)freq < key->options.min_freq) continue;
        zg_table2x2 table;
        zg_status status = zg_key_table(key, s->comparison, i, &pair, &table, error);
        if (status != ZG_OK) return status;
        if (!s->comparison->descriptive && test != NULL) *test = s->p->compute.table(&table);
        s->keep[i] = is_direction(key->options.direction, table.sign) &&
                     has_documents(&pair, key->options.min_docs) &&
                     (!s->comparison->descriptive || (freq >= ZG_KEYNESS_FREQ && table.sign != 0));
    }
    return ZG_OK;
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

static zg_status apply_filter(scoring *s, zg_error *error)
{
    zg_elements elements = {0};
    zg_buffer shown = {0};
    zg_status status = ZG_OK;
    if (s->key->filter == NULL || zg_filter_is_empty(s->key->filter)) return ZG_OK;
    for (size_t i = 0; i < s->key->items.n && status == ZG_OK; i++) {
        if (!s->keep[i]) continue;
        status = keeps(s->key, i, &elements, &shown, &s->keep[i], error);
    }
    zg_memory_free(elements.items);
    zg_buffer_free(&shown);
    return status;
}

/* ---- scores ---- */

/* Everything that measures of an item may need. */
typedef struct item_inputs {
    size_t item;
    zg_key_pair pair;
    zg_table2x2 table;
    zg_part_freqs parts[2];
    zg_document_freqs documents;
    zg_group_freqs groups;
    size_t listed[2];
    bool has_parts;
} item_inputs;

static zg_status prepare_parts(const scoring *s, zg_key_scratch *scratch, item_inputs *in,
                               zg_error *error)
{
    const zg_comparing *key = s->key;
    in->has_parts = key->corpus != NULL && key->needs_documents;
    if (!in->has_parts) return ZG_OK;
    zg_key_list_parts(key, s->comparison, in->item, scratch, in->listed);
    for (int i = 0; i < 2; i++) {
        zg_status status =
            zg_part_freqs_init(&in->parts[i], &s->comparison->sides[i].parts, scratch->index[i],
                               scratch->freqs[i], in->listed[i], scratch->rates[i], error);
        if (status != ZG_OK) return status;
    }
    if (key->needs_rank_sum) {
        zg_document_freqs_init(&in->documents, &in->parts[0], &in->parts[1], &key->levels,
                               scratch->documents);
    }
    return ZG_OK;
}

static zg_status prepare_groups(const zg_comparing *key, zg_key_scratch *scratch, item_inputs *in,
                                zg_error *error)
{
    if (key->n_groups == 0) return ZG_OK;
    size_t n;
    const zg_count_cell *cells = zg_key_item_cells(&key->items, in->item, &n);
    memset(scratch->groups, 0, key->n_groups * sizeof *scratch->groups);
    for (size_t i = 0; i < n; i++) {
        scratch->groups[key->group_of[cells[i].document]] += (int64_t)cells[i].freq;
    }
    return zg_group_freqs_init(&in->groups, scratch->groups, key->group_tokens, key->n_groups,
                               error);
}

static double measure_value(const scoring *s, const zg_key_column *column, const item_inputs *in)
{
    zg_measure_inputs inputs = {.table = &in->table,
                                .parts = in->has_parts ? &in->parts[column->side] : NULL,
                                .groups = s->key->n_groups > 0 ? &in->groups : NULL,
                                .documents = s->key->needs_rank_sum ? &in->documents : NULL};
    return zg_measure_value(column->measure, &inputs);
}

static double value_of(const scoring *s, const zg_key_column *column, const item_inputs *in,
                       zg_key_scratch *scratch, uint64_t *document)
{
    const zg_comparison *c = s->comparison;
    if (column->inferential && c->descriptive) return NAN;
    switch (column->kind) {
    case ZG_KEY_RATE: {
        int64_t tokens = c->sides[column->side].tokens;
        return (double)s->key->options.per * (double)in->pair.freq[column->side] / (double)tokens;
    }
    case ZG_KEY_MEASURE:
    case ZG_KEY_PARTS: return measure_value(s, column, in);
    case ZG_KEY_RESIDUAL: return zg_group_adjusted_residual(&in->groups, c->group);
    case ZG_KEY_GROUPS_Q: return s->key->groups_q[in->item];
    case ZG_KEY_PERMUTATION: return zg_key_permutation(c, scratch, in->listed, &in->pair);
    case ZG_KEY_WITHOUT:
        if (c->descriptive) return NAN;
        return zg_key_without(s->key, c, &in->table, scratch, in->listed, document);
    default: return NAN;
    }
}

static bool covers_zero(const scoring *s, const zg_table2x2 *table)
{
    return table->sign > 0 ? !(s->low->compute.table(table) > 0)
                           : !(s->high->compute.table(table) < 0);
}

static zg_status score_row(scoring *s, size_t at, uint32_t worker, zg_error *error)
{
    const zg_comparing *key = s->key;
    zg_key_scratch *scratch = &key->scratch[worker];
    item_inputs in = {.item = s->rows[s->first + at]};
    in.pair = zg_key_pair_of(key, s->comparison, in.item);
    zg_status status = zg_key_table(key, s->comparison, in.item, &in.pair, &in.table, error);
    if (status != ZG_OK) return status;
    s->drop[at] = s->comparison->descriptive && covers_zero(s, &in.table);
    s->documents[at] = UINT64_MAX;
    if (s->drop[at]) return ZG_OK;
    status = prepare_parts(s, scratch, &in, error);
    if (status == ZG_OK) status = prepare_groups(key, scratch, &in, error);
    if (status != ZG_OK) return status;
    double *values = s->values + at * key->n_columns;
    for (size_t i = 0; i < key->n_columns; i++) {
        values[i] = value_of(s, &key->columns[i], &in, scratch, &s->documents[at]);
    }
    return ZG_OK;
}

static zg_status score_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    scoring *s = context;
    size_t from = index * SCORE_BLOCK, to = from + SCORE_BLOCK;
    zg_status status = ZG_OK;
    if (to > s->n) to = s->n;
    for (size_t at = from; at < to && status == ZG_OK; at++) {
        status = score_row(s, at, worker, error);
    }
    return status;
}

/* ---- rows ---- */

static bool append_cell(scoring *s, size_t at, size_t column, const zg_key_pair *pair,
                        zg_buffer *shown)
{
    zg_comparing *key = s->key;
    const zg_comparison *c = s->comparison;
    const zg_key_column *how = &key->columns[column];
    size_t item = s->rows[s->first + at];
    zg_table2x2 table;
    switch (how->kind) {
    case ZG_KEY_GROUP: return zg_frame_text(key->frame, column, c->name, strlen(c->name));
    case ZG_KEY_ITEM:
        shown->length = 0;
        return zg_key_item_render(&key->items, item, shown) &&
               zg_frame_text(key->frame, column, shown->data, shown->length);
    case ZG_KEY_N: {
        uint32_t n = zg_key_item_n(&key->items, item);
        return n > 0 ? zg_frame_int64(key->frame, column, n) : zg_frame_null(key->frame, column);
    }
    case ZG_KEY_FREQ: return zg_frame_int64(key->frame, column, pair->freq[how->side]);
    case ZG_KEY_DOCS:
        if (pair->docs[how->side] < 0) return zg_frame_null(key->frame, column);
        return zg_frame_int64(key->frame, column, pair->docs[how->side]);
    case ZG_KEY_CELL: {
        if (zg_key_table(key, c, item, pair, &table, NULL) != ZG_OK) return false;
        const int64_t cells[4] = {table.o11, table.o12, table.o21, table.o22};
        return zg_frame_int64(key->frame, column, cells[how->side]);
    }
    case ZG_KEY_WITHOUT_DOCUMENT: {
        if (s->documents[at] == UINT64_MAX) return zg_frame_null(key->frame, column);
        const char *name = zg_corpus_document_name(
            key->corpus, zg_selected(key->corpus, key->all, s->documents[at]));
        return zg_frame_text(key->frame, column, name, strlen(name));
    }
    case ZG_KEY_NUMBER: return zg_frame_int64(key->frame, column, (int64_t)c->group);
    case ZG_KEY_SUM: return zg_frame_int64(key->frame, column, pair->freq[0] + pair->freq[1]);
    case ZG_KEY_TEST:
        return zg_frame_int64(key->frame, column,
                              c->descriptive ? -1 : (int64_t)(c->first_test + item));
    default: return zg_frame_real(key->frame, column, s->values[at * key->n_columns + column]);
    }
}

/* What rows are ordered by where nothing is said: lrc, or log_ratio where that has no value. */
static void set_rank(scoring *s, size_t at)
{
    zg_comparing *key = s->key;
    double *values = s->values + at * key->n_columns;
    const char *name = s->comparison->descriptive ? "log_ratio" : "lrc";
    for (size_t i = 0; i < key->n_columns; i++) {
        if (strcmp(key->columns[i].name, name) == 0) values[key->rank_column] = values[i];
    }
}

static zg_status append_rows(scoring *s, zg_error *error)
{
    zg_buffer shown = {0};
    bool good = true;
    for (size_t at = 0; at < s->n && good; at++) {
        if (s->drop[at]) continue;
        zg_key_pair pair = zg_key_pair_of(s->key, s->comparison, s->rows[s->first + at]);
        set_rank(s, at);
        for (size_t i = 0; i < s->key->n_columns && good; i++) {
            good = append_cell(s, at, i, &pair, &shown);
        }
        if (good) zg_frame_row(s->key->frame);
    }
    zg_buffer_free(&shown);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status score_rows(scoring *s, zg_error *error)
{
    zg_comparing *key = s->key;
    size_t room = s->n_rows < SCORE_ROWS ? s->n_rows : SCORE_ROWS;
    s->values = zg_memory_alloc(room * key->n_columns, sizeof *s->values);
    s->documents = zg_memory_alloc(room, sizeof *s->documents);
    s->drop = zg_memory_alloc(room, sizeof *s->drop);
    if (s->values == NULL || s->documents == NULL || s->drop == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    zg_run_stage(key->run, "scoring", s->n_rows);
    for (s->first = 0; s->first < s->n_rows && status == ZG_OK; s->first += s->n) {
        s->n = s->n_rows - s->first < SCORE_ROWS ? s->n_rows - s->first : SCORE_ROWS;
        size_t blocks = (s->n + SCORE_BLOCK - 1) / SCORE_BLOCK;
        status = zg_pool_run(key->run, blocks, score_block, s, error);
        if (status == ZG_OK) status = append_rows(s, error);
        zg_run_advance(key->run, s->n);
    }
    return status;
}

static zg_status list_kept(scoring *s, zg_error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < s->key->items.n; i++) n += s->keep[i];
    s->rows = zg_memory_alloc(n, sizeof *s->rows);
    if (s->rows == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < s->key->items.n; i++) {
        if (s->keep[i]) s->rows[s->n_rows++] = i;
    }
    return ZG_OK;
}

zg_status zg_key_score(zg_comparing *key, const zg_comparison *comparison, zg_error *error)
{
    scoring s = {.key = key,
                 .comparison = comparison,
                 .p = zg_measure_find("neg_log10_p"),
                 .low = zg_measure_find("log_ratio_low"),
                 .high = zg_measure_find("log_ratio_high"),
                 .keep = zg_memory_alloc(key->items.n, sizeof *s.keep)};
    if (s.keep == NULL) return zg_error_memory(error);
    size_t blocks = (key->items.n + TEST_BLOCK - 1) / TEST_BLOCK;
    zg_run_stage(key->run, "testing", 0);
    zg_status status = zg_pool_run(key->run, blocks, test_block, &s, error);
    if (status == ZG_OK) status = apply_filter(&s, error);
    if (status == ZG_OK) status = list_kept(&s, error);
    if (status == ZG_OK) status = score_rows(&s, error);
    zg_memory_free(s.keep);
    zg_memory_free(s.rows);
    zg_memory_free(s.values);
    zg_memory_free(s.documents);
    zg_memory_free(s.drop);
    return status;
}
