/* phrases: the rows. */
#include "phrases_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"

static const zg_field fields[ZG_PHRASES_COLUMNS] = {
    {"group", ZG_UTF8, "the value of the field, or the start of the bin"},
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"n", ZG_INT64, "tokens in it; marks inside are not counted"},
    {"freq", ZG_INT64, "occurrences, overlapping ones included"},
    {"per_million", ZG_DOUBLE, NULL},
    {"docs", ZG_INT64, "documents that have one or more"},
    {"docs_independent", ZG_INT64, "docs, near-copies of each other counted once"},
    {"docs_expected", ZG_DOUBLE, "sum over documents of 1 - (1 - tokens_i / tokens)^freq"},
    {"freq_own", ZG_INT64, "freq less those inside the one longer phrase that holds most of them"},
    {"freq_consolidated", ZG_INT64, "freq less those inside any longer phrase, by position"},
    {"score", ZG_DOUBLE,
     "(freq - 1) min(cohesion, 20) (n - 1) max(0, b - 0.5)^3. b: boundary; of what passes in its "
     "places outside of longer ones only, the mean of what it scores there and everywhere"},
    {"boundary", ZG_DOUBLE,
     "the weaker edge: mean probability that a unit ends there + half the neighbours' entropy / "
     "(1 + log2 freq), everywhere or outside of longer ones (a quarter where it is the same "
     "function token every time) + 0.1 min(0, log2 of how much more often it begins or ends a "
     "clause); half of all that where a rule is broken"},
    {"cohesion", ZG_DOUBLE, "log2 of freq / (expected from the units that it is made of), bits"},
    {"left_entropy", ZG_DOUBLE, "entropy of what stands before, bits"},
    {"right_entropy", ZG_DOUBLE, "entropy of what stands behind, bits"},
    {"dp_norm", ZG_DOUBLE, "deviation of proportions over documents, normalized: 0 even"},
    {"first_document", ZG_UTF8, "first document that has it"},
    {"last_document", ZG_UTF8, "last document that has it"},
    {"container", ZG_UTF8, "the longer phrase that holds most of its occurrences"},
    {"g2", ZG_DOUBLE, "signed log-likelihood ratio against the other values"},
    {"group_order", ZG_INT64, ""},
    {"bounded", ZG_DOUBLE, ""},
    {"index", ZG_INT64, ""},
};

void zg_phrase_rows_free(zg_phrase_rows *rows)
{
    zg_phrase_set_free(rows->set);
    zg_frame_free(rows->frame);
    for (size_t i = 0; i < rows->n_lists; i++) {
        zg_memory_free(rows->lists[i].sizes);
        zg_memory_free(rows->lists[i].expected);
    }
    zg_memory_free(rows->lists);
    zg_groups_free(&rows->groups);
    zg_memory_free(rows->group_of);
    zg_memory_free(rows->part_of);
    zg_memory_free(rows->copies);
    zg_memory_free(rows->stamps);
    zg_memory_free(rows->tally);
    zg_memory_free(rows->shares);
    zg_memory_free(rows->freqs);
    zg_memory_free(rows->index);
    zg_buffer_free(&rows->text);
}

/* ---- groups ---- */

/* The group of each selected document. Both lists of documents are in the order of the corpus. */
static void find_groups(zg_phrase_rows *rows)
{
    uint64_t n = zg_selected_count(rows->corpus, rows->selection);
    for (uint64_t i = 0; i < n; i++) rows->group_of[i] = rows->options->by == NULL ? 0 : UINT32_MAX;
    for (size_t g = 0; g < rows->groups.n; g++) {
        const zg_selection *documents = rows->groups.items[g].documents;
        uint64_t members = zg_selected_count(rows->corpus, documents), i = 0;
        for (uint64_t k = 0; k < members; k++) {
            uint64_t document = zg_selected(rows->corpus, documents, k);
            while (zg_selected(rows->corpus, rows->selection, i) != document) i++;
            rows->group_of[i] = (uint32_t)g;
        }
    }
}

