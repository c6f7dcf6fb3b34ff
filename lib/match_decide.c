/* match: what counts among occurrences that touch each other. */
#include <stdlib.h>
#include <string.h>

#include "match_parts.h"

#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

/* By form, then place. */
static int compare_exceptions(const void *a, const void *b)
{
    const zg_match_exception *x = a, *y = b;
    if (x->form != y->form) return ORDER(x->form, y->form);
    if (x->from != y->from) return ORDER(x->from, y->from);
    return ORDER(x->to, y->to);
}

/* Turns `to` into the furthest end of those of the form that begin no later. */
static void reach(zg_match_cluster *cluster)
{
    zg_match_exception *e = cluster->exceptions;
    if (cluster->n_exceptions > 1) qsort(e, cluster->n_exceptions, sizeof *e, compare_exceptions);
    for (size_t i = 1; i < cluster->n_exceptions; i++) {
        if (e[i].form == e[i - 1].form && e[i].to < e[i - 1].to) e[i].to = e[i - 1].to;
    }
}

static bool is_excluded(const zg_match_cluster *cluster, const zg_match_candidate *candidate)
{
    size_t low = 0, high = cluster->n_exceptions;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const zg_match_exception *e = &cluster->exceptions[middle];
        bool before = e->form != candidate->match.form ? e->form < candidate->match.form
                                                       : e->from <= candidate->from;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0) return false;
    const zg_match_exception *e = &cluster->exceptions[low - 1];
    return e->form == candidate->match.form && e->to >= candidate->to;
}

/* The order in which places are given away: by item, what counts, the longer, the left. */
static int compare_claims(const void *a, const void *b)
{
    const zg_match_candidate *x = a, *y = b;
    if (x->match.item != y->match.item) return ORDER(x->match.item, y->match.item);
    if (x->match.excluded != y->match.excluded) return ORDER(x->match.excluded, y->match.excluded);
    if (x->match.tokens != y->match.tokens) return ORDER(y->match.tokens, x->match.tokens);
    if (x->from != y->from) return ORDER(x->from, y->from);
    return ORDER(x->match.form, y->match.form);
}

static int compare_places(const void *a, const void *b)
{
    const zg_match_candidate *x = a, *y = b;
    if (x->from != y->from) return ORDER(x->from, y->from);
    if (x->to != y->to) return ORDER(y->to, x->to);
    if (x->match.item != y->match.item) return ORDER(x->match.item, y->match.item);
    return ORDER(x->match.form, y->match.form);
}

/* Whether no other form of the item has a place of it. Takes them. */
static bool claim(uint32_t *cover, const zg_match_candidate *c, uint64_t base)
{
    uint32_t mine = c->match.form + 1;
    for (uint64_t i = c->from; i <= c->to; i++) {
        if (cover[i - base] != 0 && cover[i - base] != mine) return false;
    }
    for (uint64_t i = c->from; i <= c->to; i++) cover[i - base] = mine;
    return true;
}

/* Leaves those that get their place, of items with several forms. */
static bool settle(const zg_matcher *matcher, zg_match_cluster *cluster)
{
    zg_match_candidate *c = cluster->candidates;
    uint64_t base = c[0].from, end = c[0].to;
    for (size_t i = 1; i < cluster->n; i++) {
        if (c[i].from < base) base = c[i].from;
        if (c[i].to > end) end = c[i].to;
    }
    qsort(c, cluster->n, sizeof *c, compare_claims);
    if (!zg_memory_grow(&cluster->cover, &cluster->cover_capacity, (size_t)(end - base) + 1,
                        sizeof *cluster->cover))
        return false;
    size_t kept = 0;
    for (size_t start = 0; start < cluster->n;) {
        size_t stop = start;
        uint32_t item = c[start].match.item;
        while (stop < cluster->n && c[stop].match.item == item) {
            for (uint64_t p = c[stop].from; p <= c[stop].to; p++) cluster->cover[p - base] = 0;
            stop++;
        }
        for (size_t i = start; i < stop; i++) {
            if (matcher->forms_of[item] == 1 || claim(cluster->cover, &c[i], base))
                c[kept++] = c[i];
        }
        start = stop;
    }
    cluster->n = kept;
    return true;
}

zg_status zg_match_decide(const zg_matcher *matcher, zg_match_cluster *cluster, zg_match **out,
                          size_t *n, size_t *capacity, zg_error *error)
{
    zg_match_candidate *c = cluster->candidates;
    bool alone = cluster->n == 1;
    if (cluster->n_exceptions > 0) {
        reach(cluster);
        for (size_t i = 0; i < cluster->n; i++) {
            c[i].match.excluded =
                matcher->has_excepts[c[i].match.form] && is_excluded(cluster, &c[i]);
        }
    }
    if (!alone) {
        if (!settle(matcher, cluster)) return zg_error_memory(error);
        qsort(c, cluster->n, sizeof *c, compare_places);
    }
    if (!zg_memory_grow(out, capacity, *n + cluster->n, sizeof **out))
        return zg_error_memory(error);
    for (size_t i = 0; i < cluster->n; i++) (*out)[(*n)++] = c[i].match;
    cluster->n = cluster->n_exceptions = 0;
    cluster->end = 0;
    return ZG_OK;
}
