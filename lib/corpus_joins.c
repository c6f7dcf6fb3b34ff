/* corpus: windows that exist only because lines were joined. A stretch of tokens without a stop
 * gives length - n + 1 windows; cut at every join, it gives those that existed before. */
#include <string.h>

#include "corpus_object.h"

typedef struct tally {
    uint64_t *windows; /* by order */
    uint32_t max_n;
} tally;

static void add_stretch(tally *t, uint64_t length)
{
    for (uint32_t n = 1; n <= t->max_n && n <= length; n++) t->windows[n] += length - n + 1;
}

typedef struct stretch {
    uint64_t whole; /* tokens since the last stop */
    uint64_t part;  /* tokens since the last stop or join */
} stretch;

static void end_stretch(stretch *s, tally *all, tally *before)
{
    add_stretch(all, s->whole);
    add_stretch(before, s->part);
    *s = (stretch){0};
}

/* The first join at or behind an element. */
static size_t find_join(const zg_corpus *corpus, uint64_t element)
{
    size_t low = 0, high = corpus->n_joins;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (corpus->joins[middle] >> 1 < element)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool zg_corpus_joined_at(const zg_corpus *corpus, uint64_t document, uint64_t first, uint64_t last)
{
    uint64_t front = corpus->documents[document].element;
    size_t join = find_join(corpus, front + first);
    if (join == corpus->n_joins || corpus->joins[join] >> 1 > front + last) return false;
    bool before_all = corpus->joins[join] == (front + first) << 1;
    if (!before_all) return true;
    return join + 1 < corpus->n_joins && corpus->joins[join + 1] >> 1 <= front + last;
}

static void take_block(const zg_corpus *corpus, const zg_block *block, tally *all, tally *before)
{
    uint64_t first = corpus->documents[block->document].element;
    size_t join = find_join(corpus, first);
    stretch s = {0};
    for (size_t i = 0; i < block->n; i++) {
        uint32_t element = block->elements[i];
        bool token =
            element >= ZG_ELEMENT_FIRST &&
            (corpus->vocabulary.words[element - ZG_ELEMENT_FIRST].flags & ZG_SEGMENT_TOKEN);
        if (!token) {
            end_stretch(&s, all, before);
            continue;
        }
        bool joined = join < corpus->n_joins && corpus->joins[join] >> 1 == first + i;
        bool inside = joined && (corpus->joins[join] & 1);
        if (joined) {
            add_stretch(before, s.part);
            s.part = 0;
            join++;
        }
        s.whole++;
        if (!inside) s.part++; /* a token that was cut was none */
    }
    end_stretch(&s, all, before);
}

zg_status zg_corpus_joined(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                           uint32_t max_n, uint64_t *windows, uint64_t *joined, zg_error *error)
{
    tally all = {.windows = windows, .max_n = max_n};
    tally before = {.windows = joined, .max_n = max_n};
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    memset(windows, 0, (max_n + 1) * sizeof *windows);
    memset(joined, 0, (max_n + 1) * sizeof *joined);
    zg_cursor_begin(&cursor, run, corpus, selection);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        take_block(corpus, &block, &all, &before);
    }
    for (uint32_t n = 1; n <= max_n; n++) joined[n] = windows[n] - joined[n];
    return status == ZG_END ? ZG_OK : status;
}
