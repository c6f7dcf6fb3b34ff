/* phrases: the choice among candidates. Longest first: what is listed covers its places, and a
 * shorter candidate is judged by what it has of its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "phrases_parts.h"

typedef struct spot {
    zg_position start;
    uint32_t phrase;
} spot;

typedef struct chooser {
    zg_ground *ground;
    zg_phrase_set *set;
    double threshold;
    bool nested;
    zg_scratch scratch;
    uint8_t *covered;     /* by item: stands in a listed phrase */
    zg_position *holders; /* by phrase: occurrences of the candidate that it holds */
    uint32_t *touched;    /* phrases that hold some */
    zg_position *free_ones;
    size_t holders_capacity, touched_capacity, free_capacity;
    spot *places; /* of what is listed at this length */
    size_t n_places, places_capacity;
} chooser;

/* How a candidate stands to what is listed. */
typedef struct standing {
    zg_position free; /* in no listed phrase; they are in free_ones */
    zg_position most; /* in the one that holds most */
    uint32_t holder;  /* which that is; UINT32_MAX: none */
} standing;

static int by_length(const void *a, const void *b)
{
    const zg_candidate *x = a, *y = b;
    if (x->length != y->length) return x->length > y->length ? -1 : 1;
    return x->low < y->low ? -1 : x->low > y->low;
}

/* Orders places by their start, the last one first, where they lie: by one bit after another from
 * the highest. No two begin at the same position. */
static void sort_places(spot *places, size_t n, zg_position bit)
{
    while (n > 16 && bit != 0) {
        size_t low = 0, high = n;
        while (low < high) {
            if (places[low].start & bit) {
                low++;
            } else {
                spot swap = places[--high];
                places[high] = places[low];
                places[low] = swap;
            }
        }
        bit >>= 1;
        sort_places(places, low, bit);
        places += low;
        n -= low;
    }
    for (size_t i = 1; i < n; i++) {
        spot place = places[i];
        size_t k = i;
        for (; k > 0 && places[k - 1].start < place.start; k--) places[k] = places[k - 1];
        places[k] = place;
    }
}

/* Of two phrases that hold equally many, the one first in the order of suffixes, then the shorter:
 * that does not depend on the order of documents. */
static bool goes_first(const zg_phrase *a, const zg_phrase *b)
{
    return a->low != b->low ? a->low < b->low : a->length < b->length;
}

static bool make_room(chooser *c, zg_position freq)
{
    size_t before = c->holders_capacity;
    if (!zg_memory_grow(&c->holders, &c->holders_capacity, c->set->n + 1, sizeof *c->holders) ||
        !zg_memory_grow(&c->touched, &c->touched_capacity, freq, sizeof *c->touched) ||
        !zg_memory_grow(&c->free_ones, &c->free_capacity, freq, sizeof *c->free_ones)) {
        return false;
    }
    memset(c->holders + before, 0, (c->holders_capacity - before) * sizeof *c->holders);
    return true;
}