static zg_status measure_groups(zg_phrase_rows *rows, zg_error *error)
{
    uint64_t n = zg_selected_count(rows->corpus, rows->selection);
    for (size_t g = 0; g < rows->n_lists; g++) {
        zg_phrase_group *list = &rows->lists[g];
        list->name = rows->options->by != NULL ? rows->groups.items[g].name : "";
        list->sizes = zg_memory_alloc(n, sizeof *list->sizes);
        if (list->sizes == NULL) return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < n; i++) {
        uint32_t g = rows->group_of[i];
        uint64_t document = zg_selected(rows->corpus, rows->selection, i);
        int64_t tokens = (int64_t)zg_corpus_document(rows->corpus, document).tokens;
        if (g == UINT32_MAX || tokens == 0) continue;
        rows->part_of[i] = (uint32_t)rows->lists[g].n;
        rows->lists[g].sizes[rows->lists[g].n++] = tokens;
        rows->lists[g].tokens += (size_t)tokens;
    }
    for (size_t g = 0; g < rows->n_lists; g++) {
        zg_phrase_group *list = &rows->lists[g];
        zg_status status = zg_part_sizes_init(&list->parts, list->sizes, list->n, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

zg_status zg_phrase_rows_begin(zg_phrase_rows *rows, zg_error *error)
{
    uint64_t n = zg_selected_count(rows->corpus, rows->selection);
    zg_status status = ZG_OK;
    if (rows->options->by != NULL) {
        status =
            zg_groups_make(rows->corpus, rows->selection, rows->options->by, &rows->groups, error);
        if (status != ZG_OK) return status;
    }
    rows->n_lists = rows->options->by != NULL ? rows->groups.n : 1;
    rows->lists = zg_memory_zeroed(rows->n_lists, sizeof *rows->lists);
    if (rows->lists == NULL) rows->n_lists = 0;
    rows->group_of = zg_memory_alloc(n, sizeof *rows->group_of);
    rows->part_of = zg_memory_zeroed(n, sizeof *rows->part_of);
    rows->stamps = zg_memory_zeroed(n, sizeof *rows->stamps);
    rows->tally = zg_memory_zeroed(n, sizeof *rows->tally);
    if (rows->tally == NULL || rows->lists == NULL || rows->group_of == NULL ||
        rows->part_of == NULL || rows->stamps == NULL) {
        return zg_error_memory(error);
    }
    find_groups(rows);
    status = measure_groups(rows, error);
    if (status != ZG_OK) return status;
    zg_field all[ZG_PHRASES_COLUMNS];
    memcpy(all, fields, sizeof fields);
    zg_table_rate(rows->options->per, rows->rate_name, rows->rate_formula);
    all[ZG_PHRASES_RATE] = (zg_field){rows->rate_name, ZG_DOUBLE, rows->rate_formula};
    return zg_frame_new(all, ZG_PHRASES_COLUMNS, &rows->frame, error);
}

/* ---- one phrase ---- */

/* What the phrase has in each document, in the order of the text. Gives their number. */
static zg_status find_shares(zg_phrase_rows *rows, uint32_t index, size_t *n, zg_error *error)
{
    const zg_phrase *phrase = &rows->set->phrases[index];
    zg_occurrence *occurrences = NULL;
    zg_status status = zg_phrase_set_occurrences(rows->set, index, &occurrences, error);
    if (status != ZG_OK) return status;
    *n = 0;
    for (uint64_t i = 0; i < phrase->freq; i++) {
        const zg_occurrence *o = &occurrences[i];
        if (*n == 0 || rows->shares[*n - 1].document != o->document) {
            if (!zg_memory_grow(&rows->shares, &rows->shares_capacity, *n + 1,
                                sizeof *rows->shares)) {
                zg_memory_free(occurrences);
                return zg_error_memory(error);
            }
            rows->shares[(*n)++] =
                (zg_phrase_share){.group = rows->group_of[o->document], .document = o->document};
        }
        zg_phrase_share *share = &rows->shares[*n - 1];
        share->freq++;
        share->inside += o->container != UINT32_MAX;
        share->held += o->container != UINT32_MAX && o->container == phrase->container;
    }
    zg_memory_free(occurrences);
    return ZG_OK;
}

static int by_document(const void *a, const void *b)
{
    const zg_phrase_share *x = a, *y = b;
    return x->document < y->document ? -1 : x->document > y->document;
}

/* The same for one list of all documents, where it need not be known which occurrences stand
 * inside others, only how many. */
static zg_status find_totals(zg_phrase_rows *rows, uint32_t index, size_t *n, zg_error *error)
{
    const zg_phrase *phrase = &rows->set->phrases[index];
    const zg_repeats *text = &rows->set->text;
    if (!zg_memory_grow(&rows->shares, &rows->shares_capacity, phrase->docs,
                        sizeof *rows->shares)) {
        return zg_error_memory(error);
    }
    *n = 0;
    for (zg_position i = 0; i < phrase->freq; i++) {
        uint32_t document = zg_repeats_document(text, text->suffixes[phrase->low + i]);
        if (rows->tally[document]++ > 0) continue;
        rows->shares[(*n)++] = (zg_phrase_share){.document = document};
    }
    if (*n > 1) qsort(rows->shares, *n, sizeof *rows->shares, by_document);
    for (size_t i = 0; i < *n; i++) {
        rows->shares[i].freq = (int64_t)rows->tally[rows->shares[i].document];
        rows->tally[rows->shares[i].document] = 0;
    }
    rows->shares[0].held = (int64_t)(phrase->freq - phrase->freq_own);
    rows->shares[0].inside = (int64_t)(phrase->freq - phrase->freq_consolidated);
    return ZG_OK;
}

static int by_group(const void *a, const void *b)
{
    const zg_phrase_share *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return x->document < y->document ? -1 : x->document > y->document;
}

static double expected_docs(zg_phrase_group *list, int64_t freq)
{
    enum { KEPT = 4096 };
    if (freq >= KEPT) return zg_docs_expected(&list->parts, freq);
    if (list->expected == NULL) {
        list->expected = zg_memory_alloc(KEPT, sizeof *list->expected);
        if (list->expected == NULL) return zg_docs_expected(&list->parts, freq);
        for (size_t i = 0; i < KEPT; i++) list->expected[i] = NAN;
    }
    double *known = &list->expected[freq];
    if (isnan(*known)) *known = zg_docs_expected(&list->parts, freq);
    return *known;
}

static double dp_norm(zg_phrase_rows *rows, const zg_phrase_group *list,
                      const zg_phrase_share *shares, size_t n)
{
    zg_part_freqs parts;
    if (list->n < 2) return NAN;
    for (size_t i = 0; i < n; i++) {
        rows->freqs[i] = shares[i].freq;
        rows->index[i] = rows->part_of[shares[i].document];
    }
    if (zg_part_freqs_init(&parts, &list->parts, rows->index, rows->freqs, n, NULL, NULL) !=
        ZG_OK) {
        return NAN;
    }
    return zg_measure_find("dp_norm")->compute.parts(&parts);
}

static int64_t count_independent(zg_phrase_rows *rows, const zg_phrase_share *shares, size_t n)
{
    int64_t docs = 0;
    rows->stamp++;
    for (size_t i = 0; i < n; i++) {
        uint32_t *stamp = &rows->stamps[rows->copies[shares[i].document]];
        docs += *stamp != rows->stamp;
        *stamp = rows->stamp;
    }
    return docs;
}

/* Signed log-likelihood ratio of a group against all others. */
static double g2_of(const zg_phrase_rows *rows, const zg_phrase_group *list, int64_t freq,
                    int64_t all)
{
    zg_contingency cells;
    zg_table2x2 table;
    int64_t others = 0;
    for (size_t g = 0; g < rows->n_lists; g++) others += (int64_t)rows->lists[g].tokens;
    others -= (int64_t)list->tokens;
    if (!zg_contingency_keyness(freq, all - freq, (int64_t)list->tokens, others, &cells) ||
        zg_table2x2_init(&table, &cells, NULL, NULL) != ZG_OK) {
        return NAN;
    }
    return zg_measure_find("g2")->compute.table(&table);
}

static bool add_document(zg_phrase_rows *rows, size_t column, uint32_t selected)
{
    uint64_t document = zg_selected(rows->corpus, rows->selection, selected);
    const char *name = zg_corpus_document_name(rows->corpus, document);
    return zg_frame_text(rows->frame, column, name, strlen(name));
}

static bool add_container(zg_phrase_rows *rows, const zg_phrase *phrase)
{
    if (phrase->container == UINT32_MAX) return zg_frame_null(rows->frame, ZG_PHRASES_CONTAINER);
    zg_buffer shown = {0};
    bool good = zg_phrase_set_render(rows->set, phrase->container, &shown) &&
                zg_frame_text(rows->frame, ZG_PHRASES_CONTAINER, shown.data, shown.length);
    zg_buffer_free(&shown);
    return good;
}

/* The cells that are the same in every group. */
static bool add_common(zg_phrase_rows *rows, uint32_t index)
{
    const zg_phrase *phrase = &rows->set->phrases[index];
    zg_frame *frame = rows->frame;
    return zg_frame_text(frame, ZG_PHRASES_PHRASE, rows->text.data, rows->text.length) &&
           zg_frame_int64(frame, ZG_PHRASES_N, phrase->n) &&
           zg_frame_real(frame, ZG_PHRASES_SCORE, phrase->score) &&
           zg_frame_real(frame, ZG_PHRASES_BOUNDARY, phrase->boundary) &&
           zg_frame_real(frame, ZG_PHRASES_COHESION, phrase->cohesion) &&
           zg_frame_real(frame, ZG_PHRASES_LEFT, phrase->left_entropy) &&
           zg_frame_real(frame, ZG_PHRASES_RIGHT, phrase->right_entropy) &&
           zg_frame_real(frame, ZG_PHRASES_BOUNDED, phrase->bounded) &&
           zg_frame_int64(frame, ZG_PHRASES_INDEX, index) && add_container(rows, phrase);
}

static bool add_row(zg_phrase_rows *rows, uint32_t index, const zg_phrase_share *shares, size_t n,
                    int64_t all)
{
    zg_phrase_group *list = &rows->lists[shares[0].group];
    zg_frame *frame = rows->frame;
    int64_t freq = 0, held = 0, inside = 0;
    for (size_t i = 0; i < n; i++) {
        freq += shares[i].freq;
        held += shares[i].held;
        inside += shares[i].inside;
    }
    double rate = (double)rows->options->per * (double)freq / (double)list->tokens;
    double g2 = rows->options->by != NULL ? g2_of(rows, list, freq, all) : NAN;
    int64_t independent = rows->copies != NULL ? count_independent(rows, shares, n) : 0;
    bool good = add_common(rows, index) &&
                zg_frame_text(frame, ZG_PHRASES_GROUP, list->name, strlen(list->name)) &&
                zg_frame_int64(frame, ZG_PHRASES_FREQ, freq) &&
                zg_frame_real(frame, ZG_PHRASES_RATE, rate) &&
                zg_frame_int64(frame, ZG_PHRASES_DOCS, (int64_t)n) &&
                zg_frame_int64(frame, ZG_PHRASES_INDEPENDENT, independent) &&
                zg_frame_real(frame, ZG_PHRASES_EXPECTED, expected_docs(list, freq)) &&
                zg_frame_int64(frame, ZG_PHRASES_OWN, freq - held) &&
                zg_frame_int64(frame, ZG_PHRASES_CONSOLIDATED, freq - inside) &&
                zg_frame_real(frame, ZG_PHRASES_DP_NORM, dp_norm(rows, list, shares, n)) &&
                add_document(rows, ZG_PHRASES_FIRST, shares[0].document) &&
                add_document(rows, ZG_PHRASES_LAST, shares[n - 1].document) &&
                zg_frame_real(frame, ZG_PHRASES_G2, g2) &&
                zg_frame_int64(frame, ZG_PHRASES_GROUP_ORDER, shares[0].group);
    if (good) zg_frame_row(frame);
    return good;
}

static zg_status add_phrase(zg_phrase_rows *rows, uint32_t index, zg_error *error)
{
    size_t n = 0;
    zg_status status = rows->options->by == NULL ? find_totals(rows, index, &n, error)
                                                 : find_shares(rows, index, &n, error);
    if (status != ZG_OK) return status;
    if (!zg_memory_grow(&rows->freqs, &rows->freqs_capacity, n, sizeof *rows->freqs) ||
        !zg_memory_grow(&rows->index, &rows->index_capacity, n, sizeof *rows->index)) {
        return zg_error_memory(error);
    }
    if (rows->n_lists > 1) qsort(rows->shares, n, sizeof *rows->shares, by_group);
    int64_t all = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows->shares[i].group != UINT32_MAX) all += rows->shares[i].freq;
    }
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && rows->shares[end].group == rows->shares[i].group;) end++;
        if (rows->shares[i].group == UINT32_MAX || end - i < rows->options->min_docs) continue;
        if (!add_row(rows, index, rows->shares + i, end - i, all)) return zg_error_memory(error);
    }
    return ZG_OK;
}

