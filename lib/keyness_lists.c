/* keyness: two ready-made frequency lists. */
#include <string.h>

#include "keyness_parts.h"
#include "map.h"
#include "number.h"
#include "rows.h"

/* Columns of a list. */
typedef struct list_columns {
    size_t item, freq, n, docs;
    bool has_n, has_docs;
} list_columns;

typedef struct pairing {
    zg_comparing *key;
    zg_map *map;
    size_t pairs_capacity, ends_capacity, orders_capacity;
    bool has_docs[2];
} pairing;

/* ---- totals ---- */

/* The value of a member of the outermost object of a JSON text, as a whole number. */
static bool find_member(const zg_buffer *json, const char *name, uint64_t *out)
{
    size_t length = strlen(name);
    int depth = 0;
    for (size_t i = 0; i < json->length; i++) {
        char c = json->data[i];
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        if (c != '"') continue;
        size_t start = ++i;
        while (i < json->length && json->data[i] != '"') i += json->data[i] == '\\' ? 2 : 1;
        if (depth != 1 || i >= json->length || i - start != length ||
            memcmp(json->data + start, name, length) != 0) {
            continue;
        }
        size_t at = i + 1;
        while (at < json->length && strchr(": \t\r\n", json->data[at]) != NULL) at++;
        size_t end = at;
        while (end < json->length && json->data[end] >= '0' && json->data[end] <= '9') end++;
        if (end > at && zg_number_parse_uint64(json->data + at, end - at, out)) return true;
    }
    return false;
}

static zg_status read_totals(zg_comparing *key, const zg_keyness_list *list, int side,
                             zg_error *error)
{
    uint64_t tokens = list->tokens, documents = list->documents;
    zg_buffer path = {0}, json = {0};
    zg_error unread = {0};
    zg_status status = ZG_OK;
    if (!zg_buffer_format(&path, "%s.meta.json", list->path)) status = zg_error_memory(error);
    if (status == ZG_OK && tokens == 0 &&
        zg_bytes_read(key->run, path.data, &json, &unread) == ZG_OK) {
        find_member(&json, "tokens", &tokens);
        if (documents == 0) find_member(&json, "documents", &documents);
    }
    if (status == ZG_OK && tokens == 0) {
        status = zg_error_set(error, ZG_ERROR_ARGUMENT, list->path,
                              "its number of tokens is not known: there is no %s that tells; give "
                              "--tokens A,B",
                              path.data);
    }
    if (status == ZG_OK && (tokens > INT64_MAX || documents > INT64_MAX)) {
        status = zg_error_set(error, ZG_ERROR_RANGE, list->path, "a total is above 2^63");
    }
    key->comparisons[0].sides[side].tokens = (int64_t)tokens;
    key->comparisons[0].sides[side].documents = (int64_t)documents;
    zg_buffer_free(&path);
    zg_buffer_free(&json);
    return status;
}

/* ---- rows ---- */

static zg_status find_columns(const zg_rows *rows, const char *path, list_columns *out,
                              zg_error *error)
{
    static const char *const names[] = {"item", "ngram", "phrase", "term", "word", "type"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++) {
        found = zg_rows_find(rows, names[i], strlen(names[i]), &out->item);
    }
    if (!found || !zg_rows_find(rows, "freq", 4, &out->freq)) {
        return zg_error_set(error, ZG_ERROR_FORMAT, path,
                            "a list has a column item, ngram, phrase, term, word or type, and a "
                            "column freq");
    }
    out->has_n = zg_rows_find(rows, "n", 1, &out->n);
    out->has_docs = zg_rows_find(rows, "docs", 4, &out->docs);
    return ZG_OK;
}

static zg_status read_number(const zg_row *row, size_t column, const char *path, const char *name,
                             int64_t *out, zg_error *error)
{
    const zg_cell *cell = column < row->n ? &row->cells[column] : NULL;
    if (cell != NULL && zg_number_parse_int64(cell->text, cell->length, out) && *out >= 0) {
        return ZG_OK;
    }
    return zg_error_at(error, ZG_ERROR_FORMAT, path, row->line, 0,
                       "%s: \"%.40s\" is not a whole number", name, cell == NULL ? "" : cell->text);
}

/* The place of an item, new or known. */
static zg_status place_item(pairing *p, const zg_cell *cell, int64_t n, size_t *out,
                            zg_error *error)
{
    zg_key_items *items = &p->key->items;
    const uint64_t *known = zg_map_find(p->map, cell->text, cell->length);
    if (known != NULL) {
        *out = (size_t)*known;
        return ZG_OK;
    }
    size_t i = items->n;
    if (!zg_memory_grow(&items->pairs, &p->pairs_capacity, i + 1, sizeof *items->pairs) ||
        !zg_memory_grow(&items->ends, &p->ends_capacity, i + 1, sizeof *items->ends) ||
        !zg_memory_grow(&items->orders, &p->orders_capacity, i + 1, sizeof *items->orders) ||
        !zg_buffer_append(&items->text, cell->text, cell->length) ||
        !zg_map_add(p->map, cell->text, cell->length, i)) {
        return zg_error_memory(error);
    }
    items->pairs[i] = (zg_key_pair){{0, 0}, {0, 0}};
    items->ends[i] = items->text.length;
    items->orders[i] = n;
    items->n++;
    *out = i;
    return ZG_OK;
}

