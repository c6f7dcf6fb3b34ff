/* phrases: documents that share long passages, and which are near-copies of each other.
 *
 * Every run of `reuse_length` tokens that stands in two documents is shared text of both; a
 * document's share is the part of its tokens that such runs cover. Runs may go over sentences and
 * paragraphs. Suffixes that begin with the same run are neighbours in the order of suffixes, so
 * the runs that recur are found in one scan. */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "number.h"
#include "phrases_rows.h"
#include "rows.h"

typedef struct pair {
    uint64_t key; /* first document << 32 | second + 1; 0: empty. The first is the lower. */
    zg_position covered[2]; /* tokens of each that runs of the other cover */
    zg_position end[2];     /* token behind the last one covered */
    zg_position longest;    /* items of the longest passage, and where it stands in one of them */
    zg_position position;
} pair;

typedef struct reuse {
    zg_phrase_rows *rows;
    zg_repeats text;
    zg_position *ends;   /* by position: behind the run that begins there; 0: none */
    zg_position *groups; /* by position: its run's group + 1; 0: not shared */
    zg_position *lows;   /* by group: first document in `documents`; one more */
    uint32_t *documents;
    size_t n_groups, lows_capacity, n_documents, documents_capacity;
    pair *pairs;
    size_t n_pairs, mask;
    uint32_t *seen;     /* scratch: documents met in a group */
    zg_position *least; /* what the last suffix of each shares with the current one */
    uint32_t *slot;     /* by document: place in `seen` + 1 */
} reuse;

static void free_reuse(reuse *r)
{
    zg_repeats_free(&r->text);
    zg_memory_free(r->ends);
    zg_memory_free(r->groups);
    zg_memory_free(r->lows);
    zg_memory_free(r->documents);
    zg_memory_free(r->pairs);
    zg_memory_free(r->seen);
    zg_memory_free(r->least);
    zg_memory_free(r->slot);
}

/* ---- pairs ---- */

static size_t find_slot(const pair *pairs, size_t mask, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15ull;
    size_t slot = (size_t)(h ^ h >> 32) & mask;
    while (pairs[slot].key != 0 && pairs[slot].key != key) slot = (slot + 1) & mask;
    return slot;
}

static bool grow_pairs(reuse *r)
{
    if (r->pairs != NULL && 2 * (r->n_pairs + 1) <= r->mask) return true;
    size_t size = r->pairs == NULL ? 1024 : 2 * (r->mask + 1);
    pair *pairs = zg_memory_zeroed(size, sizeof *pairs);
    if (pairs == NULL) return false;
    for (size_t i = 0; r->pairs != NULL && i <= r->mask; i++) {
        if (r->pairs[i].key == 0) continue;
        pairs[find_slot(pairs, size - 1, r->pairs[i].key)] = r->pairs[i];
    }
    zg_memory_free(r->pairs);
    r->pairs = pairs;
    r->mask = size - 1;
    return true;
}

/* The record of two documents; NULL without memory. */
static pair *pair_of(reuse *r, uint32_t a, uint32_t b)
{
    uint64_t key = a < b ? (uint64_t)a << 32 | (b + 1) : (uint64_t)b << 32 | (a + 1);
    if (!grow_pairs(r)) return NULL;
    pair *p = &r->pairs[find_slot(r->pairs, r->mask, key)];
    if (p->key == 0) {
        p->key = key;
        r->n_pairs++;
    }
    return p;
}

/* ---- runs ---- */

/* Where the run of `length` tokens that begins at each token ends, in one pass with two hands. */
static void find_ends(reuse *r, uint32_t length)
{
    const zg_repeats *text = &r->text;
    zg_position tokens = 0, end = 0;
    for (zg_position i = 0; i < text->n; i++) {
        bool is_token = text->is_token[text->items[i]] != 0;
        if (end < i) {
            end = i;
            tokens = 0;
        }
        while (tokens < length && text->items[end] > ZG_ITEM_BARRIER) {
            tokens += text->is_token[text->items[end++]];
        }
        r->ends[i] = is_token && tokens == length ? end : 0;
        if (end > i) tokens -= is_token;
    }
}

/* Looks at the suffixes of one run, from low to high: which documents have it, and how far each
 * two go on together. */
