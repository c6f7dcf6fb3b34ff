/* sequence: links in byte order, and n-grams as they are shown.
 *
 * Where every link is regular, comparing link numbers from the left compares the bytes of what is
 * shown. That fails where one link's text begins another's (Latin words, clusters with marks) and
 * where a blank may or may not stand in front: such links are marked irregular, and n-grams that
 * hold one are compared by their bytes. */
#include "sequence_parts.h"

#include <stdlib.h>
#include <string.h>

#define SHORT 16 /* bytes copied at once of a link's text */

/* ---- elements of a link ---- */

typedef struct numbering {
    const zg_corpus *corpus;
    const uint64_t *pairs;
    uint32_t words;
} numbering;

/* Types of a number, from the left: a pair's left side is a run of marks, itself a type or a
 * pair. Walks to the left end, so collects backwards and turns round. */
static bool types_of(const numbering *numbers, uint32_t number, zg_elements *out)
{
    size_t first = out->n;
    for (;;) {
        if (!zg_memory_grow(&out->items, &out->capacity, out->n + 1, sizeof *out->items)) {
            return false;
        }
        if (number < numbers->words) {
            out->items[out->n++] = number;
            break;
        }
        uint64_t pair = numbers->pairs[number - numbers->words];
        out->items[out->n++] = (uint32_t)pair;
        number = (uint32_t)(pair >> 32);
    }
    for (size_t i = first, j = out->n - 1; i < j; i++, j--) {
        uint32_t swap = out->items[i];
        out->items[i] = out->items[j];
        out->items[j] = swap;
    }
    return true;
}

static bool describe_link(zg_sequence *sequence, const numbering *numbers, uint32_t number,
                          zg_elements *types, zg_link *link)
{
    zg_unit unit = zg_corpus_unit(sequence->corpus);
    types->n = 0;
    if (!types_of(numbers, number, types)) return false;
    *link = (zg_link){.offset = sequence->text.length, .pair = number};
    uint32_t before = 0;
    for (size_t i = 0; i < types->n; i++) {
        zg_word word = zg_corpus_word(sequence->corpus, types->items[i]);
        if (i == 0)
            link->first = (uint16_t)word.flags;
        else if (zg_blank_between(unit, before, word.flags) &&
                 !zg_buffer_byte(&sequence->text, ' ')) {
            return false;
        }
        link->token = (uint32_t)(sequence->text.length - link->offset);
        if (!zg_buffer_append(&sequence->text, word.text, word.length)) return false;
        before = word.flags;
    }
    link->last = (uint16_t)before;
    link->bare = types->items[types->n - 1]; /* a type for now */
    link->length = (uint32_t)(sequence->text.length - link->offset);
    return true;
}

/* ---- byte order ---- */

typedef struct sorted_link {
    const char *text;
    uint32_t length;
    uint32_t link;
} sorted_link;

static int compare_links(const void *a, const void *b)
{
    const sorted_link *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    if (order != 0) return order;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->link < y->link ? -1 : 1;
}

static bool always_blank(zg_unit unit)
{
    return unit == ZG_UNIT_WORD || unit == ZG_UNIT_SPACE;
}

static bool is_irregular(const zg_sequence *sequence, const zg_link *link, const zg_link *next)
{
    const char *text = sequence->text.data;
    zg_unit unit = zg_corpus_unit(sequence->corpus);
    if (always_blank(unit)) {
        for (uint32_t i = 0; i < link->length; i++) {
            if ((unsigned char)text[link->offset + i] < 0x20) return true;
        }
        return false;
    }
    uint32_t tight = ZG_SEGMENT_DENSE | ZG_SEGMENT_WIDE;
    if (unit == ZG_UNIT_CHAR && !((link->first & tight) && (link->last & tight))) return true;
    return next != NULL && next->length >= link->length &&
           memcmp(text + link->offset, text + next->offset, link->length) == 0;
}

