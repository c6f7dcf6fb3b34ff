/* phrases: units of one to four tokens, learned from the text by expectation and maximization, and
 * from them the probability of every gap that a unit ends there.
 *
 * The text of a clause is a row of units, drawn one by one: a unigram model whose units nobody has
 * marked (as in Liang and Klein, "Online EM for unsupervised models", 2009, and others). Each round
 * asks with what probability each unit stands at each place (forward and backward), and counts
 * anew. A discount on the counts of longer units, and the digamma function in place of the
 * logarithm, keep chance sequences from becoming units.
 *
 * Counts are sums of 64-bit fixed-point numbers, so neither the order of documents nor the number
 * of threads changes a bit. In a large text the units are learned from a part of the sentences
 * that a hash of their own text chooses; the gaps are always those of the whole text. */
#include <math.h>
#include <string.h>

#include "phrases_parts.h"
#include "pool.h"

#define ROUNDS    3
#define LEARN_MAX 4000000 /* tokens that units are learned from, about */
#define CHUNK     65536   /* positions a task */
#define CLAUSES   4096    /* clauses a task */
#define BATCH     256     /* tokens whose units are looked up at once, at least */

void zg_lexicon_free(zg_lexicon *lexicon)
{
    zg_memory_free(lexicon->slots);
    zg_memory_free(lexicon->freqs);
    zg_memory_free(lexicon->lengths);
    zg_memory_free(lexicon->shares);
    *lexicon = (zg_lexicon){0};
}

typedef struct learner {
    zg_ground *ground;
    uint64_t *chosen; /* bit by position; NULL: all */
    zg_clause_room *rooms;
    uint32_t n_rooms;
    zg_clause *clauses;
    size_t n_clauses;
    zg_position *chunks; /* where each begins; one more */
    uint64_t tokens;     /* that are learned from */
    uint64_t least;      /* occurrences that a longer unit needs: fewer are discounted to nothing */
} learner;

static bool is_chosen(const learner *l, zg_position position)
{
    return l->chosen == NULL || (l->chosen[position >> 6] >> (position & 63) & 1) != 0;
}

/* ---- which sentences to learn from ---- */

static uint64_t hash_text(const char *text, size_t length)
{
    uint64_t h = 0xCBF29CE484222325ull;
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 0x100000001B3ull;
    return h;
}

/* The choice must not depend on numbers of types, which other documents change. */
static zg_status choose_sentences(learner *l, zg_error *error)
{
    const zg_repeats *text = &l->ground->text;
    l->tokens = text->tokens;
    if (text->tokens <= LEARN_MAX) return ZG_OK;
    uint64_t *hashes = zg_memory_zeroed((size_t)text->n_words + ZG_ITEM_FIRST, sizeof *hashes);
    l->chosen = zg_memory_zeroed(text->n / 64 + 1, sizeof *l->chosen);
    if (hashes == NULL || l->chosen == NULL) {
        zg_memory_free(hashes);
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < text->n_words; i++) {
        zg_word word = zg_corpus_word(text->corpus, i);
        hashes[i + ZG_ITEM_FIRST] = hash_text(word.text, word.length);
    }
    double share = (double)LEARN_MAX / (double)text->tokens;
    uint64_t limit = (uint64_t)(share * 18446744073709549568.0);
    l->tokens = 0;
    for (zg_position i = 0; i < text->n;) {
        uint64_t h = 0, tokens = 0;
        zg_position begin = i;
        for (; text->items[i] > ZG_ITEM_BARRIER; i++) {
            h = (h ^ hashes[text->items[i]]) * 0x9E3779B97F4A7C15ull;
            h ^= h >> 29;
            tokens += text->is_token[text->items[i]];
        }
        h = (h ^ h >> 32) * 0xD6E8FEB86659FD93ull;
        if ((h ^ h >> 32) < limit) {
            l->tokens += tokens;
            for (zg_position j = begin; j < i; j++) l->chosen[j >> 6] |= 1ull << (j & 63);
        }
        i++;
    }
    zg_memory_free(hashes);
    return ZG_OK;
}

/* ---- the units: all that recur ---- */

/* A scan of sorted suffixes, in which runs of a common beginning open and close. */
typedef struct runs {
    uint64_t least;
    uint64_t counts[ZG_UNIT_MAX + 1];
    uint32_t units[ZG_UNIT_MAX + 1];
} runs;

static void put_unit(zg_lexicon *lexicon, uint64_t key, uint32_t unit)
{
    size_t slot = zg_lexicon_slot(lexicon, (uint32_t)(key >> 32), (uint32_t)key);
    while (lexicon->slots[slot].key != 0) slot = (slot + 1) & lexicon->mask;
    lexicon->slots[slot] = (zg_unit_slot){key, unit};
}

