/* tokenize: one pass over the characters by their classes.
 *
 * Dense text is cut into grapheme clusters as it goes by: a character and what attaches to it.
 * Everything else is taken in stretches without white space; a stretch of plain letters, digits
 * and punctuation is cut by the word rules of UAX 29 right here, one that needs more (marks that
 * combine, Hebrew, dictionary scripts, emoji) by ICU. A mark is held back until something else
 * comes, since a run of the same mark is one element. */
#include "tokenize_object.h"

#include <string.h>

#define RUN   3072 /* bytes of a run of Han, at most */
#define BATCH 1024 /* segments given at once, and a few: what stays in the nearest caches */

zg_status zg_tokenizer_new(zg_unicode *unicode, zg_unit unit, uint32_t fold, zg_tokenizer **out,
                           zg_error *error)
{
    zg_tokenizer *tokenizer = zg_memory_zeroed(1, sizeof *tokenizer);
    if (tokenizer == NULL) return zg_error_memory(error);
    tokenizer->unicode = unicode;
    tokenizer->unit = unit;
    tokenizer->fold = fold;
    *out = tokenizer;
    return ZG_OK;
}

void zg_tokenizer_free(zg_tokenizer *tokenizer)
{
    if (tokenizer == NULL) return;
    zg_memory_free(tokenizer->segments);
    zg_buffer_free(&tokenizer->scratch);
    zg_buffer_free(&tokenizer->mark_text);
    zg_buffer_free(&tokenizer->mark_key);
    zg_buffer_free(&tokenizer->simplified);
    zg_buffer_free(&tokenizer->folding[0]);
    zg_buffer_free(&tokenizer->folding[1]);
    zg_memory_free(tokenizer);
}

void zg_tokenizer_runs(zg_tokenizer *tokenizer)
{
    tokenizer->runs = true;
}

void zg_tokenizer_begin(zg_tokenizer *tokenizer, const char *text, size_t length)
{
    tokenizer->text = text;
    tokenizer->p = text;
    tokenizer->end = text + length;
    tokenizer->stretch_end = 0;
    tokenizer->plain_end = NULL;
    tokenizer->blank = false;
    tokenizer->previous_dense = false;
    tokenizer->has_mark = false;
    tokenizer->begun = false;
}

static inline uint32_t class_at(zg_tokenizer *t, const char *p, size_t *step)
{
    uint32_t cp;
    *step = zg_utf8_next(p, &cp);
    return zg_unicode_class(t->unicode, cp);
}

static zg_word_break word_class(uint32_t bits)
{
    return (zg_word_break)(bits >> ZG_CLASS_WORD_SHIFT & ZG_CLASS_WORD_MASK);
}

/* ---- giving segments ---- */

static bool push(zg_tokenizer *t, zg_segment segment)
{
    if (!zg_memory_grow(&t->segments, &t->capacity, t->n + 1, sizeof segment)) return false;
    t->segments[t->n++] = segment;
    return true;
}

/* A segment whose text, from `offset` to `key`, or key, from there on, is made here: both are
 * offsets in scratch until the batch is given, since scratch may move. */
static bool push_scratch(zg_tokenizer *t, zg_segment segment, size_t offset, size_t key)
{
    if (key > offset) {
        segment.text = (const char *)(uintptr_t)offset;
        segment.length = (uint32_t)(key - offset);
        segment.flags |= ZG_SEGMENT_SCRATCH;
    }
    if (t->scratch.length > key) {
        segment.key = (const char *)(uintptr_t)key;
        segment.key_length = (uint32_t)(t->scratch.length - key);
        segment.flags |= ZG_SEGMENT_KEY_SCRATCH;
    } else if (key > offset) {
        segment.key = NULL; /* the text */
    }
    return push(t, segment);
}

static bool release_mark(zg_tokenizer *t)
{
    if (!t->has_mark) return true;
    t->has_mark = false;
    if (t->mark_text.length == 0 && t->mark_key.length == 0) return push(t, t->mark);
    size_t offset = t->scratch.length;
    if (t->mark_text.length > t->mark_unit &&
        !zg_buffer_append(&t->scratch, t->mark_text.data, t->mark_text.length)) {
        return false;
    }
    size_t key = t->scratch.length;
    return zg_buffer_append(&t->scratch, t->mark_key.data, t->mark_key.length) &&
           push_scratch(t, t->mark, offset, key);
}