static zg_status take_row(pairing *p, int side, const zg_row *row, const list_columns *columns,
                          const char *path, zg_error *error)
{
    int64_t freq = 0, n = 0, docs = 0;
    size_t at = 0;
    zg_status status = read_number(row, columns->freq, path, "freq", &freq, error);
    if (status == ZG_OK && columns->has_n && columns->n < row->n &&
        row->cells[columns->n].length > 0) {
        status = read_number(row, columns->n, path, "n", &n, error);
    }
    if (status == ZG_OK && columns->has_docs) {
        status = read_number(row, columns->docs, path, "docs", &docs, error);
    }
    if (status == ZG_OK && columns->item >= row->n) {
        status = zg_error_at(error, ZG_ERROR_FORMAT, path, row->line, 0, "the item is missing");
    }
    if (status != ZG_OK) return status;
    if (n > UINT32_MAX) n = 0;
    status = place_item(p, &row->cells[columns->item], n, &at, error);
    if (status != ZG_OK) return status;
    zg_key_pair *pair = &p->key->items.pairs[at];
    if (pair->freq[side] > INT64_MAX - freq || pair->docs[side] > INT64_MAX - docs) {
        return zg_error_at(error, ZG_ERROR_RANGE, path, row->line, 0, "frequencies pass 2^63");
    }
    if (pair->freq[side] > 0) {
        return zg_error_at(error, ZG_ERROR_FORMAT, path, row->line, 0,
                           "the item %.60s is there twice; a list by groups is no list of a side",
                           row->cells[columns->item].text);
    }
    pair->freq[side] = freq;
    pair->docs[side] = docs;
    return ZG_OK;
}

static zg_status describe_input(zg_comparing *key, int side, const char *path, const zg_rows *rows,
                                zg_error *error)
{
    uint64_t bytes, replaced;
    uint32_t crc;
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    zg_rows_totals(rows, &bytes, &crc, &replaced);
    if (zg_buffer_text(&key->json,
                       side == 0 ? "\"inputs\": [\n    {\"name\": " : ",\n    {\"name\": ") &&
        zg_rows_json(&key->json, name, strlen(name)) &&
        zg_buffer_format(&key->json, ", \"bytes\": %llu, \"crc32\": \"%08x\"}%s",
                         (unsigned long long)bytes, (unsigned)crc, side == 0 ? "" : "\n  ],\n  ")) {
        return ZG_OK;
    }
    return zg_error_memory(error);
}

static zg_status read_list(pairing *p, int side, const char *path, zg_error *error)
{
    zg_rows *rows = NULL;
    zg_row row;
    list_columns columns = {0};
    zg_status status = zg_rows_open(p->key->run, path, ZG_ROWS_AUTO, NULL, false, &rows, error);
    bool known = false;
    while (status == ZG_OK) {
        status = zg_rows_next(rows, &row, error);
        if (status != ZG_OK) break;
        if (!known) status = find_columns(rows, path, &columns, error);
        known = true;
        if (status == ZG_OK) status = take_row(p, side, &row, &columns, path, error);
    }
    p->has_docs[side] = columns.has_docs;
    if (status == ZG_END) status = describe_input(p->key, side, path, rows, error);
    zg_rows_free(rows);
    return status;
}

/* ---- the whole ---- */

/* Frequencies are checked against the totals item by item; where a list tells no documents, the
 * items have no value there. */
static void settle_documents(const pairing *p)
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < p->key->items.n && !p->has_docs[side]; i++) {
            p->key->items.pairs[i].docs[side] = -1;
        }
    }
}

static zg_status read_sides(zg_comparing *key, const zg_keyness_list *lists[2], zg_error *error)
{
    pairing p = {.key = key, .map = zg_map_new()};
    key->comparisons = zg_memory_zeroed(1, sizeof *key->comparisons);
    zg_status status = ZG_OK;
    if (p.map == NULL || key->comparisons == NULL) status = zg_error_memory(error);
    if (status == ZG_OK) key->n_comparisons = 1;
    for (int side = 0; side < 2 && status == ZG_OK; side++) {
        status = read_totals(key, lists[side], side, error);
        if (status == ZG_OK) status = read_list(&p, side, lists[side]->path, error);
    }
    /* An empty pair of lists is told from n-grams by there being an array. */
    if (status == ZG_OK && key->items.pairs == NULL) {
        key->items.pairs = zg_memory_zeroed(1, sizeof *key->items.pairs);
        if (key->items.pairs == NULL) status = zg_error_memory(error);
    }
    if (status == ZG_OK) settle_documents(&p);
    zg_map_free(p.map);
    return status;
}

zg_status zg_keyness_lists(zg_run *run, const zg_keyness_list *target,
                           const zg_keyness_list *reference, const zg_keyness_options *options,
                           zg_table **out, zg_error *error)
{
    const zg_keyness_list *lists[2] = {target, reference};
    zg_comparing *key = NULL;
    zg_status status = zg_key_new(run, NULL, options, &key, error);
    if (status != ZG_OK) return status;
    key->options.permutations = 0;
    key->options.leave_one_out = false;
    status = zg_key_columns_make(key, error);
    if (status == ZG_OK) status = read_sides(key, lists, error);
    if (status == ZG_OK) {
        zg_comparison *c = &key->comparisons[0];
        for (int i = 0; i < 2 && !key->options.inferential; i++) {
            int64_t documents = c->sides[i].documents;
            c->descriptive |= documents > 0 && documents < ZG_KEYNESS_DOCUMENTS;
        }
        return zg_key_compare(key, out, error);
    }
    zg_key_free(key);
    return status;
}