static zg_status take_group(reuse *r, zg_position low, zg_position high, zg_error *error)
{
    const zg_repeats *text = &r->text;
    uint32_t n = 0;
    zg_status status = ZG_OK;
    for (zg_position place = low; place < high && status == ZG_OK; place++) {
        zg_position position = text->suffixes[place], common = zg_repeats_common(text, place);
        uint32_t document = zg_repeats_document(text, position);
        for (uint32_t i = 0; i < n && status == ZG_OK; i++) {
            if (common < r->least[i]) r->least[i] = common;
            if (r->seen[i] == document) continue;
            pair *p = pair_of(r, r->seen[i], document);
            if (p == NULL) {
                status = zg_error_memory(error);
            } else if (r->least[i] > p->longest) {
                p->longest = r->least[i];
                p->position = position;
            }
        }
        if (r->slot[document] == 0) {
            r->seen[n++] = document;
            r->slot[document] = n;
        }
        r->least[r->slot[document] - 1] = ZG_POSITION_MAX;
    }
    for (uint32_t i = 0; i < n; i++) r->slot[r->seen[i]] = 0;
    if (status != ZG_OK || n < 2) return status;
    if (!zg_memory_grow(&r->documents, &r->documents_capacity, r->n_documents + n,
                        sizeof *r->documents) ||
        !zg_memory_grow(&r->lows, &r->lows_capacity, r->n_groups + 2, sizeof *r->lows)) {
        return zg_error_memory(error);
    }
    memcpy(r->documents + r->n_documents, r->seen, n * sizeof *r->seen);
    r->lows[r->n_groups++] = (zg_position)r->n_documents;
    r->n_documents += n;
    r->lows[r->n_groups] = (zg_position)r->n_documents;
    for (zg_position place = low; place < high; place++) {
        r->groups[text->suffixes[place]] = (zg_position)r->n_groups;
    }
    return ZG_OK;
}

static zg_status find_groups(reuse *r, zg_error *error)
{
    const zg_repeats *text = &r->text;
    zg_status status = ZG_OK;
    for (zg_position low = 0, high; low < text->n && status == ZG_OK; low = high) {
        zg_position position = text->suffixes[low], length = r->ends[position] - position;
        high = low + 1;
        if (r->ends[position] == 0) continue;
        while (high < text->n && zg_repeats_common(text, high) >= length) high++;
        if (high - low > 1) status = take_group(r, low, high, error);
        if (status == ZG_OK) status = zg_run_check(r->rows->run, error);
    }
    return status;
}

/* Goes over each document: which of its tokens stand in runs of which other document. */
static zg_status cover_tokens(reuse *r, uint32_t length, zg_error *error)
{
    const zg_repeats *text = &r->text;
    for (uint32_t document = 0; document < text->n_documents; document++) {
        zg_position token = 0;
        for (zg_position i = text->starts[document]; i < text->starts[document + 1]; i++) {
            zg_position group = r->groups[i];
            for (zg_position k = group > 0 ? r->lows[group - 1] : 1;
                 k < (group > 0 ? r->lows[group] : 0); k++) {
                uint32_t other = r->documents[k], side = document > other;
                if (other == document) continue;
                pair *p = pair_of(r, document, other);
                if (p == NULL) return zg_error_memory(error);
                zg_position from = p->end[side] > token ? p->end[side] : token;
                p->covered[side] += token + length - from;
                p->end[side] = token + length;
            }
            token += text->is_token[text->items[i]];
        }
    }
    return ZG_OK;
}

/* ---- what comes of it ---- */

static double tokens_of(const reuse *r, uint32_t selected)
{
    const zg_phrase_rows *rows = r->rows;
    uint64_t document = zg_selected(rows->corpus, rows->selection, selected);
    return (double)zg_corpus_document(rows->corpus, document).tokens;
}

typedef struct row {
    uint32_t documents[2];
    zg_position covered[2], longest;
    double shares[2], larger;
} pair_row;

static int by_share(const void *a, const void *b)
{
    const pair_row *x = a, *y = b;
    if (x->larger != y->larger) return x->larger > y->larger ? -1 : 1;
    if (x->documents[0] != y->documents[0]) return x->documents[0] < y->documents[0] ? -1 : 1;
    return x->documents[1] < y->documents[1] ? -1 : x->documents[1] > y->documents[1];
}

static pair_row row_of(const reuse *r, const pair *p)
{
    pair_row out = {.documents = {(uint32_t)(p->key >> 32), (uint32_t)p->key - 1},
                    .covered = {p->covered[0], p->covered[1]}};
    for (int side = 0; side < 2; side++) {
        out.shares[side] = (double)p->covered[side] / tokens_of(r, out.documents[side]);
    }
    out.larger = out.shares[0] > out.shares[1] ? out.shares[0] : out.shares[1];
    for (zg_position i = 0; i < p->longest; i++) {
        out.longest += r->text.is_token[r->text.items[p->position + i]];
    }
    return out;
}