static bool grow_trie(zg_lexicon *lexicon)
{
    size_t n = lexicon->mask > 0 ? (lexicon->mask + 1) * 2 : 4096;
    zg_unit_slot *slots = zg_memory_zeroed(n, sizeof *slots);
    if (slots == NULL) return false;
    zg_memory_large_pages(slots, n * sizeof *slots);
    zg_lexicon old = *lexicon;
    lexicon->mask = n - 1;
    lexicon->slots = slots;
    for (size_t i = 0; old.slots != NULL && i <= old.mask; i++) {
        if (old.slots[i].key != 0) put_unit(lexicon, old.slots[i].key, old.slots[i].unit);
    }
    zg_memory_free(old.slots);
    return true;
}

typedef struct unit_room {
    size_t freqs, lengths;
} unit_room;

static bool reserve_units(zg_lexicon *lexicon, unit_room *capacity, size_t n)
{
    return zg_memory_grow(&lexicon->freqs, &capacity->freqs, n, sizeof *lexicon->freqs) &&
           zg_memory_grow(&lexicon->lengths, &capacity->lengths, n, sizeof *lexicon->lengths);
}

/* Adds the unit of `shorter` and `item`; 0 without memory. */
static uint32_t add_unit(zg_lexicon *lexicon, unit_room *capacity, uint32_t shorter, uint32_t item,
                         uint32_t length)
{
    if (2 * ((size_t)lexicon->n - lexicon->n_items + 1) > lexicon->mask && !grow_trie(lexicon)) {
        return 0;
    }
    if (!reserve_units(lexicon, capacity, (size_t)lexicon->n + 1)) return 0;
    put_unit(lexicon, (uint64_t)shorter << 32 | item, lexicon->n);
    lexicon->freqs[lexicon->n] = 0;
    lexicon->lengths[lexicon->n] = (uint8_t)length;
    return lexicon->n++;
}

/* Ends the runs of more than `shared` tokens. */
static void end_runs(zg_lexicon *lexicon, runs *r, uint32_t shared)
{
    for (uint32_t k = ZG_UNIT_MAX; k > shared; k--) {
        if (r->units[k] != 0) lexicon->freqs[r->units[k]] = r->counts[k];
        r->units[k] = 0;
        r->counts[k] = 0;
    }
}

/* Takes up a suffix of `n` tokens. A sequence becomes a unit when it is seen often enough; its
 * beginning has become one before, since it is seen at least as often. */
static bool take_suffix(zg_lexicon *lexicon, unit_room *capacity, runs *r, const uint32_t *items,
                        uint32_t n)
{
    r->units[1] = items[0];
    for (uint32_t k = 1; k <= n; k++) {
        r->counts[k]++;
        if (k == 1 || r->counts[k] != r->least) continue;
        r->units[k] = add_unit(lexicon, capacity, r->units[k - 1], items[k - 1], k);
        if (r->units[k] == 0) return false;
    }
    return true;
}

/* Tokens in a row from a position, four at most, up to a mark, a barrier or white space. */
static uint32_t tokens_from(const zg_ground *ground, zg_position position)
{
    uint32_t n = 0;
    while (n < ZG_UNIT_MAX && ground->text.is_token[ground->text.items[position + n]] &&
           (n == 0 || ground->gaps[position + n] == 0)) {
        n++;
    }
    return n;
}

static zg_status collect_units(learner *l, zg_error *error)
{
    zg_lexicon *lexicon = &l->ground->lexicon;
    const zg_repeats *text = &l->ground->text;
    unit_room capacity = {0};
    runs r = {.least = l->least};
    lexicon->n_items = text->n_words + ZG_ITEM_FIRST;
    lexicon->n = lexicon->n_items;
    if (!grow_trie(lexicon) || !reserve_units(lexicon, &capacity, lexicon->n)) {
        return zg_error_memory(error);
    }
    memset(lexicon->freqs, 0, lexicon->n * sizeof *lexicon->freqs);
    memset(lexicon->lengths, 1, lexicon->n);
    uint32_t shared = 0;
    for (zg_position place = 0; place < text->n_places; place++) {
        zg_position position = text->suffixes[place];
        if (place + 16 < text->n_places) {
            zg_position later = text->suffixes[place + 16];
            ZG_PREFETCH(&text->items[later]);
            ZG_PREFETCH(&l->ground->gaps[later]);
        }
        if (text->common[place] < shared) shared = text->common[place];
        if (!text->is_token[text->items[position]]) continue;
        end_runs(lexicon, &r, shared);
        if (!take_suffix(lexicon, &capacity, &r, text->items + position,
                         tokens_from(l->ground, position))) {
            return zg_error_memory(error);
        }
        shared = ZG_UNIT_MAX;
    }
    end_runs(lexicon, &r, 0);
    return ZG_OK;
}