static zg_status give_mark(zg_tokenizer *t, zg_segment segment, uint32_t bits, zg_error *error)
{
    bool goes_on = t->has_mark && segment.length == t->mark_unit &&
                   memcmp(segment.text, t->mark.text, segment.length) == 0;
    if (goes_on) {
        t->mark.end = segment.end;
        if (t->mark_text.length == 0 &&
            !zg_buffer_append(&t->mark_text, t->mark.text, t->mark_unit)) {
            return zg_error_memory(error);
        }
        if (t->mark_text.length > UINT32_MAX - segment.length) {
            return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                                "a run of a mark is longer than 4 GiB");
        }
    } else {
        if (!release_mark(t)) return zg_error_memory(error);
        t->mark = segment;
        t->mark_unit = segment.length;
        t->mark_text.length = 0;
        t->mark_key.length = 0;
        t->has_mark = true;
    }
    /* One alone is the text as it stands. */
    if (goes_on && !zg_buffer_append(&t->mark_text, segment.text, segment.length)) {
        return zg_error_memory(error);
    }
    if (!zg_tokenizer_folds(t, bits, false)) return ZG_OK;
    const char *start = t->text + segment.start;
    return zg_tokenizer_key(t, start, start + segment.length, bits, false, &t->mark_key, error);
}

static zg_status give_token(zg_tokenizer *t, zg_segment segment, uint32_t bits, zg_error *error)
{
    const char *start = segment.text, *end = start + segment.length;
    size_t offset = t->scratch.length;
    bool width = (t->fold & ZG_FOLD_WIDTH) && (bits & ZG_CLASS_WIDTH);
    bool folds = zg_tokenizer_folds(t, bits, true);
    if (!width && !folds) return push(t, segment) ? ZG_OK : zg_error_memory(error);
    if ((t->fold & ZG_FOLD_NUMBERS) && !(bits & ZG_CLASS_ALPHA)) {
        segment.text = segment.key = "#";
        segment.length = segment.key_length = 1;
        segment.flags = (segment.flags & ~(uint32_t)ZG_SEGMENT_DENSE) | ZG_SEGMENT_NUMBER;
        return push(t, segment) ? ZG_OK : zg_error_memory(error);
    }
    zg_status status = ZG_OK;
    if (width) {
        status =
            zg_unicode_fold_width(t->unicode, start, (size_t)(end - start), &t->scratch, error);
    }
    size_t key = t->scratch.length;
    if (status == ZG_OK && folds) {
        status = zg_tokenizer_key(t, start, end, bits, true, &t->scratch, error);
    }
    if (status != ZG_OK) return status;
    return push_scratch(t, segment, offset, key) ? ZG_OK : zg_error_memory(error);
}

/* Gives the segment from `start` to `end`; `bits` are the classes of its characters together,
 * `dense` says where it stands. */
static zg_status give(zg_tokenizer *t, const char *start, const char *end, uint32_t bits,
                      bool dense, zg_error *error)
{
    if ((size_t)(end - start) > UINT32_MAX) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "a token is longer than 4 GiB");
    }
    zg_segment segment = {.text = start,
                          .key = start,
                          .start = (size_t)(start - t->text),
                          .end = (size_t)(end - t->text),
                          .length = (uint32_t)(end - start),
                          .key_length = (uint32_t)(end - start),
                          .flags = dense ? ZG_SEGMENT_DENSE : 0};
    bool blank = t->blank;
    t->blank = false;
    if (!(bits & ZG_CLASS_LETTER)) {
        if (bits & ZG_CLASS_SENTENCE) segment.flags |= ZG_SEGMENT_SENTENCE;
        size_t step;
        if (class_at(t, start, &step) & ZG_CLASS_WIDE) segment.flags |= ZG_SEGMENT_WIDE;
        t->previous_dense = false;
        return give_mark(t, segment, bits, error);
    }
    segment.flags |= ZG_SEGMENT_TOKEN;
    if (blank && dense && t->previous_dense && t->unit != ZG_UNIT_SPACE) {
        segment.flags |= ZG_SEGMENT_AFTER_BLANK;
    }
    t->previous_dense = dense;
    if (t->has_mark && !release_mark(t)) return zg_error_memory(error);
    return give_token(t, segment, bits, error);
}

