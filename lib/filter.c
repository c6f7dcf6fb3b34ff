/* filter: entries of lists are element sequences, encoded as the corpus was, so that 疫情 finds
 * what it should; membership is a map keyed by those. */
#include "filter.h"

#include <string.h>

#include "map.h"
#include "records.h"

/* Entries of a list, and the longest of them in elements. */
typedef struct entries {
    zg_map *map;
    size_t longest;
} entries;

struct zg_filter {
    zg_regex *match;
    zg_elements containing;
    bool has_containing;
    entries stop, stop_edge;
    zg_buffer shown;
    zg_elements elements;
};

void zg_filter_free(zg_filter *filter)
{
    if (filter == NULL) return;
    zg_regex_free(filter->match);
    zg_map_free(filter->stop.map);
    zg_map_free(filter->stop_edge.map);
    zg_memory_free(filter->containing.items);
    zg_memory_free(filter->elements.items);
    zg_buffer_free(&filter->shown);
    zg_memory_free(filter);
}

static bool is_known(const zg_elements *elements)
{
    for (size_t i = 0; i < elements->n; i++) {
        if (!zg_element_known(elements->items[i])) return false;
    }
    return true;
}

static bool add_entry(entries *list, const zg_elements *elements)
{
    const char *key = (const char *)elements->items;
    size_t length = elements->n * sizeof *elements->items;
    /* An entry with a type that the corpus lacks can match nothing. */
    if (elements->n == 0 || !is_known(elements) || zg_map_find(list->map, key, length)) return true;
    if (elements->n > list->longest) list->longest = elements->n;
    return zg_map_add(list->map, key, length, 1);
}

static zg_status read_entries(zg_run *run, const zg_corpus *corpus, zg_reader *reader,
                              entries *list, zg_error *error)
{
    zg_line line;
    zg_elements elements = {0};
    zg_status status;
    while ((status = zg_reader_next(reader, &line, error)) == ZG_OK) {
        elements.n = 0;
        status = zg_corpus_encode(run, corpus, line.text, line.length, &elements, error);
        if (status == ZG_OK && !add_entry(list, &elements)) status = zg_error_memory(error);
        if (status != ZG_OK) break;
    }
    zg_memory_free(elements.items);
    return status == ZG_END ? ZG_OK : status;
}

static zg_status load_list(zg_run *run, const zg_corpus *corpus, const char *path, entries *list,
                           zg_error *error)
{
    zg_reader *reader = NULL;
    zg_input input = {.path = zg_memory_text(path, strlen(path))};
    list->map = zg_map_new();
    zg_status status = ZG_OK;
    if (input.path == NULL || list->map == NULL) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_reader_open(run, &input, NULL, false, &reader, error);
    if (status == ZG_OK) status = read_entries(run, corpus, reader, list, error);
    zg_reader_free(reader);
    zg_memory_free(input.path);
    return status;
}

zg_status zg_filter_new(zg_run *run, const zg_corpus *corpus, const zg_filter_options *options,
                        zg_filter **out, zg_error *error)
{
    zg_filter *filter = zg_memory_zeroed(1, sizeof *filter);
    if (filter == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    if (options->match != NULL) {
        status = zg_regex_new("--match", options->match, &filter->match, error);
    }
    if (status == ZG_OK && options->containing != NULL) {
        const char *text = options->containing;
        filter->has_containing = true;
        status = zg_corpus_encode(run, corpus, text, strlen(text), &filter->containing, error);
        if (status == ZG_OK && filter->containing.n == 0) {
            status = zg_error_set(error, ZG_ERROR_ARGUMENT, "--containing",
                                  "\"%s\" holds nothing to look for", text);
        }
    }
    if (status == ZG_OK && options->stop != NULL) {
        status = load_list(run, corpus, options->stop, &filter->stop, error);
    }
    if (status == ZG_OK && options->stop_edge != NULL) {
        status = load_list(run, corpus, options->stop_edge, &filter->stop_edge, error);
    }
    if (status != ZG_OK)
        zg_filter_free(filter);
    else
        *out = filter;
    return status;
}

bool zg_filter_is_empty(const zg_filter *filter)
{
    return filter->match == NULL && !filter->has_containing && filter->stop.map == NULL &&
           filter->stop_edge.map == NULL;
}

static bool is_entry(const entries *list, const uint32_t *elements, size_t n)
{
    return zg_map_find(list->map, (const char *)elements, n * sizeof *elements) != NULL;
}

static bool has_edge(const entries *list, const zg_elements *row)
{
    for (size_t n = 1; n <= list->longest && n <= row->n; n++) {
        if (is_entry(list, row->items, n) || is_entry(list, row->items + row->n - n, n))
            return true;
    }
    return false;
}

static bool contains(const zg_elements *row, const zg_elements *part)
{
    for (size_t i = 0; i + part->n <= row->n; i++) {
        if (memcmp(row->items + i, part->items, part->n * sizeof *part->items) == 0) return true;
    }
    return false;
}

static bool keeps_elements(const zg_filter *filter, const zg_elements *row)
{
    return (!filter->has_containing || contains(row, &filter->containing)) &&
           (filter->stop.map == NULL || !is_entry(&filter->stop, row->items, row->n)) &&
           (filter->stop_edge.map == NULL || !has_edge(&filter->stop_edge, row));
}

zg_status zg_filter_keeps_item(zg_filter *filter, const zg_elements *elements, const char *shown,
                               size_t length, bool *keeps, zg_error *error)
{
    *keeps = keeps_elements(filter, elements);
    if (!*keeps || filter->match == NULL) return ZG_OK;
    return zg_regex_found(filter->match, shown, length, keeps, error);
}

zg_status zg_filter_keeps(zg_filter *filter, const zg_sequence *sequence, uint64_t position,
                          uint32_t n, bool *keeps, zg_error *error)
{
    filter->elements.n = 0;
    if (!zg_sequence_elements(sequence, position, n, &filter->elements)) {
        return zg_error_memory(error);
    }
    *keeps = keeps_elements(filter, &filter->elements);
    if (!*keeps || filter->match == NULL) return ZG_OK;
    filter->shown.length = 0;
    if (!zg_sequence_render(sequence, position, n, &filter->shown)) return zg_error_memory(error);
    return zg_regex_found(filter->match, filter->shown.data, filter->shown.length, keeps, error);
}