/* ---- probabilities ---- */

/* The derivative of the logarithm of the gamma function, by its asymptotic series. */
static double digamma(double x)
{
    double below = 0;
    for (; x < 8; x += 1) below -= 1 / x;
    double y = 1 / (x * x);
    return below + log(x) - 0.5 / x -
           y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y / 132))));
}

static double discount_of(const learner *l)
{
    return 0.04 * pow((double)l->tokens, 0.4);
}

/* Probabilities from counts, those of longer units discounted; in the first round proportions.
 * A single token keeps a thousandth of its share of the text: any text can be read. */
static void set_shares(const learner *l, const double *counts, bool first)
{
    zg_lexicon *lexicon = &l->ground->lexicon;
    double n = (double)l->tokens, discount = discount_of(l), sum = 0;
    for (uint32_t u = 0; u < lexicon->n; u++) {
        double c = counts[u] - (lexicon->lengths[u] > 1 ? discount : 0);
        if (c > 0) sum += c;
    }
    for (uint32_t u = 0; u < lexicon->n; u++) {
        double c = counts[u] - (lexicon->lengths[u] > 1 ? discount : 0), share = 0;
        if (first && c > 0) share = c / sum;
        if (!first && c > 1e-3) share = exp(digamma(c)) / sum;
        if (lexicon->lengths[u] == 1) {
            double least = 1e-3 * ((double)lexicon->freqs[u] + 1) / (n + lexicon->n_items);
            if (share < least) share = least;
        }
        lexicon->shares[u] = share;
    }
    lexicon->shares[0] = 0; /* no unit */
}

/* ---- rounds ---- */

/* The next clause that begins from `*position` on and before `end`: it begins with a token behind a
 * sure gap, and ends before the next one. */
static bool next_clause(const zg_ground *ground, zg_position *position, zg_position end,
                        zg_clause *out)
{
    const zg_repeats *text = &ground->text;
    zg_position i = *position;
    while (i < end && !(text->is_token[text->items[i]] && ground->gaps[i] == ZG_GAP_SURE)) i++;
    if (i >= end) return false;
    out->begin = i++;
    while (ground->gaps[i] != ZG_GAP_SURE) i++; /* the end, if nothing else */
    out->n = i - out->begin;
    *position = i;
    return true;
}

/* Clauses of the sentences that are learned from. */
static zg_status list_clauses(learner *l, zg_error *error)
{
    size_t capacity = 0;
    zg_clause c;
    for (zg_position i = 0; next_clause(l->ground, &i, l->ground->text.n, &c);) {
        if (!is_chosen(l, c.begin)) continue;
        if (!zg_memory_grow(&l->clauses, &capacity, l->n_clauses + 1, sizeof *l->clauses)) {
            return zg_error_memory(error);
        }
        l->clauses[l->n_clauses++] = c;
    }
    return ZG_OK;
}

static zg_status learn_some(void *context, size_t index, uint32_t worker, zg_error *error)
{
    learner *l = context;
    zg_clause_room *r = &l->rooms[worker];
    size_t end = (index + 1) * CLAUSES < l->n_clauses ? (index + 1) * CLAUSES : l->n_clauses;
    for (size_t i = index * CLAUSES; i < end; i++) {
        if (!zg_clause_add(r, l->ground->text.items, &l->clauses[i])) return zg_error_memory(error);
        if (r->n >= BATCH) zg_clauses_weigh(&l->ground->lexicon, r, NULL);
    }
    zg_clauses_weigh(&l->ground->lexicon, r, NULL);
    return ZG_OK;
}

static zg_status learn_round(learner *l, double *counts, zg_error *error)
{
    uint32_t n_units = l->ground->lexicon.n;
    for (uint32_t w = 0; w < l->n_rooms; w++) {
        memset(l->rooms[w].counts, 0, n_units * sizeof *l->rooms[w].counts);
    }
    zg_status status =
        zg_pool_run(l->ground->run, (l->n_clauses + CLAUSES - 1) / CLAUSES, learn_some, l, error);
    for (uint32_t u = 0; status == ZG_OK && u < n_units; u++) {
        uint64_t sum = 0;
        for (uint32_t w = 0; w < l->n_rooms; w++) sum += l->rooms[w].counts[u];
        counts[u] = (double)sum / ZG_CLAUSE_FIXED;
    }
    return status;
}