/* ---- dense text ---- */

/* Whether what begins here belongs to dense text: its own script is dense, or it attaches to a
 * dense character right before it. */
static bool goes_dense(uint32_t bits, bool after_dense)
{
    return (bits & ZG_CLASS_DENSE) || (after_dense && (bits & ZG_CLASS_INHERIT));
}

static zg_status take_dense(zg_tokenizer *t, uint32_t bits, size_t step, zg_error *error)
{
    const char *start = t->p;
    t->p += step;
    while (t->p < t->end) {
        uint32_t next = class_at(t, t->p, &step);
        if (!(next & ZG_CLASS_ATTACH) || !goes_dense(next, true)) break;
        bits |= next;
        t->p += step;
    }
    return give(t, start, t->p, bits, true, error);
}

/* ---- everything else ---- */

/* Where the stretch of not-dense text without white space that begins at `start` ends, and
 * whether the plain rules suffice for it. */
static const char *find_stretch(zg_tokenizer *t, const char *start, bool *plain)
{
    const char *p = start;
    bool everything = t->unit == ZG_UNIT_SPACE || t->unit == ZG_UNIT_WORD;
    *plain = true;
    while (p < t->end) {
        size_t step;
        uint32_t bits = class_at(t, p, &step);
        if (bits & ZG_CLASS_SPACE) break;
        if (!everything && goes_dense(bits, false)) break;
        if (word_class(bits) == ZG_WORD_COMPLEX) *plain = false;
        p += step;
    }
    return p;
}

static bool joins(zg_word_break left, zg_word_break right)
{
    bool left_word = left == ZG_WORD_LETTER || left == ZG_WORD_NUMERIC;
    bool right_word = right == ZG_WORD_LETTER || right == ZG_WORD_NUMERIC;
    if (left == ZG_WORD_HANGUL) return right == ZG_WORD_HANGUL;
    if (right == ZG_WORD_EXTEND_NUM) return left_word || left == ZG_WORD_EXTEND_NUM;
    return right_word && (left_word || left == ZG_WORD_EXTEND_NUM);
}

/* Whether `middle` holds together two letters or two digits (WB6, WB7, WB11, WB12). */
static bool bridges(zg_word_break left, zg_word_break middle, zg_word_break right)
{
    if (left == ZG_WORD_LETTER && right == ZG_WORD_LETTER) {
        return middle == ZG_WORD_MID_LETTER || middle == ZG_WORD_MID_NUM_LET;
    }
    if (left == ZG_WORD_NUMERIC && right == ZG_WORD_NUMERIC) {
        return middle == ZG_WORD_MID_NUM || middle == ZG_WORD_MID_NUM_LET ||
               middle == ZG_WORD_FULL_STOP;
    }
    return false;
}

/* One UAX 29 word of a plain stretch. */
static zg_status take_plain(zg_tokenizer *t, const char *stretch_end, zg_error *error)
{
    const char *start = t->p;
    size_t step, step_after;
    uint32_t bits = class_at(t, t->p, &step);
    zg_word_break left = word_class(bits);
    t->p += step;
    while (t->p < stretch_end) {
        uint32_t next = class_at(t, t->p, &step);
        zg_word_break right = word_class(next);
        if (joins(left, right)) {
            bits |= next;
            t->p += step;
            left = right;
            continue;
        }
        if (t->p + step >= stretch_end) break;
        uint32_t after = class_at(t, t->p + step, &step_after);
        if (!bridges(left, right, word_class(after))) break;
        bits |= next | after;
        t->p += step + step_after;
        left = word_class(after);
    }
    return give(t, start, t->p, bits, t->unit == ZG_UNIT_GRAPHEME, error);
}

static uint32_t all_classes(zg_tokenizer *t, const char *start, const char *end, bool *first_dense)
{
    uint32_t bits = 0;
    for (const char *p = start; p < end;) {
        size_t step;
        uint32_t next = class_at(t, p, &step);
        if (p == start) *first_dense = (next & ZG_CLASS_DENSE) != 0;
        bits |= next;
        p += step;
    }
    return bits;
}

