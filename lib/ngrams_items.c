/* ngrams: counting the items of a list. A row is an item or a form of one; the documents of a group
 * are gone over once, whatever the length of the list. */
#include <string.h>

#include "frame.h"
#include "match.h"
#include "ngrams_list.h"
#include "phrases.h"

/* One occurrence, for dispersion. */
typedef struct occurrence {
    uint64_t token; /* over the selection */
    uint32_t row, document;
} occurrence;

typedef struct counts {
    zg_ngrams_list *list;
    zg_items *items;
    zg_matcher *matcher;
    zg_frame *frame;
    size_t n_rows;                /* a group */
    uint64_t *freq, *docs, *last; /* by row; last: 1 + the document seen last */
    occurrence *found;
    size_t n_found, found_capacity;
    size_t *starts; /* by row, of the occurrences in order */
    size_t *order;
    double *values;
} counts;

static void free_counts(counts *c)
{
    zg_matcher_free(c->matcher);
    zg_items_free(c->items);
    zg_frame_free(c->frame);
    zg_memory_free(c->freq);
    zg_memory_free(c->docs);
    zg_memory_free(c->last);
    zg_memory_free(c->found);
    zg_memory_free(c->starts);
    zg_memory_free(c->order);
    zg_memory_free(c->values);
}

/* ---- the list ---- */

static zg_status take_phrases(zg_run *run, counts *c, zg_error *error)
{
    zg_phrase_options options;
    zg_phrase_set *set = NULL;
    zg_buffer name = {0};
    zg_phrase_options_init(&options);
    options.within = c->list->options.within;
    zg_status status = zg_items_new(c->list->corpus, &c->items, error);
    if (status == ZG_OK) {
        status =
            zg_phrase_set_make(run, c->list->corpus, c->list->documents, &options, &set, error);
    }
    for (uint32_t i = 0; status == ZG_OK && i < zg_phrase_set_size(set); i++) {
        uint32_t item;
        name.length = 0;
        if (!zg_phrase_set_render(set, i, &name)) {
            status = zg_error_memory(error);
            break;
        }
        status = zg_items_add(c->items, name.data, name.length, &item, error);
        if (status == ZG_OK) {
            status = zg_items_add_elements(c->items, item, name.data, name.length,
                                           zg_phrase_set_elements(set, i),
                                           zg_phrase_set_at(set, i)->length, NULL, error);
        }
    }
    zg_buffer_free(&name);
    zg_phrase_set_free(set);
    return status;
}

static zg_status prepare(counts *c, const char *path, zg_error *error)
{
    zg_ngrams_list *l = c->list;
    zg_status status = strcmp(path, "phrases") == 0
                           ? take_phrases(l->run, c, error)
                           : zg_items_read(l->run, l->corpus, path, &c->items, error);
    if (status == ZG_OK) {
        status = zg_matcher_new(l->run, l->corpus, c->items, l->options.within, &c->matcher, error);
    }
    if (status != ZG_OK) return status;
    c->n_rows = l->options.forms ? zg_items_forms(c->items) : zg_items_size(c->items);
    c->freq = zg_memory_alloc(c->n_rows, sizeof *c->freq);
    c->docs = zg_memory_alloc(c->n_rows, sizeof *c->docs);
    c->last = zg_memory_alloc(c->n_rows, sizeof *c->last);
    c->starts = zg_memory_alloc(c->n_rows + 1, sizeof *c->starts);
    c->values = zg_memory_alloc(l->measures.n, sizeof *c->values);
    if (c->freq == NULL || c->docs == NULL || c->last == NULL || c->starts == NULL ||
        c->values == NULL)
        return zg_error_memory(error);
    return ZG_OK;
}

/* ---- one group ---- */

static zg_status take_match(counts *c, const zg_match *match, zg_error *error)
{
    uint32_t row = c->list->options.forms ? match->form : match->item;
    if (match->excluded) return ZG_OK;
    c->freq[row]++;
    if (c->last[row] != match->selected + 1) c->docs[row]++;
    c->last[row] = match->selected + 1;
    if (c->list->measures.n == 0) return ZG_OK;
    if (!zg_memory_grow(&c->found, &c->found_capacity, c->n_found + 1, sizeof *c->found))
        return zg_error_memory(error);
    c->found[c->n_found++] =
        (occurrence){.token = c->list->parts.offsets[match->selected] + match->token,
                     .row = row,
                     .document = (uint32_t)match->selected};
    return ZG_OK;
}