static zg_status learn_units(learner *l, zg_error *error)
{
    zg_lexicon *lexicon = &l->ground->lexicon;
    double *counts = zg_memory_alloc(lexicon->n, sizeof *counts);
    lexicon->shares = zg_memory_alloc(lexicon->n, sizeof *lexicon->shares);
    zg_status status = counts != NULL && lexicon->shares != NULL ? ZG_OK : zg_error_memory(error);
    for (uint32_t w = 0; status == ZG_OK && w < l->n_rooms; w++) {
        l->rooms[w].counts = zg_memory_alloc(lexicon->n, sizeof *l->rooms[w].counts);
        if (l->rooms[w].counts == NULL) status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        for (uint32_t u = 0; u < lexicon->n; u++) counts[u] = (double)lexicon->freqs[u];
        set_shares(l, counts, true);
    }
    for (int round = 0; status == ZG_OK && round < ROUNDS; round++) {
        status = learn_round(l, counts, error);
        if (status == ZG_OK) set_shares(l, counts, false);
    }
    zg_memory_free(counts);
    return status;
}

/* The gaps of the clauses that begin in one chunk. No task looks at a gap that another writes: a
 * chunk begins with a sure one. */
static zg_status weigh_chunk(void *context, size_t index, uint32_t worker, zg_error *error)
{
    learner *l = context;
    zg_clause_room *r = &l->rooms[worker];
    zg_clause c;
    for (zg_position i = l->chunks[index]; next_clause(l->ground, &i, l->chunks[index + 1], &c);) {
        if (!zg_clause_add(r, l->ground->text.items, &c)) return zg_error_memory(error);
        if (r->n >= BATCH) zg_clauses_weigh(&l->ground->lexicon, r, l->ground->gaps);
    }
    zg_clauses_weigh(&l->ground->lexicon, r, l->ground->gaps);
    return ZG_OK;
}

static zg_status weigh_gaps(learner *l, zg_error *error)
{
    zg_position n = l->ground->text.n;
    size_t n_chunks = n / CHUNK + 1;
    l->chunks = zg_memory_alloc(n_chunks + 1, sizeof *l->chunks);
    if (l->chunks == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < n_chunks; i++) {
        l->chunks[i] = (zg_position)(i * CHUNK);
        while (l->ground->gaps[l->chunks[i]] != ZG_GAP_SURE) l->chunks[i]++;
    }
    l->chunks[n_chunks] = n;
    return zg_pool_run(l->ground->run, n_chunks, weigh_chunk, l, error);
}

/* Gaps at marks, barriers and white space are sure. */
static void mark_sure_gaps(zg_ground *ground)
{
    const zg_repeats *text = &ground->text;
    for (zg_position i = 0; i < text->n; i++) {
        bool inside = i > 0 && text->is_token[text->items[i]] && text->is_token[text->items[i - 1]];
        ground->gaps[i] = inside && ground->learned ? 0 : ZG_GAP_SURE;
    }
    for (size_t i = 0; i < text->n_blanks; i++) ground->gaps[text->blanks[i]] = ZG_GAP_SURE;
}

zg_status zg_ground_learn(zg_ground *ground, zg_error *error)
{
    learner l = {.ground = ground, .n_rooms = zg_run_threads(ground->run)};
    ground->gaps_room.run = ground->run;
    zg_status status =
        zg_room_make(&ground->gaps_room, ground->text.n * sizeof *ground->gaps, error);
    if (status != ZG_OK) return status;
    ground->gaps = ground->gaps_room.data;
    mark_sure_gaps(ground);
    if (!ground->learned) return ZG_OK;
    l.rooms = zg_memory_zeroed(l.n_rooms, sizeof *l.rooms);
    status = l.rooms != NULL ? choose_sentences(&l, error) : zg_error_memory(error);
    l.least = (uint64_t)discount_of(&l) + 1;
    if (l.least < 2) l.least = 2;
    zg_order order = {.least = (zg_position)l.least, .depth = ZG_UNIT_MAX, .chosen = l.chosen};
    if (status == ZG_OK) {
        status = zg_repeats_order(ground->run, &ground->text, &order, error);
    }
    if (status == ZG_OK) status = collect_units(&l, error);
    if (status == ZG_OK) status = list_clauses(&l, error);
    if (status == ZG_OK) status = learn_units(&l, error);
    if (status == ZG_OK) status = weigh_gaps(&l, error);
    for (uint32_t w = 0; l.rooms != NULL && w < l.n_rooms; w++) zg_clause_room_free(&l.rooms[w]);
    zg_memory_free(l.rooms);
    zg_memory_free(l.chosen);
    zg_memory_free(l.clauses);
    zg_memory_free(l.chunks);
    zg_memory_free(ground->lexicon.freqs);
    zg_memory_free(ground->lexicon.lengths);
    ground->lexicon.freqs = NULL;
    ground->lexicon.lengths = NULL;
    return status;
}