/* ---- all phrases ---- */

static zg_status keep_phrase(zg_phrase_rows *rows, zg_filter *filter, uint32_t index, bool *keeps,
                             zg_error *error)
{
    const zg_phrase *phrase = &rows->set->phrases[index];
    *keeps = phrase->n >= rows->options->min_length && phrase->docs >= rows->options->min_docs;
    if (!*keeps) return ZG_OK;
    rows->text.length = 0;
    if (!zg_phrase_set_render(rows->set, index, &rows->text)) return zg_error_memory(error);
    if (zg_filter_is_empty(filter)) return ZG_OK;
    zg_elements elements = {.items = rows->set->elements + phrase->first, .n = phrase->length};
    return zg_filter_keeps_item(filter, &elements, rows->text.data, rows->text.length, keeps,
                                error);
}

zg_status zg_phrase_rows_fill(zg_phrase_rows *rows, zg_error *error)
{
    zg_filter *filter = NULL;
    zg_filter_options wanted = {.match = rows->options->match,
                                .containing = rows->options->containing,
                                .stop = rows->options->stop,
                                .stop_edge = rows->options->stop_edge};
    zg_status status = zg_filter_new(rows->run, rows->corpus, &wanted, &filter, error);
    if (status != ZG_OK) return status;
    for (uint32_t i = 0; i < rows->set->n && status == ZG_OK; i++) {
        bool keeps = false;
        status = keep_phrase(rows, filter, i, &keeps, error);
        if (status == ZG_OK && keeps) status = add_phrase(rows, i, error);
        if (status == ZG_OK && i % 1024 == 0) status = zg_run_check(rows->run, error);
    }
    zg_filter_free(filter);
    return status;
}