static zg_status find_all(counts *c, const zg_selection *documents, zg_error *error)
{
    zg_matching *pass = NULL;
    const zg_match *matches;
    size_t n;
    memset(c->freq, 0, c->n_rows * sizeof *c->freq);
    memset(c->docs, 0, c->n_rows * sizeof *c->docs);
    memset(c->last, 0, c->n_rows * sizeof *c->last);
    c->n_found = 0;
    zg_status status = zg_matching_new(c->list->run, c->matcher, documents, &pass, error);
    while (status == ZG_OK && (status = zg_matching_next(pass, &matches, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n && status == ZG_OK; i++)
            status = take_match(c, &matches[i], error);
    }
    zg_matching_free(pass);
    return status == ZG_END ? ZG_OK : status;
}

/* Puts the occurrences in the order of their rows. */
static zg_status order_found(counts *c, zg_error *error)
{
    zg_memory_free(c->order);
    c->order = zg_memory_alloc(c->n_found, sizeof *c->order);
    if (c->order == NULL) return zg_error_memory(error);
    size_t total = 0;
    for (size_t row = 0; row < c->n_rows; row++) {
        c->starts[row] = total;
        total += c->freq[row];
    }
    for (size_t i = 0; i < c->n_found; i++) c->order[c->starts[c->found[i].row]++] = i;
    return ZG_OK;
}

static zg_status measure_row(counts *c, size_t row, zg_error *error)
{
    zg_tally *tally = c->list->tallies[0];
    for (size_t i = c->starts[row] - c->freq[row]; i < c->starts[row]; i++) {
        const occurrence *o = &c->found[c->order[i]];
        if (!zg_tally_add(tally, o->document, o->token)) return zg_error_memory(error);
    }
    zg_status status = zg_tally_end(tally, error);
    if (status == ZG_OK) zg_tally_measure(tally, &c->list->measures, c->values);
    return status;
}

/* The cells of a row; the column behind the last is the number of the group, which is not shown. */
static bool put_row(counts *c, size_t row, size_t group, uint64_t tokens, uint64_t documents)
{
    const zg_ngrams_list *l = c->list;
    zg_frame *frame = c->frame;
    size_t at = 0, length;
    zg_form form = {.item = (uint32_t)row};
    if (l->options.forms) form = zg_items_form(c->items, (uint32_t)row);
    const char *name = zg_items_name(c->items, form.item, &length);
    uint32_t n = l->options.forms ? form.tokens : zg_items_tokens(c->items, form.item);
    if (l->groups.n > 0) {
        const char *value = l->groups.items[group].name;
        if (!zg_frame_text(frame, at++, value, strlen(value))) return false;
    }
    bool good = zg_frame_text(frame, at++, name, length);
    if (good && l->options.forms) good = zg_frame_text(frame, at++, form.text, form.text_length);
    good = good && (n > 0 ? zg_frame_int64(frame, at, n) : zg_frame_null(frame, at)) &&
           zg_frame_int64(frame, at + 1, (int64_t)c->freq[row]) &&
           zg_frame_real(frame, at + 2,
                         (double)l->options.per * (double)c->freq[row] / (double)tokens) &&
           zg_frame_int64(frame, at + 3, (int64_t)c->docs[row]) &&
           zg_frame_real(frame, at + 4, (double)c->docs[row] / (double)documents);
    at += 5;
    for (size_t i = 0; good && i < l->measures.n; i++)
        good = zg_frame_real(frame, at++, c->values[i]);
    if (good && l->groups.n > 0) {
        good = zg_frame_int64(frame, at, (int64_t)tokens) &&
               zg_frame_int64(frame, at + 1, (int64_t)documents);
        at += 2;
    }
    if (!good || !zg_frame_int64(frame, at, (int64_t)group)) return false;
    zg_frame_row(frame);
    return true;
}

static zg_status count_group(counts *c, const zg_selection *documents, size_t group,
                             zg_error *error)
{
    zg_ngrams_list *l = c->list;
    uint64_t tokens = zg_selected_tokens(l->corpus, documents);
    uint64_t n = zg_selected_count(l->corpus, documents);
    zg_status status = ZG_OK;
    zg_ngrams_close(l);
    if (l->measures.n > 0) {
        status = zg_parts_make(l->corpus, documents, l->parts_text, &l->parts, error);
        l->tallies = zg_memory_zeroed(1, sizeof *l->tallies);
        if (status == ZG_OK && l->tallies == NULL) status = zg_error_memory(error);
        if (status == ZG_OK) status = zg_tally_new(&l->parts, &l->tallies[l->n_tallies++], error);
    }
    if (status == ZG_OK) status = find_all(c, documents, error);
    if (status == ZG_OK && l->measures.n > 0) status = order_found(c, error);
    for (size_t row = 0; row < c->n_rows && status == ZG_OK; row++) {
        if (c->freq[row] < l->options.min_freq || c->docs[row] < l->options.min_docs) continue;
        l->family++;
        if (l->measures.n > 0) status = measure_row(c, row, error);
        if (status == ZG_OK && !put_row(c, row, group, tokens, n)) status = zg_error_memory(error);
    }
    return status;
}

/* ---- the table ---- */

static zg_status begin_frame(counts *c, zg_error *error)
{
    const zg_ngrams_list *l = c->list;
    zg_field *fields = zg_memory_alloc(l->n_fields + 1, sizeof *fields);
    size_t *shown = zg_memory_alloc(l->n_fields, sizeof *shown);
    zg_status status = fields == NULL || shown == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) {
        memcpy(fields, l->fields, l->n_fields * sizeof *fields);
        fields[l->n_fields] = (zg_field){"group_number", ZG_INT64, ""};
        for (size_t i = 0; i < l->n_fields; i++) shown[i] = i;
        status = zg_frame_new(fields, l->n_fields + 1, &c->frame, error);
    }
    if (status == ZG_OK) status = zg_frame_show(c->frame, shown, l->n_fields, error);
    zg_memory_free(fields);
    zg_memory_free(shown);
    return status;
}

