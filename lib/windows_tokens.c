/* windows: single tokens around a node, the path of all pairs. Positions are grouped by node, so
 * that one row of counters, which fits in cache, is all that is written to; what is read of the
 * text lies at random, and is asked for some places ahead.
 *
 * What is counted of a collocate is added up in one word: joint runs from bit 44 on, those on the
 * left from bit 24 on, and below the distance, which may borrow from what is above it. Words are
 * put into wide cells before anything of them can overflow; few nodes are so frequent. */
#include "windows_parts.h"

#include <string.h>

#define JOINT_AT     44
#define LEFT_AT      24
#define JOINT_MAX    (((uint64_t)1 << (64 - JOINT_AT)) - 1)
#define DISTANCE_MAX (((uint64_t)1 << (LEFT_AT - 1)) - 1)
#define RIGHT        ((uint64_t)1 << JOINT_AT)
#define LEFT         ((uint64_t)1 << JOINT_AT | (uint64_t)1 << LEFT_AT)

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

/* How the node under way is counted: known when the code is made, so that its inner loops ask for
 * none of it. */
typedef struct way {
    bool narrow; /* the text is in 16 bits */
    bool docs;   /* documents are counted too */
    bool packed; /* in words */
} way;

typedef struct tally {
    uint64_t joint, left;
    int64_t distance;
} tally;

static tally unpack(uint64_t word)
{
    int64_t distance = (int64_t)(word << (64 - LEFT_AT)) >> (64 - LEFT_AT);
    uint64_t rest = word - (uint64_t)distance;
    return (tally){
        .joint = rest >> JOINT_AT, .left = rest >> LEFT_AT & JOINT_MAX, .distance = distance};
}

/* Where the text and the counters are. By value, since what is written through one of them might
 * otherwise be another. */
typedef struct places {
    const uint16_t *narrow;
    const uint32_t *items;
    uint64_t *packed;
    zg_token_cell *cells;
    zg_token_docs *docs;
} places;

static places places_of(const zg_windows_job *job, const zg_windows_worker *worker)
{
    return (places){.narrow = job->collocates->narrow,
                    .items = job->sequence->items,
                    .packed = worker->packed,
                    .cells = worker->token_cells,
                    .docs = worker->token_docs};
}

static ALWAYS_INLINE uint32_t item_at(places p, way w, uint64_t i)
{
    return w.narrow ? p.narrow[i] : p.items[i];
}

static ALWAYS_INLINE void ask_for(places p, way w, uint32_t left, uint32_t right,
                                  zg_position position)
{
    zg_position from = position > left ? position - left : 0;
    uint64_t to = (uint64_t)position + right;
    if (w.narrow) {
        ZG_PREFETCH(p.narrow + from);
        ZG_PREFETCH(p.narrow + to);
    } else {
        ZG_PREFETCH(p.items + from);
        ZG_PREFETCH(p.items + to);
    }
}

/* ---- counting ---- */

/* One token near the node. */
static ALWAYS_INLINE void count_one(places p, way w, uint32_t token, uint64_t step,
                                    int64_t distance, uint32_t document)
{
    if (w.packed) {
        p.packed[token] += step + (uint64_t)distance;
    } else {
        p.cells[token].joint++;
        p.cells[token].left += step == LEFT;
        p.cells[token].distance += distance;
    }
    if (!w.docs) return;
    p.docs[token].n += p.docs[token].last != document;
    p.docs[token].last = document;
}

/* Up to `most` tokens behind `end`, as far as nothing stops; how many there were. */
static ALWAYS_INLINE zg_position count_right(places p, way w, zg_position end, uint64_t most,
                                             uint32_t document)
{
    uint32_t n = 0;
    for (uint32_t item; n < most && (item = item_at(p, w, end + 1 + n)) != ZG_BARRIER; n++) {
        count_one(p, w, item - 1, RIGHT, (int64_t)n + 1, document);
    }
    return n;
}

static ALWAYS_INLINE zg_position count_left(places p, way w, zg_position next, uint64_t most,
                                            uint32_t document)
{
    uint32_t n = 0;
    if (most > next) most = next;
    for (uint32_t item; n < most && (item = item_at(p, w, next - 1 - n)) != ZG_BARRIER; n++) {
        count_one(p, w, item - 1, LEFT, -(int64_t)n - 1, document);
    }
    return n;
}

/* The last token of a joined stretch that belongs to the node on its left. */
static inline zg_position cut_of(const zg_windows_options *options, zg_position end,
                                 zg_position next)
{
    uint64_t cut = ((uint64_t)end + next) / 2, high = (uint64_t)end + options->right;
    uint64_t low = next > options->left ? next - options->left - 1 : 0;
    if (cut < low) cut = low;
    if (cut > high) cut = high;
    if (cut < end) cut = end;
    if (cut > next - 1) cut = next - 1;
    return (zg_position)cut;
}

