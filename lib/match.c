/* match: the automaton. A trie of all forms and exceptions with failure links; its edges are in
 * one flat table by (node, element), and those of the root, where a text stays most of the time,
 * in an array by type. */
#include <string.h>

#include "match_parts.h"

void zg_matcher_free(zg_matcher *matcher)
{
    if (matcher == NULL) return;
    zg_memory_free(matcher->nodes);
    zg_memory_free(matcher->uses);
    zg_memory_free(matcher->edges);
    zg_memory_free(matcher->targets);
    zg_memory_free(matcher->front);
    zg_memory_free(matcher->kinds);
    zg_memory_free(matcher->forms_of);
    zg_memory_free(matcher->has_excepts);
    zg_memory_free(matcher);
}

/* ---- the trie ---- */

static void put_edge(zg_matcher *m, uint64_t key, uint32_t target)
{
    uint64_t h = key * 0x9E3779B97F4A7C15ull;
    size_t slot = (size_t)(h ^ h >> 31) & (m->n_slots - 1);
    while (m->edges[slot] != 0) slot = (slot + 1) & (m->n_slots - 1);
    m->edges[slot] = key;
    m->targets[slot] = target;
}

static uint32_t follow(const zg_matcher *m, uint32_t node, uint32_t element)
{
    return node == 0 ? m->front[element - ZG_ELEMENT_FIRST] : zg_match_edge(m, node, element);
}

static zg_status add_path(zg_matcher *m, const uint32_t *elements, size_t n, zg_match_use use,
                          zg_error *error)
{
    uint32_t node = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t next = follow(m, node, elements[i]);
        if (next == 0) {
            if (m->n_nodes >= UINT32_MAX)
                return zg_error_set(error, ZG_ERROR_RANGE, NULL, "the item list is too large");
            if (!zg_memory_grow(&m->nodes, &m->nodes_capacity, m->n_nodes + 1, sizeof *m->nodes))
                return zg_error_memory(error);
            next = (uint32_t)m->n_nodes++;
            m->nodes[next] = (zg_match_node){.depth = (uint32_t)i + 1};
            if (node == 0)
                m->front[elements[i] - ZG_ELEMENT_FIRST] = next;
            else
                put_edge(m, (uint64_t)node << 32 | elements[i], next);
        }
        node = next;
    }
    if (!zg_memory_grow(&m->uses, &m->uses_capacity, m->n_uses + 1, sizeof *m->uses))
        return zg_error_memory(error);
    use.next = m->nodes[node].uses;
    m->uses[m->n_uses++] = use;
    m->nodes[node].uses = (uint32_t)m->n_uses;
    if (n > m->deepest) m->deepest = n;
    return ZG_OK;
}

static zg_status make_edges(zg_matcher *m, zg_error *error)
{
    size_t total = 1, slots = 64;
    for (uint32_t i = 0; i < zg_items_forms(m->items); i++)
        total += zg_items_form(m->items, i).length;
    for (uint32_t i = 0; i < zg_items_excepts(m->items); i++)
        total += zg_items_except(m->items, i).length;
    while (slots < 2 * total) slots *= 2;
    m->n_slots = slots;
    m->edges = zg_memory_zeroed(slots, sizeof *m->edges);
    m->targets = zg_memory_alloc(slots, sizeof *m->targets);
    return m->edges != NULL && m->targets != NULL ? ZG_OK : zg_error_memory(error);
}

static zg_status add_all(zg_matcher *m, zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint32_t i = 0; status == ZG_OK && i < zg_items_forms(m->items); i++) {
        zg_form form = zg_items_form(m->items, i);
        m->forms_of[form.item]++;
        if (form.known)
            status = add_path(m, form.elements, form.length, (zg_match_use){.index = i}, error);
    }
    for (uint32_t i = 0; status == ZG_OK && i < zg_items_excepts(m->items); i++) {
        zg_except except = zg_items_except(m->items, i);
        m->has_excepts[except.form] = true;
        status = add_path(m, except.elements, except.length,
                          (zg_match_use){.index = except.form, .except = true}, error);
    }
    return status;
}

/* ---- failure links, from short to long ---- */

typedef struct edge {
    uint32_t parent, child, element;
} edge;

