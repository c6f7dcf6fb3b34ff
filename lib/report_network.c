/* report: what stands near the chief phrases, and how these hang together. A network is drawn as
 * arcs between the lines of a list: labels never overlap, and the same figures give the same
 * picture. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/collocates.h>

#include "report_parts.h"

#define NODES       30
#define EDGES       60
#define COLLOCATES  12 /* of each phrase */
#define PHRASES     4  /* with a list of collocates */
#define LABEL_WIDTH 380.0

/* ---- collocates ---- */

/* The phrases that get a list, as texts: `n` of them, yours. */
static bool copy_nodes(zg_report_context *r, char **nodes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        nodes[i] = zg_memory_text(text, length);
        if (nodes[i] == NULL) return false;
    }
    return true;
}

static zg_status count_collocates(zg_report_context *r, char *const *nodes, size_t n,
                                  zg_frame **out, zg_error *error)
{
    zg_collocates_options options;
    zg_table *table = NULL;
    zg_collocates_options_init(&options);
    options.nodes = (const char *const *)nodes;
    options.n_nodes = n;
    zg_status status = zg_collocates(r->run, r->corpus, r->documents, &options, &table, error);
    return status == ZG_OK ? zg_report_collect(table, out, error) : status;
}

static const zg_field short_fields[] = {
    {"collocate", ZG_UTF8, "what stands near"},
    {"freq_joint", ZG_INT64, "occurrences near the phrase"},
    {"docs", ZG_INT64, "documents with one or more of them"},
    {"log_ratio", ZG_DOUBLE, "log2 of how much more often near it than elsewhere"},
};

/* The first rows of one node, with the columns that fit on a page. They are dropped from the
 * page where nothing is surely more frequent near the node. */
static zg_status show_node(zg_report_context *r, const zg_frame *frame, const char *node,
                           bool *keep, zg_error *error)
{
    size_t columns[4], node_column, lrc, length, shown = 0;
    zg_frame *list = NULL;
    if (!zg_frame_find(frame, "node", 4, &node_column) || !zg_frame_find(frame, "lrc", 3, &lrc)) {
        return ZG_OK;
    }
    for (size_t i = 0; i < 4; i++) {
        const char *name = short_fields[i].name;
        if (!zg_frame_find(frame, name, strlen(name), &columns[i])) return ZG_OK;
    }
    zg_status status = zg_frame_new(short_fields, 4, &list, error);
    for (size_t row = 0; row < zg_frame_rows(frame) && status == ZG_OK; row++) {
        const char *text = zg_frame_get_text(frame, row, node_column, &length);
        if (length != strlen(node) || memcmp(text, node, length) != 0) continue;
        if (shown == COLLOCATES || !(zg_frame_get_real(frame, row, lrc) > 0)) continue;
        keep[row] = true;
        shown++;
        text = zg_frame_get_text(frame, row, columns[0], &length);
        if (!zg_frame_text(list, 0, text, length) ||
            !zg_frame_int64(list, 1, zg_frame_get_int64(frame, row, columns[1])) ||
            !zg_frame_int64(list, 2, zg_frame_get_int64(frame, row, columns[2])) ||
            !zg_frame_real(list, 3, zg_frame_get_real(frame, row, columns[3]))) {
            status = zg_error_memory(error);
        }
        zg_frame_row(list);
    }
    if (status == ZG_OK && shown > 0) {
        zg_page_raw(&r->page, "<div>");
        zg_page_table(&r->page, list, node, strlen(node), NULL, SIZE_MAX);
        zg_page_raw(&r->page, "</div>\n");
    }
    zg_frame_free(list);
    return status;
}

