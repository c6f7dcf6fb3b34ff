/* keyness: the items that are compared, from any of their sources. */
#include <string.h>

#include "keyness_parts.h"
#include "match.h"

void zg_key_items_free(zg_key_items *items)
{
    zg_sequence_free(&items->sequence);
    zg_count_free(&items->count);
    zg_phrase_set_free(items->set);
    zg_items_free(items->list);
    zg_memory_free(items->cells);
    zg_memory_free(items->starts);
    zg_memory_free(items->pairs);
    zg_buffer_free(&items->text);
    zg_memory_free(items->ends);
    zg_memory_free(items->orders);
    *items = (zg_key_items){0};
}

uint32_t zg_key_item_n(const zg_key_items *items, size_t item)
{
    if (items->set != NULL) return zg_phrase_set_at(items->set, (uint32_t)item)->n;
    if (items->list != NULL) return zg_items_tokens(items->list, (uint32_t)item);
    if (items->pairs != NULL) return (uint32_t)items->orders[item];
    return zg_count_n(&items->count.rows[item]);
}

bool zg_key_item_render(const zg_key_items *items, size_t item, zg_buffer *out)
{
    if (items->set != NULL) return zg_phrase_set_render(items->set, (uint32_t)item, out);
    if (items->list != NULL) {
        size_t length;
        const char *name = zg_items_name(items->list, (uint32_t)item, &length);
        return zg_buffer_append(out, name, length);
    }
    if (items->pairs != NULL) {
        uint64_t start = item == 0 ? 0 : items->ends[item - 1];
        return zg_buffer_append(out, items->text.data + start, items->ends[item] - start);
    }
    const zg_count_row *row = &items->count.rows[item];
    return zg_sequence_render(&items->sequence, zg_count_position(row), zg_count_n(row), out);
}

const zg_count_cell *zg_key_item_cells(const zg_key_items *items, size_t item, size_t *n)
{
    if (items->starts != NULL) {
        *n = items->starts[item + 1] - items->starts[item];
        return items->cells + items->starts[item];
    }
    *n = 0;
    if (items->count.cells == NULL) return NULL;
    *n = items->count.rows[item].docs;
    return items->count.cells + items->count.starts[item];
}

/* Occurrences come in the order of the text, so those of a document are neighbours. */
static zg_status add_set_item(zg_key_items *items, uint32_t item, size_t *n_cells, size_t *capacity,
                              zg_error *error)
{
    zg_occurrence *places = NULL;
    uint64_t freq = zg_phrase_set_at(items->set, item)->freq;
    zg_status status = zg_phrase_set_occurrences(items->set, item, &places, error);
    items->starts[item] = *n_cells;
    for (uint64_t i = 0; i < freq && status == ZG_OK; i++) {
        bool same = *n_cells > items->starts[item] &&
                    items->cells[*n_cells - 1].document == places[i].document;
        if (same) {
            items->cells[*n_cells - 1].freq++;
        } else if (zg_memory_grow(&items->cells, capacity, *n_cells + 1, sizeof *items->cells)) {
            items->cells[(*n_cells)++] = (zg_count_cell){places[i].document, 1};
        } else {
            status = zg_error_memory(error);
        }
    }
    zg_memory_free(places);
    return status;
}

