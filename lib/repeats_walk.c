/* repeats: the walk over intervals of suffixes that share their first items (Abouelhoda, Kurtz and
 * Ohlebusch, "Replacing suffix trees with enhanced suffix arrays", 2004). What is asked of an
 * interval is a difference of running sums, so an interval costs the same however many
 * occurrences it has. */
#include "repeats_parts.h"

#define AHEAD 16 /* places ahead of which memory is asked for */

typedef struct frame {
    zg_position length, low;
    zg_position changes; /* running sums at `low` */
    uint64_t weight;
} frame;

struct zg_repeat_walk {
    const zg_repeats *repeats;
    zg_position min_freq;
    const uint16_t *weights;
    const uint8_t *anew;
    frame *stack;
    size_t depth, capacity;
    zg_position place;      /* the next one */
    zg_position begin, end; /* the places that are walked over */
    size_t longer;          /* the next one of repeats->longer */
    zg_position shared;     /* items that its suffix shares with the one before */
    uint32_t left;          /* item on the left of the place before */
    zg_position changes;    /* sum up to the place before, itself included */
    uint64_t weight_before; /* sum up to the place before, itself not included */
    uint64_t weight;        /* and included */
    frame open;             /* an interval that ends deeper would begin here */
    bool closing;
};

zg_status zg_repeat_walk_new(const zg_repeats *repeats, zg_position min_freq,
                             const uint16_t *weights, const uint8_t *anew, zg_repeat_walk **out,
                             zg_error *error)
{
    zg_repeat_walk *walk = zg_memory_zeroed(1, sizeof *walk);
    if (walk == NULL) return zg_error_memory(error);
    *walk = (zg_repeat_walk){
        .repeats = repeats, .min_freq = min_freq, .weights = weights, .anew = anew};
    walk->end = repeats->n_places;
    *out = walk;
    return ZG_OK;
}

void zg_repeat_walk_items(zg_repeat_walk *walk, uint32_t first, uint32_t end)
{
    const zg_repeats *repeats = walk->repeats;
    walk->begin = walk->place = repeats->buckets[first];
    walk->end = repeats->buckets[end];
    while (walk->longer < repeats->n_longer && repeats->longer[walk->longer].place < walk->place) {
        walk->longer++;
    }
}

void zg_repeat_walk_free(zg_repeat_walk *walk)
{
    if (walk != NULL) zg_memory_free(walk->stack);
    zg_memory_free(walk);
}

static void look_at_place(zg_repeat_walk *walk)
{
    const zg_repeats *repeats = walk->repeats;
    zg_position place = walk->place;
    if (place + AHEAD < walk->end) {
        zg_position later = repeats->suffixes[place + AHEAD];
        ZG_PREFETCH(&repeats->items[later > 0 ? later - 1 : 0]);
        if (walk->weights != NULL) ZG_PREFETCH(&walk->weights[later]);
    }
    walk->shared = 0;
    if (place > walk->begin && place < walk->end) {
        walk->shared = repeats->common[place];
        if (walk->shared == ZG_COMMON_LONG) walk->shared = repeats->longer[walk->longer++].shared;
    }
    walk->open = (frame){.low = place > walk->begin ? place - 1 : place,
                         .changes = walk->changes,
                         .weight = walk->weight_before};
    walk->closing = true;
}

/* Closes the interval on top of the stack, before the place looked at. True where it is large
 * enough to be told. */
static bool close_top(zg_repeat_walk *walk, zg_repeat *out)
{
    frame top = walk->stack[--walk->depth];
    zg_position above = walk->depth > 0 ? walk->stack[walk->depth - 1].length : 0;
    walk->open.low = top.low;
    walk->open.changes = top.changes;
    walk->open.weight = top.weight;
    if (walk->place - top.low < walk->min_freq) return false;
    *out = (zg_repeat){.low = top.low,
                       .high = walk->place,
                       .length = top.length,
                       .shorter = above > walk->shared ? above : walk->shared,
                       .changes = walk->changes - top.changes,
                       .weight = walk->weight - top.weight};
    return true;
}

/* Opens an interval where more is shared than before, and goes on to the next place. */
static bool pass_place(zg_repeat_walk *walk)
{
    const zg_repeats *repeats = walk->repeats;
    zg_position above = walk->depth > 0 ? walk->stack[walk->depth - 1].length : 0;
    walk->closing = false;
    if (walk->shared > above) {
        if (!zg_memory_grow(&walk->stack, &walk->capacity, walk->depth + 1, sizeof *walk->stack)) {
            return false;
        }
        walk->open.length = walk->shared;
        walk->stack[walk->depth++] = walk->open;
    }
    if (walk->place < walk->end) {
        zg_position position = repeats->suffixes[walk->place];
        uint32_t left = position > 0 ? repeats->items[position - 1] : ZG_ITEM_BARRIER;
        bool anew = left == ZG_ITEM_BARRIER || (walk->anew != NULL && walk->anew[left]);
        walk->changes += anew || left != walk->left;
        walk->left = left;
        walk->weight_before = walk->weight;
        if (walk->weights != NULL) walk->weight += walk->weights[position];
    }
    walk->place++;
    return true;
}

zg_status zg_repeat_walk_next(zg_repeat_walk *walk, zg_repeat *out, zg_error *error)
{
    while (walk->place <= walk->end) {
        if (!walk->closing) look_at_place(walk);
        while (walk->depth > 0 && walk->stack[walk->depth - 1].length > walk->shared) {
            if (close_top(walk, out)) return ZG_OK;
        }
        if (!pass_place(walk)) return zg_error_memory(error);
    }
    return ZG_END;
}