static bool find_standing(chooser *c, const zg_candidate *candidate, standing *out)
{
    const zg_position *positions = c->ground->text.suffixes + candidate->low;
    const zg_phrase *phrases = c->set->phrases;
    zg_position freq = candidate->high - candidate->low, n = 0;
    *out = (standing){.holder = UINT32_MAX};
    if (!make_room(c, freq)) return false;
    for (zg_position i = 0; i < freq; i++) {
        if (i + 8 < freq) ZG_PREFETCH(&c->set->cover.asked[positions[i + 8] >> 6]);
        uint32_t holder =
            zg_cover_find(&c->set->cover, positions[i], candidate->length, UINT32_MAX);
        if (holder == UINT32_MAX) {
            c->free_ones[out->free++] = positions[i];
        } else if (c->holders[holder]++ == 0) {
            c->touched[n++] = holder;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t holder = c->touched[i];
        zg_position held = c->holders[holder];
        if (held > out->most ||
            (held == out->most && goes_first(&phrases[holder], &phrases[out->holder]))) {
            out->most = held;
            out->holder = holder;
        }
        c->holders[holder] = 0;
    }
    return true;
}

/* ---- listing ---- */

static bool list_phrase(chooser *c, const zg_candidate *candidate, const zg_phrase *phrase)
{
    zg_phrase_set *set = c->set;
    const zg_repeats *text = &c->ground->text;
    uint32_t number = (uint32_t)set->n;
    if (!zg_memory_grow(&set->phrases, &set->capacity, set->n + 1, sizeof *set->phrases)) {
        return false;
    }
    set->phrases[set->n] = *phrase;
    set->phrases[set->n++].number = number;
    if (phrase->nested || candidate->length == 2) return true;
    const uint32_t *items = text->items + text->suffixes[candidate->low];
    for (uint32_t i = 0; i < candidate->length; i++) c->covered[items[i]] = 1;
    size_t need = c->n_places + (candidate->high - candidate->low);
    if (!zg_memory_grow(&c->places, &c->places_capacity, need, sizeof *c->places)) return false;
    for (zg_position place = candidate->low; place < candidate->high; place++) {
        c->places[c->n_places++] = (spot){text->suffixes[place], number};
    }
    return true;
}

static uint32_t element_of(uint32_t item)
{
    return item == 0 ? 0 : zg_item_element(item);
}

/* ---- edges outside of longer phrases ---- */

/* Whether so many places of a candidate tell of its edges by themselves: a fifth, and not all. */
static bool are_enough(const zg_candidate *candidate, zg_position n)
{
    zg_position freq = candidate->high - candidate->low;
    return candidate->length >= 3 && n >= 2 && 5 * (uint64_t)n >= freq && n < freq;
}

static bool edges_everywhere(chooser *c, const zg_candidate *candidate, zg_edges *out)
{
    return zg_edges_of(c->ground, &c->scratch, c->ground->text.suffixes + candidate->low,
                       candidate->high - candidate->low, candidate->length, out);
}

/* Of the first `n` places in free_ones. */
static bool edges_outside(chooser *c, const zg_candidate *candidate, zg_position n, zg_edges *out)
{
    return zg_edges_of(c->ground, &c->scratch, c->free_ones, n, candidate->length, out);
}

/* Takes the places outside the one phrase that holds most in free_ones; gives their number. */
static zg_position find_own(chooser *c, const zg_candidate *candidate, const standing *s)
{
    const zg_position *positions = c->ground->text.suffixes + candidate->low;
    zg_position freq = candidate->high - candidate->low, n = 0;
    for (zg_position i = 0; i < freq; i++) {
        uint32_t holder =
            zg_cover_find(&c->set->cover, positions[i], candidate->length, UINT32_MAX);
        if (holder != s->holder) c->free_ones[n++] = positions[i];
    }
    return n;
}

/* A candidate that fails by its edges may have them hidden: what decides is how it stands free, or,
 * where it hardly does, outside the one phrase that holds most of it. `*everywhere`: what they
 * score in all places. */
static bool second_chance(chooser *c, const zg_candidate *candidate, const standing *s,
                          double *boundary, double *everywhere)
{
    zg_edges edges;
    zg_position n = s->free;
    if (!are_enough(candidate, n) &&
        are_enough(candidate, candidate->high - candidate->low - s->most)) {
        n = find_own(c, candidate, s);
    }
    if (!are_enough(candidate, n)) return true;
    if (!edges_outside(c, candidate, n, &edges)) return false;
    *boundary = zg_edges_weaker(&edges);
    if (*boundary < c->threshold) return true;
    if (!edges_everywhere(c, candidate, &edges)) return false;
    if (!edges.left.closed || !edges.right.closed) *boundary = -1;
    *everywhere = zg_edges_weaker(&edges);
    return true;
}

/* An edge, its neighbours those of the places outside where they are freer. */
static void set_free(zg_edge *edge, const zg_edge *outside)
{
    double boundary = edge->mean + (outside->boundary - outside->mean);
    if (boundary > edge->boundary) edge->boundary = boundary;
}

/* One that passes may stand in few longer phrases, which say little of it: the neighbours that they
 * give it are left out where it has freer ones. */
static bool freer_boundary(chooser *c, const zg_candidate *candidate, const standing *s,
                           const zg_edges *everywhere, double *boundary)
{
    zg_edges edges = *everywhere, outside;
    if (!are_enough(candidate, s->free)) return true;
    if (!edges_outside(c, candidate, s->free, &outside)) return false;
    set_free(&edges.left, &outside.left);
    set_free(&edges.right, &outside.right);
    *boundary = zg_edges_weaker(&edges);
    return true;
}

/* ---- judging ---- */

/* A broken rule halves what the edges score. Whether the candidate is still good enough. */
static bool keeps_rules(const chooser *c, const zg_candidate *candidate, zg_phrase *phrase,
                        bool *broken, zg_wrap *wrap)
{
    if (phrase->boundary < c->threshold) return false;
    bool forgiving = phrase->boundary / 2 >= c->threshold;
    zg_verdict verdict = zg_rules_judge(c->ground, candidate, forgiving, &phrase->cohesion, wrap);
    *broken = verdict == ZG_RULES_BROKEN;
    if (verdict == ZG_RULES_OUT) return false;
    return (*broken ? phrase->boundary / 2 : phrase->boundary) >= c->threshold;
}

static bool describe(chooser *c, const zg_candidate *candidate, const standing *s, bool passes,
                     zg_phrase *out)
{
    zg_edges edges;
    if (!edges_everywhere(c, candidate, &edges)) return false;
    if (passes && !freer_boundary(c, candidate, s, &edges, &out->boundary)) return false;
    out->n = candidate->n;
    out->length = candidate->length;
    out->low = candidate->low;
    out->freq = candidate->high - candidate->low;
    out->freq_own = out->freq - s->most;
    out->freq_consolidated = s->free;
    out->container = s->holder;
    out->left_entropy = edges.left.entropy;
    out->right_entropy = edges.right.entropy;
    return true;
}

/* The two orders. `boundary`: of a phrase that had a second chance, the mean of both looks. The
 * bits count no further than 20 in the first: a long phrase has more of them the longer it is. */
static void score(double boundary, zg_phrase *phrase)
{
    double again = (double)phrase->freq - 1, edge = boundary > 0.5 ? boundary - 0.5 : 0;
    double bits = phrase->cohesion > 0 ? phrase->cohesion : 0;
    double fixed = bits < 20 ? bits : 20, glue = bits < 40 ? bits : 40;
    phrase->score = again * fixed * ((double)phrase->n - 1) * edge * edge * edge;
    phrase->bounded = glue * edge * edge * edge; /* times (own * docs)^(1/4), once docs is known */
}

static bool judge(chooser *c, zg_candidate *candidate)
{
    const uint32_t *items = c->ground->text.items + c->ground->text.suffixes[candidate->low];
    zg_position freq = candidate->high - candidate->low;
    bool passes = candidate->boundary >= c->threshold, broken = false;
    bool covered = c->covered[items[0]] && c->covered[items[candidate->length - 1]];
    standing s = {.free = freq, .holder = UINT32_MAX};
    zg_phrase phrase = {.boundary = candidate->boundary};
    zg_wrap wrap;
    double everywhere = candidate->boundary;
    if (!passes && (!covered || candidate->length < 3)) return true;
    if (passes && !keeps_rules(c, candidate, &phrase, &broken, &wrap)) return true;
    if (covered && !find_standing(c, candidate, &s)) return false;
    if (!passes) {
        if (!second_chance(c, candidate, &s, &phrase.boundary, &everywhere)) return false;
        if (!keeps_rules(c, candidate, &phrase, &broken, &wrap)) return true;
    }
    zg_position own = freq - s.most;
    phrase.nested = own < 1 || 5 * (uint64_t)own < freq;
    if (phrase.nested && !c->nested) return true;
    if (!describe(c, candidate, &s, passes, &phrase)) return false;
    if (passes) everywhere = phrase.boundary;
    if (broken) phrase.boundary /= 2, everywhere /= 2;
    phrase.before = element_of(wrap.before);
    phrase.after = element_of(wrap.after);
    score((phrase.boundary + everywhere) / 2, &phrase);
    return list_phrase(c, candidate, &phrase);
}

/* Lays what was listed at one length, from the end of the text to its beginning. */
static zg_status lay_places(chooser *c, uint32_t length, zg_error *error)
{
    zg_status status = ZG_OK;
    zg_position bit = 1;
    while (bit <= c->ground->text.n / 2) bit *= 2;
    sort_places(c->places, c->n_places, bit);
    for (size_t i = 0; i < c->n_places && status == ZG_OK; i++) {
        status =
            zg_cover_lay(&c->set->cover, c->places[i].start, length, c->places[i].phrase, error);
    }
    c->n_places = 0;
    return status;
}

static zg_status judge_all(chooser *c, zg_candidates *candidates, zg_error *error)
{
    zg_status status = ZG_OK;
    for (size_t i = 0; i < candidates->n && status == ZG_OK; i++) {
        zg_candidate *candidate = &candidates->items[i];
        if (!judge(c, candidate)) return zg_error_memory(error);
        if (i + 1 == candidates->n || candidate[1].length != candidate->length) {
            status = lay_places(c, candidate->length, error);
        }
        if (status == ZG_OK && i % 4096 == 0) status = zg_run_check(c->ground->run, error);
    }
    return status;
}

zg_status zg_phrases_select(zg_ground *ground, zg_candidates *candidates, double threshold,
                            bool nested, zg_phrase_set *set, zg_error *error)
{
    chooser c = {.ground = ground, .set = set, .threshold = threshold, .nested = nested};
    c.covered = zg_memory_zeroed((size_t)ground->text.n_words + ZG_ITEM_FIRST, 1);
    zg_status status = c.covered != NULL ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = zg_scratch_make(ground, &c.scratch, error);
    if (status == ZG_OK) status = zg_cover_make(ground, candidates, &set->cover, error);
    set->covered = true;
    if (candidates->n > 1) {
        qsort(candidates->items, candidates->n, sizeof *candidates->items, by_length);
    }
    if (status == ZG_OK) status = judge_all(&c, candidates, error);
    zg_scratch_free(&c.scratch);
    zg_memory_free(c.covered);
    zg_memory_free(c.holders);
    zg_memory_free(c.touched);
    zg_memory_free(c.free_ones);
    zg_memory_free(c.places);
    return status;
}