/* Puts the links in byte order. `numbers` maps number to link + 1 and is renumbered too. */
static zg_status sort_links(zg_sequence *sequence, uint32_t *numbers, zg_error *error)
{
    uint32_t n = sequence->n_links;
    sorted_link *sorted = zg_memory_alloc(n, sizeof *sorted);
    zg_link *links = zg_memory_alloc(n, sizeof *links);
    if (sorted == NULL || links == NULL) {
        zg_memory_free(sorted);
        zg_memory_free(links);
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < n; i++) {
        const zg_link *link = &sequence->links[i];
        sorted[i] = (sorted_link){sequence->text.data + link->offset, link->length, i};
    }
    if (n > 0) qsort(sorted, n, sizeof *sorted, compare_links);
    for (uint32_t i = 0; i < n; i++) {
        links[i] = sequence->links[sorted[i].link];
        numbers[links[i].pair] = i + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        links[i].bare = numbers[links[i].bare] - 1;
        links[i].irregular = is_irregular(sequence, &links[i], i + 1 < n ? &links[i + 1] : NULL);
    }
    zg_memory_free(sorted);
    zg_memory_free(sequence->links);
    sequence->links = links;
    return ZG_OK;
}

/* Marks the numbers that occur, and the bare tokens of those with marks. */
static void mark_numbers(const zg_sequence *sequence, const numbering *map, uint32_t *numbers)
{
    for (uint64_t i = 0; i < sequence->n; i++) {
        uint32_t item = sequence->items[i];
        if (item == ZG_BARRIER) continue;
        numbers[item - 1] = 1;
        if (item - 1 >= map->words) numbers[(uint32_t)map->pairs[item - 1 - map->words]] = 1;
    }
}

static zg_status collect_links(zg_sequence *sequence, const numbering *map, const uint32_t *numbers,
                               zg_error *error)
{
    size_t total = map->words + sequence->n_pairs;
    zg_elements types = {0};
    size_t n = 0;
    for (size_t i = 0; i < total; i++) n += numbers[i];
    sequence->links = zg_memory_alloc(n, sizeof *sequence->links);
    bool good = sequence->links != NULL && zg_buffer_reserve(&sequence->text, 1);
    for (size_t i = 0; i < total && good; i++) {
        if (numbers[i] == 0) continue;
        good =
            describe_link(sequence, map, (uint32_t)i, &types, &sequence->links[sequence->n_links]);
        sequence->n_links++;
    }
    zg_memory_free(types.items);
    good = good && zg_buffer_reserve(&sequence->text, SHORT);
    if (good) memset(sequence->text.data + sequence->text.length, 0, SHORT);
    return good ? ZG_OK : zg_error_memory(error);
}

static numbering numbering_of(const zg_sequence *sequence)
{
    return (numbering){.corpus = sequence->corpus,
                       .pairs = sequence->pairs,
                       .words = zg_corpus_words(sequence->corpus)};
}

zg_status zg_sequence_name(zg_sequence *sequence, uint32_t *numbers, zg_error *error)
{
    numbering map = numbering_of(sequence);
    zg_status status = collect_links(sequence, &map, numbers, error);
    if (status == ZG_OK) status = sort_links(sequence, numbers, error);
    if (status == ZG_OK) status = zg_sequence_glyphs(sequence, error);
    return status;
}

zg_status zg_sequence_link(zg_sequence *sequence, zg_error *error)
{
    numbering map = numbering_of(sequence);
    uint32_t *numbers = zg_memory_zeroed(map.words + sequence->n_pairs, sizeof *numbers);
    if (numbers == NULL) return zg_error_memory(error);
    mark_numbers(sequence, &map, numbers);
    zg_status status = zg_sequence_name(sequence, numbers, error);
    for (uint64_t i = 0; status == ZG_OK && i < sequence->n; i++) {
        uint32_t item = sequence->items[i];
        if (item != ZG_BARRIER) sequence->items[i] = numbers[item - 1];
    }
    zg_memory_free(numbers);
    return status;
}

/* ---- showing ---- */

/* Texts are short mostly, and a copy of a known length is an instruction: what is too much is
 * written over. Behind the text of all links lie so many bytes more. */
static bool append_short(zg_buffer *out, const char *text, size_t length)
{
    if (length > SHORT) return zg_buffer_append(out, text, length);
    if (!zg_buffer_reserve(out, SHORT)) return false;
    memcpy(out->data + out->length, text, SHORT);
    out->length += length;
    return true;
}

