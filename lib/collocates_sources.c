/* collocates: what is looked for: tokens, n-grams, closed n-grams, phrases. */
#include <string.h>

#include "collocates_object.h"
#include "nodes.h"
#include "phrases.h"

/* A set of phrases as an inventory: places of occurrences, by document and token, to positions. */
static zg_status take_set(zg_run *run, const zg_phrase_set *set, const zg_sequence *sequence,
                          uint32_t min_n, uint32_t max_n, zg_inventory *out, zg_error *error)
{
    zg_token_map map = {0};
    zg_buffer shown = {0};
    zg_status status = zg_token_map_make(sequence, &map, error);
    for (uint32_t i = 0; i < zg_phrase_set_size(set) && status == ZG_OK; i++) {
        const zg_phrase *phrase = zg_phrase_set_at(set, i);
        zg_occurrence *places = NULL;
        if (phrase->n < min_n || phrase->n > max_n) continue;
        shown.length = 0;
        bool good = zg_phrase_set_render(set, i, &shown) &&
                    zg_inventory_entry(out, phrase->n, shown.data, shown.length);
        status = good ? zg_phrase_set_occurrences(set, i, &places, error) : zg_error_memory(error);
        if (status != ZG_OK) break;
        for (uint64_t k = 0; k < phrase->freq && good; k++) {
            good = zg_inventory_place(
                out, zg_token_position(&map, places[k].document, places[k].token), phrase->n);
        }
        zg_memory_free(places);
        status = good ? zg_run_check(run, error) : zg_error_memory(error);
    }
    zg_token_map_free(&map);
    zg_buffer_free(&shown);
    return status == ZG_OK ? zg_inventory_finish(out, sequence, error) : status;
}

static zg_status find_closed(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             const zg_collocates_options *options, zg_pairs *part, zg_error *error)
{
    zg_phrase_set *set = NULL;
    uint64_t least = options->min_freq > 2 ? options->min_freq : 2;
    zg_status status = zg_closed_make(run, corpus, documents, options->within, options->min_n,
                                      options->max_n, least, &set, error);
    if (status != ZG_OK) return status;
    status = take_set(run, set, &part->sequence, options->min_n, options->max_n, &part->collocates,
                      error);
    zg_phrase_set_free(set);
    return status;
}

static zg_status find_phrases(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                              const zg_collocates_options *options, zg_pairs *part, zg_error *error)
{
    zg_phrase_set *set = NULL;
    zg_phrase_options wanted;
    zg_phrase_options_init(&wanted);
    wanted.within = options->within;
    zg_status status = zg_phrase_set_make(run, corpus, documents, &wanted, &set, error);
    if (status != ZG_OK) return status;
    status = take_set(run, set, &part->sequence, options->min_n, options->max_n, &part->collocates,
                      error);
    zg_phrase_set_free(set);
    return status;
}

/* The items of a list, or of the texts given. */
static zg_status find_items(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                            const zg_node_texts *texts, const char *path, zg_within within,
                            const zg_sequence *sequence, zg_buffer *note, zg_inventory *out,
                            zg_error *error)
{
    zg_items *items = NULL;
    zg_status status = path != NULL ? zg_items_read(run, corpus, path, &items, error)
                                    : zg_nodes_items(run, corpus, texts, &items, error);
    if (status == ZG_OK && note != NULL) {
        size_t before = note->length;
        bool good = zg_items_note_stopped(items, within, note) &&
                    (note->length == before || zg_buffer_byte(note, '\0'));
        if (!good) status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        status = zg_nodes_find(run, sequence, documents, items, within, out, NULL, error);
    }
    zg_items_free(items);
    return status;
}

/* Tells that nodes do not occur, which may be slips of the pen. */
static zg_status note_absent(const zg_inventory *nodes, zg_buffer *note, zg_error *error)
{
    uint32_t absent = 0, first = 0;
    size_t length;
    for (uint32_t node = nodes->n; node-- > 0;) {
        if (zg_inventory_freq(nodes, node) > 0) continue;
        absent++;
        first = node;
    }
    if (absent == 0) return ZG_OK;
    const char *text = zg_inventory_text(nodes, first, &length);
    bool good = nodes->n == 1 ? zg_buffer_append(note, "the node ", 9)
                              : zg_buffer_format(note, "%lu of %lu nodes %s not occur, one is ",
                                                 (unsigned long)absent, (unsigned long)nodes->n,
                                                 absent == 1 ? "does" : "do");
    good = good && zg_buffer_append(note, text, length) &&
           (nodes->n > 1 || zg_buffer_append(note, " does not occur", 15)) &&
           zg_buffer_byte(note, '\0');
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status find_nodes(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                            const zg_collocates_options *options, zg_buffer *note, zg_pairs *part,
                            zg_error *error)
{
    zg_node_texts texts = {.texts = options->nodes,
                           .n = options->n_nodes,
                           .except = options->except,
                           .n_except = options->n_except};
    part->same = texts.n == 0 && options->items == NULL;
    if (part->same) return ZG_OK;
    zg_status status = find_items(run, corpus, documents, &texts, options->items, options->within,
                                  &part->sequence, note, &part->nodes, error);
    if (status != ZG_OK || note == NULL || options->by != NULL) return status;
    return note_absent(&part->nodes, note, error);
}

zg_status zg_pairs_sources(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                           zg_pair_list *list, zg_pairs *part, zg_error *error)
{
    const zg_collocates_options *o = &list->options;
    zg_buffer *note = part == list->parts ? &list->note : NULL; /* told once */
    zg_status status = zg_sequence_build(run, corpus, documents, o->within, &part->sequence, error);
    if (status == ZG_OK) status = find_nodes(run, corpus, documents, o, note, part, error);
    if (status != ZG_OK) return status;
    switch (list->kind) {
    case ZG_PAIRS_TOKENS:
        return zg_inventory_tokens(run, &part->sequence, part->same && !o->positions,
                                   &part->collocates, error);
    case ZG_PAIRS_CLOSED: return find_closed(run, corpus, documents, o, part, error);
    case ZG_PAIRS_PHRASES: return find_phrases(run, corpus, documents, o, part, error);
    case ZG_PAIRS_NGRAMS:
        return zg_inventory_ngrams(run, &part->sequence, o->min_n, o->max_n, o->min_freq,
                                   &part->collocates, error);
    case ZG_PAIRS_ITEMS: break;
    }
    return find_items(run, corpus, documents, NULL, o->collocates, o->within, &part->sequence, note,
                      &part->collocates, error);
}
