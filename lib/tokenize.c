/* tokenize: one pass over the characters by their classes.
 *
 * Dense text is cut into grapheme clusters as it goes by: a character and what attaches to it.
 * Everything else is taken in stretches without white space; a stretch of plain letters, digits
 * and punctuation is cut by the word rules of UAX 29 right here, one that needs more (marks that
 * combine, Hebrew, dictionary scripts, emoji) by ICU. A mark is held back until something else
 * comes, since a run of the same mark is one element. */
#include "tokenize.h"

#include <string.h>

#define BATCH 8192 /* segments given at once, and a few */

struct zg_tokenizer {
    zg_unicode *unicode;
    zg_unit unit;
    bool fold_width;
    const char *text, *end, *p;
    size_t stretch_end; /* within `text`: end of the stretch that ICU is cutting; 0: none */
    size_t stretch_start;
    const char *plain_end; /* end of the plain stretch under way; NULL: none */
    zg_segment *segments;
    size_t n, capacity;
    zg_buffer scratch;
    bool blank;          /* white space since the last segment */
    bool previous_dense; /* the last segment is a dense token */
    bool has_mark;       /* a mark is held back */
    zg_segment mark;
    zg_buffer mark_text;
    uint32_t mark_unit; /* bytes of one of the run */
};

zg_status zg_tokenizer_new(zg_unicode *unicode, zg_unit unit, uint32_t fold, zg_tokenizer **out,
                           zg_error *error)
{
    zg_tokenizer *tokenizer = zg_memory_zeroed(1, sizeof *tokenizer);
    if (tokenizer == NULL) return zg_error_memory(error);
    tokenizer->unicode = unicode;
    tokenizer->unit = unit;
    tokenizer->fold_width = (fold & ZG_FOLD_WIDTH) != 0;
    *out = tokenizer;
    return ZG_OK;
}

void zg_tokenizer_free(zg_tokenizer *tokenizer)
{
    if (tokenizer == NULL) return;
    zg_memory_free(tokenizer->segments);
    zg_buffer_free(&tokenizer->scratch);
    zg_buffer_free(&tokenizer->mark_text);
    zg_memory_free(tokenizer);
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
}

static inline uint32_t class_at(zg_tokenizer *t, const char *p, size_t *step)
{
    uint32_t cp;
    *step = zg_utf8_next(p, &cp);
    return zg_unicode_class(t->unicode, cp);
}

static zg_word_break word_class(uint32_t bits)
{
    return (zg_word_break)(bits >> ZG_CLASS_WORD_SHIFT);
}

/* ---- giving segments ---- */

static bool push(zg_tokenizer *t, zg_segment segment)
{
    if (!zg_memory_grow(&t->segments, &t->capacity, t->n + 1, sizeof segment)) return false;
    t->segments[t->n++] = segment;
    return true;
}

/* A segment whose text is made here: `text` is set to its offset in scratch until the batch is
 * given, since scratch may move. */
static bool push_scratch(zg_tokenizer *t, zg_segment segment, size_t offset)
{
    segment.text = (const char *)(uintptr_t)offset;
    segment.length = (uint32_t)(t->scratch.length - offset);
    segment.flags |= ZG_SEGMENT_SCRATCH;
    return push(t, segment);
}

static bool release_mark(zg_tokenizer *t)
{
    if (!t->has_mark) return true;
    t->has_mark = false;
    if (t->mark_text.length == t->mark_unit) return push(t, t->mark);
    size_t offset = t->scratch.length;
    return zg_buffer_append(&t->scratch, t->mark_text.data, t->mark_text.length) &&
           push_scratch(t, t->mark, offset);
}

static zg_status give_mark(zg_tokenizer *t, zg_segment segment, zg_error *error)
{
    if (t->has_mark && segment.length == t->mark_unit &&
        memcmp(segment.text, t->mark.text, segment.length) == 0) {
        t->mark.end = segment.end;
        if (t->mark_text.length > UINT32_MAX - segment.length) {
            return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                                "a run of a mark is longer than 4 GiB");
        }
        return zg_buffer_append(&t->mark_text, segment.text, segment.length)
                   ? ZG_OK
                   : zg_error_memory(error);
    }
    if (!release_mark(t)) return zg_error_memory(error);
    t->mark = segment;
    t->mark_unit = segment.length;
    t->mark_text.length = 0;
    if (!zg_buffer_append(&t->mark_text, segment.text, segment.length)) {
        return zg_error_memory(error);
    }
    t->has_mark = true;
    return ZG_OK;
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
                          .start = (size_t)(start - t->text),
                          .end = (size_t)(end - t->text),
                          .length = (uint32_t)(end - start),
                          .flags = dense ? ZG_SEGMENT_DENSE : 0};
    bool blank = t->blank;
    t->blank = false;
    if (!(bits & ZG_CLASS_LETTER)) {
        if (bits & ZG_CLASS_SENTENCE) segment.flags |= ZG_SEGMENT_SENTENCE;
        size_t step;
        if (class_at(t, start, &step) & ZG_CLASS_WIDE) segment.flags |= ZG_SEGMENT_WIDE;
        t->previous_dense = false;
        return give_mark(t, segment, error);
    }
    segment.flags |= ZG_SEGMENT_TOKEN;
    if (blank && dense && t->previous_dense && t->unit != ZG_UNIT_SPACE) {
        segment.flags |= ZG_SEGMENT_AFTER_BLANK;
    }
    t->previous_dense = dense;
    if (t->has_mark && !release_mark(t)) return zg_error_memory(error);
    if (!t->fold_width || !(bits & ZG_CLASS_WIDTH)) {
        return push(t, segment) ? ZG_OK : zg_error_memory(error);
    }
    size_t offset = t->scratch.length;
    zg_status status =
        zg_unicode_fold_width(t->unicode, start, (size_t)(end - start), &t->scratch, error);
    if (status != ZG_OK) return status;
    return push_scratch(t, segment, offset) ? ZG_OK : zg_error_memory(error);
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

zg_status zg_tokenizer_next(zg_tokenizer *tokenizer, const zg_segment **segments, size_t *n,
                            zg_error *error)
{
    zg_tokenizer *t = tokenizer;
    t->n = 0;
    t->scratch.length = 0;
    while (t->n < BATCH && t->p < t->end) {
        zg_status status = take_next(t, error);
        if (status != ZG_OK) return status;
    }
    if (t->p >= t->end && !release_mark(t)) return zg_error_memory(error);
    if (t->n == 0) return ZG_END;
    for (size_t i = 0; i < t->n; i++) {
        zg_segment *segment = &t->segments[i];
        if (!(segment->flags & ZG_SEGMENT_SCRATCH)) continue;
        segment->text = t->scratch.data + (uintptr_t)segment->text;
        segment->flags &= ~(uint32_t)ZG_SEGMENT_SCRATCH;
    }
    *segments = t->segments;
    *n = t->n;
    return ZG_OK;
}