static zg_status order_rows(counts *c, const zg_key *chosen, zg_error *error)
{
    const zg_ngrams_list *l = c->list;
    size_t group = l->n_fields, ngram = l->groups.n > 0 ? 1 : 0, freq, n = 0;
    zg_key keys[6];
    keys[n++] = (zg_key){.column = group};
    if (l->groups.n == 0 || chosen->column != 0) keys[n++] = *chosen;
    if (!zg_frame_find(c->frame, "freq", 4, &freq)) return ZG_OK;
    keys[n++] = (zg_key){.column = freq, .descending = true};
    keys[n++] = (zg_key){.column = ngram};
    if (l->options.forms) keys[n++] = (zg_key){.column = ngram + 1};
    zg_status status = zg_frame_sort(l->run, c->frame, keys, n, error);
    if (status == ZG_OK && l->options.top > 0)
        status = zg_frame_top(c->frame, l->options.top, group, error);
    return status;
}

static zg_status note_stopped(const counts *c, zg_table *table, zg_error *error)
{
    zg_buffer text = {0};
    zg_status status = ZG_OK;
    if (!zg_items_note_stopped(c->items, c->list->options.within, &text)) {
        status = zg_error_memory(error);
    } else if (text.length > 0) {
        status = zg_buffer_byte(&text, '\0') ? zg_table_add_note(table, text.data, error)
                                             : zg_error_memory(error);
    }
    zg_buffer_free(&text);
    return status;
}

zg_status zg_ngrams_items(zg_ngrams_list *l, const char *path, const char *sort, zg_table **out,
                          zg_error *error)
{
    counts c = {.list = l};
    zg_key key;
    zg_table *table = NULL;
    zg_status status = begin_frame(&c, error);
    if (status == ZG_OK) status = zg_frame_key(c.frame, sort ? sort : "freq", &key, error);
    if (status == ZG_OK) status = prepare(&c, path, error);
    if (status == ZG_OK && l->groups.n == 0) status = count_group(&c, l->documents, 0, error);
    for (size_t g = 0; g < l->groups.n && status == ZG_OK; g++)
        status = count_group(&c, l->groups.items[g].documents, g, error);
    if (status == ZG_OK) status = order_rows(&c, &key, error);
    if (status == ZG_OK) {
        zg_frame *frame = c.frame;
        c.frame = NULL;
        status = zg_frame_table(l->run, frame, &table, error);
    }
    if (status == ZG_OK) {
        l->shown = (uint64_t)zg_table_rows(table);
        status = zg_ngrams_describe(l, table, error);
        if (status == ZG_OK) status = zg_ngrams_notes(l, l->options.by, table, error);
        if (status == ZG_OK) status = note_stopped(&c, table, error);
        if (status == ZG_OK)
            *out = table;
        else
            zg_table_free(table);
    }
    free_counts(&c);
    return status;
}