zg_status zg_sequence_glyphs(zg_sequence *sequence, zg_error *error)
{
    sequence->glyphs = zg_memory_zeroed(sequence->n_links, sizeof *sequence->glyphs);
    if (sequence->glyphs == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < sequence->n_links; i++) {
        const zg_link *link = &sequence->links[i];
        zg_glyph *glyph = &sequence->glyphs[i];
        bool small = link->length <= ZG_GLYPH && link->token == 0;
        *glyph = (zg_glyph){.length = small ? (uint8_t)link->length : ZG_GLYPH + 1,
                            .first = link->first,
                            .last = link->last};
        if (small) memcpy(glyph->text, sequence->text.data + link->offset, link->length);
    }
    return ZG_OK;
}

#define GLYPH_ROOM (sizeof(zg_glyph) + 1) /* a blank, and the copy of a glyph */

/* Leaves room for `behind` glyphs more. */
static bool append_link(const zg_sequence *sequence, uint32_t link, bool bare, size_t behind,
                        zg_buffer *out)
{
    const zg_link *l = &sequence->links[link];
    uint32_t skip = bare ? l->token : 0;
    return append_short(out, sequence->text.data + l->offset + skip, l->length - skip) &&
           zg_buffer_reserve(out, behind * GLYPH_ROOM);
}

bool zg_sequence_render(const zg_sequence *sequence, uint64_t position, uint32_t n, zg_buffer *out)
{
    zg_unit unit = zg_corpus_unit(sequence->corpus);
    const uint32_t *items = sequence->items + position;
    const zg_glyph *before = NULL;
    if (!zg_buffer_reserve(out, n * GLYPH_ROOM)) return false;
    for (uint32_t i = 0; i < n; i++) {
        const zg_glyph *glyph = &sequence->glyphs[items[i] - 1];
        if (before != NULL && zg_blank_between(unit, before->last, glyph->first))
            out->data[out->length++] = ' ';
        if (glyph->length <= ZG_GLYPH) {
            memcpy(out->data + out->length, glyph, sizeof *glyph);
            out->length += glyph->length;
        } else if (!append_link(sequence, items[i] - 1, i == 0, n - i, out)) {
            return false;
        }
        before = glyph;
    }
    return true;
}

bool zg_sequence_elements(const zg_sequence *sequence, uint64_t position, uint32_t n,
                          zg_elements *out)
{
    numbering map = numbering_of(sequence);
    size_t first = out->n;
    for (uint32_t i = 0; i < n; i++) {
        const zg_link *link = &sequence->links[sequence->items[position + i] - 1];
        if (i == 0) link = &sequence->links[link->bare];
        if (!types_of(&map, link->pair, out)) return false;
    }
    for (size_t i = first; i < out->n; i++) out->items[i] += ZG_ELEMENT_FIRST;
    return true;
}

/* ---- comparing ---- */

/* The bytes of a shown n-gram, part by part. */
typedef struct parts {
    const zg_sequence *sequence;
    zg_unit unit;
    uint64_t position;
    uint32_t n, i;
    uint16_t last;
    bool blank; /* a blank stands before the part that comes next */
    const char *text;
    size_t left; /* bytes of the part not compared yet */
} parts;

static bool refill(parts *p)
{
    while (p->left == 0) {
        if (p->i == p->n) return false;
        const zg_link *link = &p->sequence->links[p->sequence->items[p->position + p->i] - 1];
        if (p->i > 0 && !p->blank && zg_blank_between(p->unit, p->last, link->first)) {
            p->blank = true;
            p->text = " ";
            p->left = 1;
            return true;
        }
        p->blank = false;
        size_t skip = p->i == 0 ? link->token : 0;
        p->text = p->sequence->text.data + link->offset + skip;
        p->left = link->length - skip;
        p->last = link->last;
        p->i++;
    }
    return true;
}

int zg_sequence_compare(const zg_sequence *sequence, uint64_t a, uint32_t a_n, uint64_t b,
                        uint32_t b_n)
{
    zg_unit unit = zg_corpus_unit(sequence->corpus);
    parts x = {.sequence = sequence, .unit = unit, .position = a, .n = a_n};
    parts y = {.sequence = sequence, .unit = unit, .position = b, .n = b_n};
    for (;;) {
        bool more_x = refill(&x), more_y = refill(&y);
        if (!more_x || !more_y) return (int)more_x - (int)more_y;
        size_t n = x.left < y.left ? x.left : y.left;
        int order = memcmp(x.text, y.text, n);
        if (order != 0) return order;
        x.text += n;
        x.left -= n;
        y.text += n;
        y.left -= n;
    }
}