/* Ends a part of a stretch before, or right behind, punctuation that stands alone. */
static const char *part_end(zg_tokenizer *t, const char *start, const char *end)
{
    size_t step;
    bool after_digit = false;
    for (const char *p = start; p < end; p += step) {
        uint32_t bits = class_at(t, p, &step);
        if (bits & ZG_CLASS_FORM) {
            size_t unused;
            bool holds = word_class(bits) == ZG_WORD_FULL_STOP && after_digit && p + step < end &&
                         (class_at(t, p + step, &unused) & ZG_CLASS_DIGIT);
            if (!holds) return p == start ? p + step : p;
        }
        after_digit = (bits & ZG_CLASS_DIGIT) != 0;
    }
    return end;
}

/* Cuts a stretch by ICU. The stretch may be long: it goes on where the last batch ended. */
static zg_status take_by_icu(zg_tokenizer *t, zg_error *error)
{
    const char *stretch = t->text + t->stretch_start;
    size_t length = t->stretch_end - t->stretch_start;
    while (t->p < t->text + t->stretch_end && t->n < BATCH) {
        size_t end = zg_unicode_segment_end(t->unicode);
        if (end == 0) return zg_error_memory(error);
        bool first_dense = false;
        const char *segment_end = stretch + end;
        uint32_t bits = all_classes(t, t->p, segment_end, &first_dense);
        bool dense = t->unit == ZG_UNIT_GRAPHEME || (t->unit == ZG_UNIT_WORD && first_dense);
        zg_status status = give(t, t->p, segment_end, bits, dense, error);
        if (status != ZG_OK) return status;
        t->p = segment_end;
        if (end >= length) break;
    }
    if (t->p >= t->text + t->stretch_end) t->stretch_end = 0;
    return ZG_OK;
}

static zg_status begin_icu(zg_tokenizer *t, const char *end, zg_error *error)
{
    zg_segmentation kind = t->unit == ZG_UNIT_GRAPHEME ? ZG_SEGMENT_CLUSTERS : ZG_SEGMENT_WORDS;
    t->stretch_start = (size_t)(t->p - t->text);
    t->stretch_end = (size_t)(end - t->text);
    zg_unicode_segment(t->unicode, kind, t->p, t->stretch_end - t->stretch_start);
    return take_by_icu(t, error);
}

static zg_status take_stretch(zg_tokenizer *t, zg_error *error)
{
    bool plain, unused;
    const char *end = find_stretch(t, t->p, &plain);
    if (t->unit == ZG_UNIT_SPACE) {
        const char *start = t->p;
        t->p = end;
        return give(t, start, end, all_classes(t, start, end, &unused), false, error);
    }
    if (t->unit == ZG_UNIT_WORD) return begin_icu(t, end, error);
    if (!plain) return begin_icu(t, part_end(t, t->p, end), error);
    t->plain_end = end;
    return take_plain(t, end, error);
}

/* Unit grapheme: every script is dense. Plain clusters here, the others by ICU. */
static zg_status take_cluster(zg_tokenizer *t, uint32_t bits, size_t step, zg_error *error)
{
    const char *start = t->p, *p = t->p;
    if (bits & ZG_CLASS_COMPLEX) {
        /* As far as the complex part goes: it ends before two plain characters in a row. */
        while (p < t->end) {
            uint32_t next = class_at(t, p, &step);
            if ((next & ZG_CLASS_SPACE) || !(next & (ZG_CLASS_COMPLEX | ZG_CLASS_ATTACH))) break;
            p += step;
        }
        if (p < t->end && !(class_at(t, p, &step) & ZG_CLASS_SPACE)) p += step; /* Prepend */
        while (p < t->end && (class_at(t, p, &step) & ZG_CLASS_ATTACH)) p += step;
        return begin_icu(t, p, error);
    }
    for (p += step; p < t->end && !(bits & ZG_CLASS_CONTROL); p += step) {
        uint32_t next = class_at(t, p, &step);
        if (!(next & ZG_CLASS_ATTACH)) break;
        bits |= next;
    }
    t->p = p;
    return give(t, start, p, bits, true, error);
}

/* ---- the pull ---- */

/* Takes characters of the block of Han as long as they follow one another, each a token as it
 * stands: nothing attaches to any but the last, which is left. */