static bool add_cells(zg_buffer *line, const reuse *r, const pair_row *row)
{
    char number[ZG_NUMBER_MAX];
    for (int side = 0; side < 2; side++) {
        uint64_t document = zg_selected(r->rows->corpus, r->rows->selection, row->documents[side]);
        const char *name = zg_corpus_document_name(r->rows->corpus, document);
        if (!zg_rows_tsv(line, name, strlen(name)) || !zg_buffer_byte(line, '\t')) return false;
    }
    for (int side = 0; side < 2; side++) {
        size_t length = zg_number_print_real(number, row->shares[side], 6);
        if (!zg_buffer_append(line, number, length) || !zg_buffer_byte(line, '\t')) return false;
    }
    return zg_buffer_format(line, "%llu\t%llu\t%llu\n", (unsigned long long)row->covered[0],
                            (unsigned long long)row->covered[1], (unsigned long long)row->longest);
}

static zg_status write_rows(const reuse *r, const pair_row *all, size_t n, zg_error *error)
{
    static const char header[] = "document\tdocument_other\tshare\tshare_other\ttokens_shared\t"
                                 "tokens_shared_other\tlongest_passage\n";
    zg_sink *sink = NULL;
    zg_buffer line = {0};
    zg_status status = zg_sink_open(r->rows->run, r->rows->options->reuse, &sink, error);
    if (status != ZG_OK) return status;
    status = zg_sink_write(sink, header, sizeof header - 1, error);
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        line.length = 0;
        status = add_cells(&line, r, &all[i]) ? zg_sink_write(sink, line.data, line.length, error)
                                              : zg_error_memory(error);
    }
    zg_buffer_free(&line);
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

static uint32_t first_copy(uint32_t *copies, uint32_t document)
{
    while (copies[document] != document) {
        copies[document] = copies[copies[document]];
        document = copies[document];
    }
    return document;
}

/* Joins near-copies; each document is told the first of those it hangs together with. */
static zg_status join_copies(const reuse *r, const pair_row *all, size_t n, zg_error *error)
{
    zg_phrase_rows *rows = r->rows;
    rows->copies = zg_memory_alloc(r->text.n_documents, sizeof *rows->copies);
    if (rows->copies == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < r->text.n_documents; i++) rows->copies[i] = i;
    for (size_t i = 0; i < n && all[i].larger >= rows->options->reuse_share; i++) {
        uint32_t a = first_copy(rows->copies, all[i].documents[0]);
        uint32_t b = first_copy(rows->copies, all[i].documents[1]);
        rows->copies[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t i = 0; i < r->text.n_documents; i++) {
        rows->copies[i] = first_copy(rows->copies, i);
    }
    return ZG_OK;
}

static zg_status tell(const reuse *r, zg_error *error)
{
    pair_row *all = zg_memory_alloc(r->n_pairs, sizeof *all);
    size_t n = 0;
    if (all == NULL) return zg_error_memory(error);
    for (size_t i = 0; r->pairs != NULL && i <= r->mask; i++) {
        if (r->pairs[i].key != 0) all[n++] = row_of(r, &r->pairs[i]);
    }
    if (n > 1) qsort(all, n, sizeof *all, by_share);
    zg_status status = write_rows(r, all, n, error);
    if (status == ZG_OK) status = join_copies(r, all, n, error);
    zg_memory_free(all);
    return status;
}

zg_status zg_phrases_reuse(zg_phrase_rows *rows, zg_error *error)
{
    reuse r = {.rows = rows};
    uint32_t length = (uint32_t)rows->options->reuse_length;
    const zg_order order = {.least = 2, .depth = ZG_POSITION_MAX};
    zg_status status = zg_repeats_read(rows->run, rows->corpus, rows->selection, ZG_WITHIN_DOCUMENT,
                                       &r.text, error);
    if (status == ZG_OK) status = zg_repeats_order(rows->run, &r.text, &order, error);
    if (status != ZG_OK) {
        free_reuse(&r);
        return status;
    }
    size_t documents = (size_t)r.text.n_documents + 1;
    r.ends = zg_memory_alloc(r.text.n, sizeof *r.ends);
    r.groups = zg_memory_zeroed(r.text.n, sizeof *r.groups);
    r.seen = zg_memory_alloc(documents, sizeof *r.seen);
    r.least = zg_memory_alloc(documents, sizeof *r.least);
    r.slot = zg_memory_zeroed(documents, sizeof *r.slot);
    if (r.ends == NULL || r.groups == NULL || r.seen == NULL || r.least == NULL || r.slot == NULL) {
        status = zg_error_memory(error);
    }
    if (status == ZG_OK) find_ends(&r, length);
    if (status == ZG_OK) status = find_groups(&r, error);
    if (status == ZG_OK) status = cover_tokens(&r, length, error);
    if (status == ZG_OK) status = tell(&r, error);
    free_reuse(&r);
    return status;
}
