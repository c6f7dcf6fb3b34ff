/* collocates: pairs as a network, for programs that draw and measure such. */
#include <math.h>
#include <string.h>

#include "collocates_object.h"
#include "frame.h"
#include "map.h"

static const zg_field node_fields[] = {
    {"id", ZG_UTF8, "what is shown of it; unique"},
    {"label", ZG_UTF8, "the same"},
    {"n", ZG_INT64, "tokens in it"},
    {"freq", ZG_INT64, "occurrences"},
};
static const zg_field edge_fields[] = {
    {"source", ZG_UTF8, "id of the node, of the two that is named first"},
    {"target", ZG_UTF8, "id of the other"},
    {"type", ZG_UTF8, "Undirected"},
    {"weight", ZG_DOUBLE, "lrc of the pair, the smaller one where each was looked around"},
    {"freq_joint", ZG_INT64, "joint occurrences, the smaller number of the two"},
    {"ways", ZG_INT64, "rows that it stands for: 1 or 2"},
};

typedef struct network {
    const zg_pair_list *list;
    zg_map *names; /* text to row of `nodes` */
    zg_map *pairs; /* two rows of `nodes` to a row of `edges` */
    zg_frame *nodes, *edges;
} network;

static bool take_node(network *net, const zg_inventory *all, uint32_t entry, uint64_t *row)
{
    size_t length;
    const char *text = zg_inventory_text(all, entry, &length);
    const uint64_t *known = zg_map_find(net->names, text, length);
    *row = known != NULL ? *known : zg_frame_rows(net->nodes);
    if (known != NULL) return true;
    bool good = zg_map_add(net->names, text, length, *row) &&
                zg_frame_text(net->nodes, 0, text, length) &&
                zg_frame_text(net->nodes, 1, text, length) &&
                zg_frame_int64(net->nodes, 2, all->orders[entry]) &&
                zg_frame_int64(net->nodes, 3, (int64_t)zg_inventory_freq(all, entry));
    if (good) zg_frame_row(net->nodes);
    return good;
}

static bool add_edge(network *net, const uint64_t ends[2], double weight, int64_t joint)
{
    size_t length;
    for (size_t i = 0; i < 2; i++) {
        const char *text = zg_frame_get_text(net->nodes, ends[i], 0, &length);
        if (!zg_frame_text(net->edges, i, text, length)) return false;
    }
    bool good = zg_frame_text(net->edges, 2, "Undirected", 10) &&
                zg_frame_real(net->edges, 3, weight) && zg_frame_int64(net->edges, 4, joint) &&
                zg_frame_int64(net->edges, 5, 1);
    if (good) zg_frame_row(net->edges);
    return good;
}

static bool take_edge(network *net, const uint64_t ends[2], double weight, int64_t joint)
{
    uint64_t key[2] = {ends[0], ends[1]};
    if (key[0] > key[1]) {
        key[0] = ends[1];
        key[1] = ends[0];
    }
    const uint64_t *known = zg_map_find(net->pairs, (const char *)key, sizeof key);
    if (known == NULL) {
        return zg_map_add(net->pairs, (const char *)key, sizeof key, zg_frame_rows(net->edges)) &&
               add_edge(net, ends, weight, joint);
    }
    zg_frame_set_int64(net->edges, *known, 5, 2);
    if (weight < zg_frame_get_real(net->edges, *known, 3)) {
        zg_frame_set_real(net->edges, *known, 3, weight);
    }
    if (joint < zg_frame_get_int64(net->edges, *known, 4)) {
        zg_frame_set_int64(net->edges, *known, 4, joint);
    }
    return true;
}

static bool take_rows(network *net)
{
    const zg_pairs *part = &net->list->parts[0];
    bool good = true;
    for (size_t i = 0; i < part->n && good; i++) {
        const zg_joint *row = zg_windows_row(&part->windows, part->order[i].row);
        zg_pair_counts counts;
        uint64_t ends[2];
        zg_pair_counts_of(net->list, part, row, &counts);
        double weight = zg_pair_lrc(net->list, &counts);
        if (!(weight > 0)) continue;
        good = take_node(net, zg_pairs_nodes(part), row->node, &ends[0]) &&
               take_node(net, &part->collocates, row->collocate, &ends[1]) &&
               take_edge(net, ends, weight, (int64_t)row->joint);
    }
    return good;
}