static zg_status take_plain_han(zg_tokenizer *t, zg_error *error)
{
    if (t->has_mark && !release_mark(t)) return zg_error_memory(error);
    if (!zg_memory_grow(&t->segments, &t->capacity, BATCH + 16, sizeof *t->segments)) {
        return zg_error_memory(error);
    }
    const char *p = t->p;
    size_t n = t->n;
    if (t->runs) {
        const char *most = t->end - p > RUN ? p + RUN : t->end;
        p = zg_utf8_skip_han(p, most) - 3; /* to the last one something may attach */
        t->segments[n++] =
            (zg_segment){.text = t->p,
                         .key = t->p,
                         .start = (size_t)(t->p - t->text),
                         .end = (size_t)(p - t->text),
                         .length = (uint32_t)(p - t->p),
                         .key_length = (uint32_t)(p - t->p),
                         .flags = ZG_SEGMENT_TOKEN | ZG_SEGMENT_DENSE | ZG_SEGMENT_RUN};
    }
    while (!t->runs && n < BATCH && t->end - p >= 6 && zg_utf8_is_han(p) && zg_utf8_is_han(p + 3)) {
        size_t start = (size_t)(p - t->text);
        t->segments[n++] = (zg_segment){.text = p,
                                        .key = p,
                                        .start = start,
                                        .end = start + 3,
                                        .length = 3,
                                        .key_length = 3,
                                        .flags = ZG_SEGMENT_TOKEN | ZG_SEGMENT_DENSE};
        p += 3;
    }
    if (n > t->n && t->blank) {
        if (t->previous_dense) t->segments[t->n].flags |= ZG_SEGMENT_AFTER_BLANK;
        t->blank = false;
    }
    if (n > t->n) t->previous_dense = true;
    t->n = n;
    t->p = p;
    return ZG_OK;
}

static zg_status take_next(zg_tokenizer *t, zg_error *error)
{
    size_t step;
    if (t->stretch_end > 0) return take_by_icu(t, error);
    if (t->plain_end != NULL && t->p < t->plain_end) return take_plain(t, t->plain_end, error);
    t->plain_end = NULL;
    uint32_t bits = class_at(t, t->p, &step);
    if (bits & ZG_CLASS_SPACE) {
        t->blank = true;
        t->p += step;
        return ZG_OK;
    }
    if (t->unit == ZG_UNIT_GRAPHEME) return take_cluster(t, bits, step, error);
    if (t->unit == ZG_UNIT_CHAR && (bits & ZG_CLASS_DENSE)) return take_dense(t, bits, step, error);
    return take_stretch(t, error);
}

/* Turns offsets in scratch into pointers. */
static void settle(zg_tokenizer *t)
{
    for (size_t i = 0; i < t->n; i++) {
        zg_segment *segment = &t->segments[i];
        if (segment->flags & ZG_SEGMENT_SCRATCH) {
            segment->text = t->scratch.data + (uintptr_t)segment->text;
        }
        if (segment->flags & ZG_SEGMENT_KEY_SCRATCH) {
            segment->key = t->scratch.data + (uintptr_t)segment->key;
        } else if (segment->flags & ZG_SEGMENT_SCRATCH) {
            segment->key = segment->text;
            segment->key_length = segment->length;
        }
        segment->flags &= ~(uint32_t)(ZG_SEGMENT_SCRATCH | ZG_SEGMENT_KEY_SCRATCH);
    }
}

zg_status zg_tokenizer_next(zg_tokenizer *tokenizer, const zg_segment **segments, size_t *n,
                            zg_error *error)
{
    zg_tokenizer *t = tokenizer;
    t->n = 0;
    t->scratch.length = 0;
    if (!t->begun) {
        zg_status status = zg_tokenizer_look(t, error);
        if (status != ZG_OK) return status;
    }
    bool plain = t->unit == ZG_UNIT_CHAR && !t->is_simplified;
    while (t->n < BATCH && t->p < t->end) {
        zg_status status = ZG_OK;
        if (plain && t->end - t->p >= 6 && zg_utf8_is_han(t->p) && zg_utf8_is_han(t->p + 3)) {
            status = take_plain_han(t, error);
        } else {
            status = take_next(t, error);
        }
        if (status != ZG_OK) return status;
    }
    if (t->p >= t->end && !release_mark(t)) return zg_error_memory(error);
    if (t->n == 0) return ZG_END;
    if (t->scratch.length > 0) settle(t);
    *segments = t->segments;
    *n = t->n;
    return ZG_OK;
}