static zg_status count_set(zg_run *run, zg_key_items *items, zg_error *error)
{
    size_t n_cells = 0, capacity = 0;
    uint32_t n = zg_phrase_set_size(items->set);
    items->n = n;
    items->starts = zg_memory_alloc((size_t)n + 1, sizeof *items->starts);
    if (items->starts == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    for (uint32_t i = 0; i < n && status == ZG_OK; i++) {
        status = add_set_item(items, i, &n_cells, &capacity, error);
        if (status == ZG_OK && i % 1024 == 0) status = zg_run_check(run, error);
    }
    items->starts[n] = n_cells;
    return status;
}

static zg_status make_set(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                          const zg_keyness_options *options, zg_key_items *items, zg_error *error)
{
    zg_status status;
    if (strcmp(options->items, "phrases") == 0) {
        zg_phrase_options wanted;
        zg_phrase_options_init(&wanted);
        wanted.within = (zg_within)options->within;
        status = zg_phrase_set_make(run, corpus, selection, &wanted, &items->set, error);
    } else {
        uint64_t least = options->min_freq > 2 ? options->min_freq : 2;
        status = zg_closed_make(run, corpus, selection, (zg_within)options->within, options->min_n,
                                options->max_n, least, &items->set, error);
    }
    if (status == ZG_OK) status = count_set(run, items, error);
    return status;
}

/* ---- the items of a file ---- */

/* What one document has of an item, as the documents are gone over. */
typedef struct found {
    uint32_t item;
    zg_count_cell cell;
} found;

typedef struct finding {
    zg_key_items *items;
    found *cells;
    size_t n, capacity;
    uint64_t *last; /* by item: its last cell + 1 */
} finding;

static bool add_match(finding *f, const zg_match *match)
{
    uint64_t last = f->last[match->item];
    if (match->excluded) return true;
    if (last > 0 && f->cells[last - 1].cell.document == match->selected) {
        f->cells[last - 1].cell.freq++;
        return true;
    }
    if (!zg_memory_grow(&f->cells, &f->capacity, f->n + 1, sizeof *f->cells)) return false;
    f->cells[f->n++] = (found){match->item, {match->selected, 1}};
    f->last[match->item] = f->n;
    return true;
}

static zg_status find_matches(finding *f, zg_matching *matching, zg_error *error)
{
    const zg_match *matches;
    size_t n;
    zg_status status;
    while ((status = zg_matching_next(matching, &matches, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n; i++) {
            if (!add_match(f, &matches[i])) return zg_error_memory(error);
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

/* Puts the cells together by item. */
static zg_status gather_cells(finding *f, zg_error *error)
{
    zg_key_items *items = f->items;
    items->cells = zg_memory_alloc(f->n, sizeof *items->cells);
    items->starts = zg_memory_zeroed(items->n + 2, sizeof *items->starts);
    if (items->cells == NULL || items->starts == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < f->n; i++) items->starts[f->cells[i].item + 2]++;
    for (size_t i = 2; i < items->n + 2; i++) items->starts[i] += items->starts[i - 1];
    for (size_t i = 0; i < f->n; i++) {
        items->cells[items->starts[f->cells[i].item + 1]++] = f->cells[i].cell;
    }
    return ZG_OK;
}

static zg_status make_list(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                           const zg_keyness_options *options, zg_key_items *items, zg_error *error)
{
    zg_matcher *matcher = NULL;
    zg_matching *matching = NULL;
    finding f = {.items = items};
    zg_status status = zg_items_read(run, corpus, options->items, &items->list, error);
    if (status == ZG_OK) {
        items->n = zg_items_size(items->list);
        f.last = zg_memory_zeroed(items->n, sizeof *f.last);
        if (f.last == NULL) status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        status =
            zg_matcher_new(run, corpus, items->list, (zg_within)options->within, &matcher, error);
    }
    if (status == ZG_OK) status = zg_matching_new(run, matcher, selection, &matching, error);
    if (status == ZG_OK) status = find_matches(&f, matching, error);
    if (status == ZG_OK) status = gather_cells(&f, error);
    zg_matching_free(matching);
    zg_matcher_free(matcher);
    zg_memory_free(f.last);
    zg_memory_free(f.cells);
    return status;
}

static bool is_set(const char *items)
{
    return strcmp(items, "phrases") == 0 || strcmp(items, "closed") == 0;
}

zg_status zg_key_items_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                            const zg_keyness_options *options, uint64_t least,
                            const uint8_t *target, zg_key_items *out, zg_error *error)
{
    bool ngrams = strcmp(options->items, "ngrams") == 0;
    zg_within within = (zg_within)options->within;
    bool borrows = ngrams && target != NULL && !options->windows &&
                   zg_count_may_borrow(run, corpus, selection, within, options->max_n);
    zg_status status = ZG_OK;
    *out = (zg_key_items){0};
    if (borrows)
        status = zg_sequence_borrow(run, corpus, selection, &out->sequence, error);
    else if (ngrams || options->windows)
        status = zg_sequence_build(run, corpus, selection, within, &out->sequence, error);
    if (status == ZG_OK && ngrams) {
        zg_count_options wanted = {.min_n = options->min_n,
                                   .max_n = options->max_n,
                                   .min_freq = least > 0 ? least : 1,
                                   .min_docs = 1,
                                   .target = target,
                                   .cells = target == NULL,
                                   .spelled = borrows};
        status = zg_count_ngrams(run, &out->sequence, &wanted, &out->count, error);
        out->n = out->count.n;
        if (out->count.spelled != NULL) out->sequence.items = out->count.spelled;
    } else if (status == ZG_OK && !is_set(options->items)) {
        status = make_list(run, corpus, selection, options, out, error);
    } else if (status == ZG_OK) {
        status = make_set(run, corpus, selection, options, out, error);
    }
    if (status != ZG_OK) zg_key_items_free(out);
    return status;
}