/* Where each end was looked around, both ways must attract. */
static zg_status drop_one_way(network *net, zg_error *error)
{
    size_t n = zg_frame_rows(net->edges);
    bool *keep = zg_memory_alloc(n, sizeof *keep);
    if (keep == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < n; i++) {
        keep[i] = !net->list->parts[0].same || zg_frame_get_int64(net->edges, i, 5) == 2;
    }
    zg_frame_filter(net->edges, keep);
    zg_memory_free(keep);
    return ZG_OK;
}

/* Nodes that are left without an edge would only be clutter. */
static zg_status drop_alone(network *net, zg_error *error)
{
    bool *keep = zg_memory_zeroed(zg_frame_rows(net->nodes), sizeof *keep);
    if (keep == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < zg_frame_rows(net->edges); i++) {
        for (size_t end = 0; end < 2; end++) {
            size_t length;
            const char *text = zg_frame_get_text(net->edges, i, end, &length);
            const uint64_t *row = zg_map_find(net->names, text, length);
            if (row != NULL) keep[*row] = true;
        }
    }
    zg_frame_filter(net->nodes, keep);
    zg_memory_free(keep);
    return ZG_OK;
}

static zg_status fill(zg_run *run, network *net, zg_error *error)
{
    const zg_key by_weight[] = {{3, true}, {4, true}, {0, false}, {1, false}};
    const zg_key by_freq[] = {{3, true}, {0, false}};
    zg_status status = zg_frame_new(node_fields, 4, &net->nodes, error);
    if (status == ZG_OK) status = zg_frame_new(edge_fields, 6, &net->edges, error);
    if (status != ZG_OK) return status;
    if (net->names == NULL || net->pairs == NULL || !take_rows(net)) return zg_error_memory(error);
    status = drop_one_way(net, error);
    if (status == ZG_OK) status = drop_alone(net, error);
    if (status == ZG_OK) status = zg_frame_sort(run, net->edges, by_weight, 4, error);
    if (status == ZG_OK) status = zg_frame_sort(run, net->nodes, by_freq, 2, error);
    return status;
}

zg_status zg_collocates_network(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                                const zg_collocates_options *options, zg_table **nodes,
                                zg_table **edges, zg_error *error)
{
#ifndef ZG_WIDE
    if (zg_needs_wide(run, corpus, documents)) {
        return zg_wide_collocates_network(run, corpus, documents, options, nodes, edges, error);
    }
#endif
    zg_collocates_options wanted = *options;
    zg_pair_list *list = NULL;
    zg_table *first = NULL, *second = NULL;
    if (wanted.by != NULL) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--by", "a network is of one list");
    }
    bool all = wanted.n_nodes == 0 && wanted.items == NULL;
    if (wanted.collocates == NULL && all && wanted.max_n != 1) {
        wanted.collocates = "phrases";
    }
    zg_status status = zg_pair_list_make(run, corpus, documents, &wanted, &list, error);
    if (status != ZG_OK) return status;
    network net = {.list = list, .names = zg_map_new(), .pairs = zg_map_new()};
    status = fill(run, &net, error);
    if (status == ZG_OK) {
        status = zg_frame_table(run, net.nodes, &first, error);
        net.nodes = NULL;
    }
    if (status == ZG_OK) {
        status = zg_frame_table(run, net.edges, &second, error);
        net.edges = NULL;
    }
    zg_frame_free(net.nodes);
    zg_frame_free(net.edges);
    zg_map_free(net.names);
    zg_map_free(net.pairs);
    zg_pair_list_free(list);
    if (status != ZG_OK) {
        zg_table_free(first);
        return status;
    }
    *nodes = first;
    *edges = second;
    return ZG_OK;
}