/* All edges by the depth of their child. */
static edge *list_edges(const zg_matcher *m)
{
    size_t *starts = zg_memory_zeroed(m->deepest + 2, sizeof *starts);
    edge *edges = zg_memory_alloc(m->n_nodes, sizeof *edges);
    if (starts == NULL || edges == NULL) {
        zg_memory_free(starts);
        zg_memory_free(edges);
        return NULL;
    }
    for (size_t i = 1; i < m->n_nodes; i++) starts[m->nodes[i].depth + 1]++;
    for (size_t d = 1; d <= m->deepest; d++) starts[d + 1] += starts[d];
    uint32_t words = zg_corpus_words(m->corpus);
    for (uint32_t type = 0; type < words; type++) {
        if (m->front[type] != 0)
            edges[starts[1]++] = (edge){0, m->front[type], type + ZG_ELEMENT_FIRST};
    }
    for (size_t slot = 0; slot < m->n_slots; slot++) {
        if (m->edges[slot] == 0) continue;
        uint32_t child = m->targets[slot];
        edges[starts[m->nodes[child].depth]++] =
            (edge){(uint32_t)(m->edges[slot] >> 32), child, (uint32_t)m->edges[slot]};
    }
    zg_memory_free(starts);
    return edges;
}

static zg_status link_failures(zg_matcher *m, zg_error *error)
{
    edge *edges = list_edges(m);
    if (edges == NULL) return zg_error_memory(error);
    for (size_t i = 0; i + 1 < m->n_nodes; i++) {
        zg_match_node *node = &m->nodes[edges[i].child];
        uint32_t suffix = edges[i].parent, found = 0;
        while (suffix != 0 && found == 0) {
            suffix = m->nodes[suffix].fail;
            found = follow(m, suffix, edges[i].element);
        }
        node->fail = found;
        node->hit = node->uses != 0 ? edges[i].child : m->nodes[found].hit;
    }
    zg_memory_free(edges);
    return ZG_OK;
}

static zg_status make_tables(zg_matcher *m, zg_within within, zg_error *error)
{
    uint32_t words = zg_corpus_words(m->corpus);
    m->blank_stops = zg_element_stops(m->corpus, ZG_ELEMENT_BLANK, within);
    m->paragraph_stops = zg_element_stops(m->corpus, ZG_ELEMENT_PARAGRAPH, within);
    m->front = zg_memory_zeroed(words, sizeof *m->front);
    m->kinds = zg_memory_alloc(words, 1);
    m->forms_of = zg_memory_zeroed(zg_items_size(m->items), sizeof *m->forms_of);
    m->has_excepts = zg_memory_zeroed(zg_items_forms(m->items), sizeof *m->has_excepts);
    if (m->front == NULL || m->kinds == NULL || m->forms_of == NULL || m->has_excepts == NULL)
        return zg_error_memory(error);
    for (uint32_t type = 0; type < words; type++) {
        bool token = zg_corpus_word(m->corpus, type).flags & ZG_SEGMENT_TOKEN;
        bool stop = zg_element_stops(m->corpus, type + ZG_ELEMENT_FIRST, within);
        m->kinds[type] = token ? ZG_MATCH_TOKEN : stop ? ZG_MATCH_STOP : ZG_MATCH_MARK;
    }
    return ZG_OK;
}

zg_status zg_matcher_new(zg_run *run, const zg_corpus *corpus, const zg_items *items,
                         zg_within within, zg_matcher **out, zg_error *error)
{
    zg_status status = zg_run_check(run, error);
    if (status != ZG_OK) return status;
    zg_matcher *m = zg_memory_zeroed(1, sizeof *m);
    if (m == NULL) return zg_error_memory(error);
    m->corpus = corpus;
    m->items = items;
    m->n_nodes = 1;
    if (!zg_memory_grow(&m->nodes, &m->nodes_capacity, 1, sizeof *m->nodes))
        status = zg_error_memory(error);
    else
        m->nodes[0] = (zg_match_node){0};
    if (status == ZG_OK) status = make_tables(m, within, error);
    if (status == ZG_OK) status = make_edges(m, error);
    if (status == ZG_OK) status = add_all(m, error);
    if (status == ZG_OK) status = link_failures(m, error);
    if (status == ZG_OK)
        *out = m;
    else
        zg_matcher_free(m);
    return status;
}