/* Whether spans meet between two tokens of the node, without a barrier. */
static ALWAYS_INLINE bool spans_meet(places p, way w, const zg_windows_options *options,
                                     zg_position end, zg_position next)
{
    if ((uint64_t)next - end > (uint64_t)options->left + options->right + 1) return false;
    zg_position q = end + 1;
    while (q < next && item_at(p, w, q) != ZG_BARRIER) q++;
    return q == next;
}

/* Puts the words into the wide cells. */
static void widen(const zg_windows_job *job, zg_windows_worker *worker)
{
    for (uint32_t token = 0; token < job->collocates->n; token++) {
        if (worker->packed[token] == 0) continue;
        tally t = unpack(worker->packed[token]);
        worker->token_cells[token].joint += (zg_position)t.joint;
        worker->token_cells[token].left += (zg_position)t.left;
        worker->token_cells[token].distance += t.distance;
        worker->packed[token] = 0;
    }
}

/* What is known of a node when it is counted. */
typedef struct totals {
    uint64_t near, own; /* its joint runs, its own tokens */
    bool wide;          /* the counts are in the wide cells */
} totals;

/* Places that a word has room for; 0 where spans are so wide that it has none. */
static uint64_t places_of_word(const zg_windows_options *options)
{
    uint64_t width = (uint64_t)options->left + options->right;
    uint64_t far = options->left > options->right ? options->left : options->right;
    uint64_t joint = JOINT_MAX / width, distance = DISTANCE_MAX / far / width;
    return joint < distance ? joint : distance;
}

static ALWAYS_INLINE totals count_way(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                                      way w, uint64_t most)
{
    const zg_windows_options options = *job->options;
    places p = places_of(job, worker);
    zg_segment_walk walk = zg_segments(job, node);
    zg_position end = ZG_NO_NODE, first = 0, last = 0;
    uint32_t document = 1;
    uint64_t since = 0;
    totals t = {.wide = !w.packed};
    for (bool more = true; more; end = last) {
        uint64_t ahead = walk.at + ZG_AHEAD, right = options.right, left = options.left;
        more = zg_segment_next(&walk, &first, &last);
        if (ahead < walk.end) ask_for(p, w, options.left, options.right, walk.positions[ahead]);
        if (more && end != ZG_NO_NODE && spans_meet(p, w, &options, end, first)) {
            zg_position cut = cut_of(&options, end, first);
            right = cut - end;
            left = first - 1 - cut;
        }
        if (end != ZG_NO_NODE) t.near += count_right(p, w, end, right, document);
        if (!more) return t;
        if (w.packed && ++since > most) {
            widen(job, worker);
            t.wide = true;
            since = 1;
        }
        if (w.docs) document = zg_walk_document(job, worker, first);
        t.near += count_left(p, w, first, left, document);
        t.own += last - first + 1;
    }
    return t;
}

static totals count_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node)
{
    bool narrow = job->collocates->narrow != NULL, docs = worker->token_docs != NULL;
    /* The left side of one place and the right side of the one before count as one. */
    uint64_t most = places_of_word(job->options) / 2;
    totals t;
    worker->document = 0;
    if (most == 0 && narrow)
        t = count_way(job, worker, node, (way){true, docs, false}, most);
    else if (most == 0)
        t = count_way(job, worker, node, (way){false, docs, false}, most);
    else if (narrow && docs)
        t = count_way(job, worker, node, (way){true, true, true}, most);
    else if (narrow)
        t = count_way(job, worker, node, (way){true, false, true}, most);
    else if (docs)
        t = count_way(job, worker, node, (way){false, true, true}, most);
    else
        t = count_way(job, worker, node, (way){false, false, true}, most);
    if (t.wide) widen(job, worker);
    return t;
}

/* ---- rows ---- */

/* What was counted of a token. */
static tally tally_of(const zg_windows_worker *worker, bool wide, uint32_t token)
{
    const zg_token_cell *cell = &worker->token_cells[token];
    if (!wide) return unpack(worker->packed[token]);
    return (tally){.joint = cell->joint, .left = cell->left, .distance = cell->distance};
}

/* Makes a row of a token's counts, if it is near often enough. */
static void take_token(const zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                       uint32_t token, const tally *t)
{
    if (t->joint < job->options->min_joint) return;
    zg_joint row = {.node = node,
                    .collocate = token,
                    .joint = (zg_position)t->joint,
                    .left = (zg_position)t->left,
                    .docs = worker->token_docs == NULL ? 1 : worker->token_docs[token].n,
                    .c1 = (zg_position)zg_inventory_freq(job->collocates, token),
                    .distance = t->distance};
    zg_windows_keep(worker, &row);
}