static zg_status show_collocates(zg_report_context *r, zg_error *error)
{
    char *nodes[PHRASES] = {NULL};
    size_t n = r->n_chief < PHRASES ? r->n_chief : PHRASES;
    zg_frame *frame = NULL;
    bool *keep = NULL;
    zg_status status = copy_nodes(r, nodes, n) ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = count_collocates(r, nodes, n, &frame, error);
    if (status == ZG_OK) {
        keep = zg_memory_zeroed(zg_frame_rows(frame), sizeof *keep);
        if (keep == NULL) status = zg_error_memory(error);
    }
    zg_page_paragraph(&r->page, ZG_WORD_COLLOCATES_TEXT, 0, NULL);
    zg_page_raw(&r->page, "<div class=\"tables\">\n");
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        status = show_node(r, frame, nodes[i], keep, error);
    }
    zg_page_raw(&r->page, "</div>\n");
    for (size_t i = 0; i < n; i++) zg_memory_free(nodes[i]);
    if (status == ZG_OK) zg_frame_filter(frame, keep);
    zg_memory_free(keep);
    if (status != ZG_OK) {
        zg_frame_free(frame);
        return status;
    }
    return zg_report_write(r, "collocates.tsv", frame, error);
}

/* ---- the network ---- */

/* Chief phrases as nodes; an edge where they stand in one sentence. */
typedef struct edge {
    uint32_t a, b;
    uint64_t sentences;

} edge;

typedef struct network {
    size_t n;
    uint64_t *pairs;   /* n * n */
    uint64_t *singles; /* sentences that have the node */
    edge edges[EDGES];
    size_t n_edges;
} network;

/* Numbers of the sentences in which the tokens of a text stand, counted through all texts. */
typedef struct sentences {
    uint64_t *first;  /* by index in the selection: its first token */
    uint32_t *number; /* by token */
    uint32_t n;
} sentences;

static bool ends_sentence(const zg_report_context *r, uint32_t element)
{
    if (element == ZG_ELEMENT_BLANK) return false;
    if (element < ZG_ELEMENT_FIRST) return true;
    uint32_t flags = zg_corpus_word(r->corpus, element - ZG_ELEMENT_FIRST).flags;
    return !(flags & ZG_SEGMENT_TOKEN) && (flags & ZG_SEGMENT_SENTENCE);
}

