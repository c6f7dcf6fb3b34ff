/* report: what stands near the chief phrases, and how they hang together. A network is drawn as
 * arcs between the lines of a list: labels never overlap, and the same figures give the same
 * picture. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_parts.h"

#define NODES      30
#define EDGES      60
#define REACH      480.0 /* of the longest arc */
#define LABEL_MOST 380.0

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
    double label;      /* room for labels */
    edge edges[EDGES];
    size_t n_edges;
} network;

/* Numbers of the sentences in which the tokens of a text stand, counted through all texts. */
typedef struct sentences {
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
    s->number = zg_memory_alloc(zg_selected_tokens(r->corpus, r->documents), sizeof *s->number);
    if (s->number == NULL) return zg_error_memory(error);
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
            has[s->number[r->first_token[places[k].document] + places[k].token]] |= 1u << i;
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
    return zg_report_give(frame, status, out);
}

static double list_nodes(zg_report_context *r, const network *net, double *middle, bool draw)
{
    double y = 4;
    for (size_t i = 0; i < net->n; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        double lines = (double)zg_svg_count_lines(text, length, net->label);
        middle[i] = y + lines * ZG_SVG_LEADING / 2 + 1;
        if (draw) zg_svg_lines(&r->page, net->label, y + 13, "e", text, length, net->label);
        y += 6 + lines * ZG_SVG_LEADING;
    }
    return y;
}

static void draw_network(zg_report_context *r, const network *net)
{
    double middle[NODES], most = net->n_edges > 0 ? (double)net->edges[0].sentences : 1;
    double height = list_nodes(r, net, middle, false), x = net->label + 16;
    double room = ZG_REPORT_WIDTH - x - 10 < REACH ? ZG_REPORT_WIDTH - x - 10 : REACH;
    zg_svg_begin(&r->page, x + room + 10, height + 4);
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
    for (size_t i = 0; i < net->n; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        net->label = zg_svg_label_room(net->label, text, length, LABEL_MOST);
    }
    net->pairs = zg_memory_zeroed(net->n * net->n, sizeof *net->pairs);
    net->singles = zg_memory_zeroed(net->n, sizeof *net->singles);
    if (net->pairs == NULL || net->singles == NULL) return zg_error_memory(error);
    zg_status status = number_sentences(r, s, error);
    if (status == ZG_OK) status = count_pairs(r, s, net, error);
    if (status == ZG_OK) choose_edges(r, net, s->n);
    return status;
}

static zg_status show_network(zg_report_context *r, bool *drawn, zg_error *error)
{
    sentences s = {0};
    network net = {0};
    zg_frame *frame = NULL;
    zg_status status = make_network(r, &s, &net, error);
    *drawn = net.n_edges > 0;
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
    zg_memory_free(s.number);
    zg_memory_free(net.pairs);
    zg_memory_free(net.singles);
    return status;
}

zg_status zg_report_company(zg_report_context *r, zg_error *error)
{
    bool drawn = false;
    size_t lists = 0;
    zg_page_section(&r->page, "company", ZG_WORD_COMPANY);
    zg_status status = show_network(r, &drawn, error);
    if (status == ZG_OK) status = zg_report_collocates(r, &lists, error);
    if (lists == 0) {
        zg_page_paragraph(&r->page, drawn ? ZG_WORD_COLLOCATES_NONE : ZG_WORD_COMPANY_NONE, 0,
                          NULL);
    }
    zg_page_section_end(&r->page);
    return status;
}