static void forget(zg_windows_worker *worker, uint32_t token)
{
    worker->packed[token] = 0;
    worker->token_cells[token] = (zg_token_cell){0};
    if (worker->token_docs != NULL) worker->token_docs[token] = (zg_token_docs){0};
}

/* By collocate, which differ. Shell's sort: the lists of rare nodes are short. */
static void sort_rows(zg_joint *rows, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            zg_joint row = rows[i];
            size_t j = i;
            for (; j >= gap && rows[j - gap].collocate > row.collocate; j -= gap) {
                rows[j] = rows[j - gap];
            }
            rows[j] = row;
        }
    }
}

/* What a token costs where it is found in the text, and not in its turn. */
#define SPAN_COST 4

/* Takes the tokens near the node, going over its spans once more: for rare nodes that is less than
 * going over all tokens. */
static void take_spans(const zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                       bool wide)
{
    way w = {.narrow = job->collocates->narrow != NULL};
    places p = places_of(job, worker);
    zg_segment_walk walk = zg_segments(job, node);
    const zg_joint_list *list = worker->list;
    size_t from = list->n;
    for (; walk.at < walk.end; walk.at++) {
        zg_position first = walk.positions[walk.at], last = first + walk.order - 1;
        zg_position low = first > job->options->left ? first - job->options->left : 0;
        uint64_t high = (uint64_t)last + job->options->right;
        if (high >= job->sequence->n) high = job->sequence->n - 1;
        for (uint64_t q = low; q <= high; q++) {
            uint32_t item = item_at(p, w, q);
            if (item == ZG_BARRIER) continue;
            tally t = tally_of(worker, wide, item - 1);
            if (t.joint == 0) continue;
            take_token(job, worker, node, item - 1, &t);
            forget(worker, item - 1);
        }
    }
    if (list->n > from) sort_rows(list->items + from, list->n - from);
}

static void take_all(const zg_windows_job *job, zg_windows_worker *worker, uint32_t node, bool wide)
{
    uint32_t n = job->collocates->n;
    uint64_t least = job->options->min_joint;
    least = least > JOINT_MAX ? UINT64_MAX : least << JOINT_AT;
    for (uint32_t token = 0; token < n; token++) {
        if (!wide && worker->packed[token] < least) continue;
        tally t = tally_of(worker, wide, token);
        take_token(job, worker, node, token, &t);
    }
    memset(worker->packed, 0, n * sizeof *worker->packed);
    if (wide) memset(worker->token_cells, 0, n * sizeof *worker->token_cells);
    if (worker->token_docs != NULL) memset(worker->token_docs, 0, n * sizeof *worker->token_docs);
}

/* Tokens inside the node are no runs of its own table. */
static void leave_out_own(const zg_windows_job *job, uint32_t node, const zg_joint_list *list,
                          size_t from, zg_position *own)
{
    const uint32_t *items = job->sequence->items;
    zg_segment_walk walk = zg_segments(job, node);
    zg_position first, last;
    for (size_t i = from; i < list->n; i++) own[list->items[i].collocate] = 0;
    while (zg_segment_next(&walk, &first, &last)) {
        for (zg_position q = first; q <= last; q++) own[items[q] - 1]++;
    }
    for (size_t i = from; i < list->n; i++) {
        list->items[i].c1 -= own[list->items[i].collocate];
    }
}

zg_status zg_windows_tokens(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                            zg_error *error)
{
    uint64_t freq = zg_inventory_freq(job->nodes, node);
    uint64_t width = (uint64_t)job->options->left + job->options->right;
    uint64_t spans = freq * (width + job->nodes->orders[node]);
    totals t = count_node(job, worker, node);
    job->out->near[node] = t.near;
    job->out->free[node] = job->sequence->tokens - t.own;
    uint64_t rows = t.near / job->options->min_joint, all = job->collocates->n;
    zg_status status = zg_windows_reserve(worker, rows < all ? rows : all, error);
    if (status != ZG_OK) return status;
    size_t from = worker->list->n;
    if (spans * SPAN_COST < all && job->nodes->lengths == NULL)
        take_spans(job, worker, node, t.wide);
    else
        take_all(job, worker, node, t.wide);
    /* Where nodes are tokens, a token of the node is never a collocate. */
    if (!job->nodes->tokens) leave_out_own(job, node, worker->list, from, worker->listed);
    return ZG_OK;
}