static zg_status number_sentences(zg_report_context *r, sentences *s, zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    uint64_t token = 0;
    s->first = zg_memory_alloc(r->n_documents, sizeof *s->first);
    s->number = zg_memory_alloc(zg_selected_tokens(r->corpus, r->documents), sizeof *s->number);
    if (s->first == NULL || s->number == NULL) return zg_error_memory(error);
    for (uint64_t i = 0, at = 0; i < r->n_documents; i++) {
        s->first[i] = at;
        at += zg_corpus_document(r->corpus, zg_selected(r->corpus, r->documents, i)).tokens;
    }
    zg_cursor_begin(&cursor, r->run, r->corpus, r->documents);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        for (size_t i = 0; i < block.n; i++) {
            uint32_t element = block.elements[i];
            if (ends_sentence(r, element)) {
                s->n++;
            } else if (element >= ZG_ELEMENT_FIRST &&
                       (zg_corpus_word(r->corpus, element - ZG_ELEMENT_FIRST).flags &
                        ZG_SEGMENT_TOKEN)) {
                s->number[token++] = s->n;
            }
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

/* By sentence a bit for each node that it has. */
static zg_status count_pairs(zg_report_context *r, const sentences *s, network *net,
                             zg_error *error)
{
    uint32_t *has = zg_memory_zeroed((size_t)s->n + 1, sizeof *has);
    zg_status status = has == NULL ? zg_error_memory(error) : ZG_OK;
    for (size_t i = 0; i < net->n && status == ZG_OK; i++) {
        zg_occurrence *places = NULL;
        uint64_t freq = zg_phrase_set_at(r->phrases, r->chief[i])->freq;
        status = zg_phrase_set_occurrences(r->phrases, r->chief[i], &places, error);
        for (uint64_t k = 0; k < freq && status == ZG_OK; k++) {
            has[s->number[s->first[places[k].document] + places[k].token]] |= 1u << i;
        }
        zg_memory_free(places);
    }
    for (uint32_t k = 0; k <= s->n && status == ZG_OK; k++) {
        for (size_t i = 0; i < net->n && has[k] >> i != 0; i++) {
            if (!(has[k] >> i & 1)) continue;
            net->singles[i]++;
            for (size_t j = i + 1; j < net->n; j++) {
                net->pairs[i * net->n + j] += has[k] >> j & 1;
            }
        }
    }
    zg_memory_free(has);
    return status;
}

static bool is_stronger(const edge *x, const edge *y)
{
    if (x->sentences != y->sentences) return x->sentences > y->sentences;
    if (x->a != y->a) return x->a < y->a;
    return x->b < y->b;
}

/* One phrase inside the other is no company. */
static bool holds(zg_report_context *r, size_t i, size_t j)
{
    uint32_t a = r->chief[i], b = r->chief[j];
    uint32_t a_n = zg_phrase_set_at(r->phrases, a)->length;
    uint32_t b_n = zg_phrase_set_at(r->phrases, b)->length;
    const uint32_t *x = zg_phrase_set_elements(r->phrases, a);
    const uint32_t *y = zg_phrase_set_elements(r->phrases, b);
    if (a_n > b_n) return holds(r, j, i);
    for (uint32_t at = 0; at + a_n <= b_n; at++) {
        if (memcmp(x, y + at, a_n * sizeof *x) == 0) return true;
    }
    return false;
}

/* The strongest edges: sentences that have both, two or more, more than chance would bring. */
static void choose_edges(zg_report_context *r, network *net, uint32_t n_sentences)
{
    for (size_t i = 0; i < net->n; i++) {
        for (size_t j = i + 1; j < net->n; j++) {
            uint64_t both = net->pairs[i * net->n + j];
            double expected =
                (double)net->singles[i] * (double)net->singles[j] / ((double)n_sentences + 1);
            if (both < 2 || (double)both <= expected || holds(r, i, j)) continue;
            edge e = {.a = (uint32_t)i, .b = (uint32_t)j, .sentences = both};
            size_t at = net->n_edges;
            while (at > 0 && is_stronger(&e, &net->edges[at - 1])) at--;
            if (at == EDGES) continue;
            if (net->n_edges < EDGES) net->n_edges++;
            memmove(net->edges + at + 1, net->edges + at,
                    (net->n_edges - 1 - at) * sizeof *net->edges);
            net->edges[at] = e;
        }
    }
}

static const zg_field edge_fields[] = {
    {"source", ZG_UTF8, "a chief phrase"},
    {"target", ZG_UTF8, "another that stands in the same sentences"},
    {"sentences", ZG_INT64, "sentences that have both"},
    {"expected", ZG_DOUBLE, "sentences of the one * sentences of the other / all sentences"},
};

static zg_status edges_frame(zg_report_context *r, const network *net, uint32_t n_sentences,
                             zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(edge_fields, 4, &frame, error);
    for (size_t i = 0; i < net->n_edges && status == ZG_OK; i++) {
        const edge *e = &net->edges[i];
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[e->a], &length);
        bool good = zg_frame_text(frame, 0, text, length);
        text = zg_report_phrase(r, r->chief[e->b], &length);
        good = good && zg_frame_text(frame, 1, text, length) &&
               zg_frame_int64(frame, 2, (int64_t)e->sentences) &&
               zg_frame_real(frame, 3,
                             (double)net->singles[e->a] * (double)net->singles[e->b] /
                                 ((double)n_sentences + 1));
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    if (status != ZG_OK)
        zg_frame_free(frame);
    else
        *out = frame;
    return status;
}

static double list_nodes(zg_report_context *r, const network *net, double *middle, bool draw)
{
    double y = 4;
    for (size_t i = 0; i < net->n; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        double lines = (double)zg_svg_count_lines(text, length, LABEL_WIDTH);
        middle[i] = y + lines * ZG_SVG_LEADING / 2 + 1;
        if (draw) zg_svg_lines(&r->page, LABEL_WIDTH, y + 13, "e", text, length, LABEL_WIDTH);
        y += 6 + lines * ZG_SVG_LEADING;
    }
    return y;
}

static void draw_network(zg_report_context *r, const network *net)
{
    double middle[NODES], most = net->n_edges > 0 ? (double)net->edges[0].sentences : 1;
    double height = list_nodes(r, net, middle, false), x = LABEL_WIDTH + 16;
    double room = ZG_REPORT_WIDTH - x - 10;
    zg_svg_begin(&r->page, ZG_REPORT_WIDTH, height + 4);
    list_nodes(r, net, middle, true);
    for (size_t i = net->n_edges; i > 0; i--) {
        const edge *e = &net->edges[i - 1];
        double half = (middle[e->b] - middle[e->a]) / 2;
        double reach = room * half / (height / 2);
        char width[64];
        int tenths = 8 + (int)(42 * sqrt((double)e->sentences / most));
        snprintf(width, sizeof width, "<g stroke-opacity=\"0.55\" stroke-width=\"%d.%d\">\n",
                 tenths / 10, tenths % 10);
        zg_page_raw(&r->page, width);
        zg_svg_path(&r->page, "w");
        zg_svg_move(&r->page, x, middle[e->a]);
        zg_svg_arc(&r->page, x, middle[e->b], reach < 12 ? 12 : reach, half);
        zg_svg_path_end(&r->page);
        zg_page_raw(&r->page, "</g>\n");
    }
    for (size_t i = 0; i < net->n; i++) {
        double radius = 2 + 5 * sqrt((double)net->singles[i] / (double)(net->singles[0] + 1));
        zg_svg_circle(&r->page, x, middle[i], radius > 8 ? 8 : radius, "a");
    }
    zg_svg_end(&r->page);
}

static zg_status make_network(zg_report_context *r, sentences *s, network *net, zg_error *error)
{
    net->n = r->n_chief < NODES ? r->n_chief : NODES;
    net->pairs = zg_memory_zeroed(net->n * net->n, sizeof *net->pairs);
    net->singles = zg_memory_zeroed(net->n, sizeof *net->singles);
    if (net->pairs == NULL || net->singles == NULL) return zg_error_memory(error);
    zg_status status = number_sentences(r, s, error);
    if (status == ZG_OK) status = count_pairs(r, s, net, error);
    if (status == ZG_OK) choose_edges(r, net, s->n);
    return status;
}

static zg_status show_network(zg_report_context *r, zg_error *error)
{
    sentences s = {0};
    network net = {0};
    zg_frame *frame = NULL;
    zg_status status = make_network(r, &s, &net, error);
    if (status == ZG_OK && net.n_edges > 0) {
        char nodes[ZG_SHOWN_MAX], edges[ZG_SHOWN_MAX];
        status = edges_frame(r, &net, s.n, &frame, error);
        if (status == ZG_OK) {
            zg_page_figure(&r->page, ZG_WORD_FIGURE_NETWORK, 2,
                           (const char *const[]){zg_shown_whole(nodes, (int64_t)net.n),
                                                 zg_shown_whole(edges, (int64_t)net.n_edges)});
            draw_network(r, &net);
            status = zg_report_figure_end(r, "network.tsv", frame, error);
        }
    }
    zg_memory_free(s.first);
    zg_memory_free(s.number);
    zg_memory_free(net.pairs);
    zg_memory_free(net.singles);
    return status;
}

zg_status zg_report_company(zg_report_context *r, zg_error *error)
{
    zg_page_section(&r->page, "company", ZG_WORD_COMPANY);
    zg_status status = show_network(r, error);
    if (status == ZG_OK) status = show_collocates(r, error);
    zg_page_section_end(&r->page);
    return status;
}
