/* corpus: from paragraphs to the stream of elements. A part numbers its types as they come; they
 * are numbered as in the corpus when the part is put there, and in their order at the end, in one
 * pass over the elements. */
#include <string.h>

#include "corpus_part.h"
#include "pool.h"

zg_status zg_hand_begin(zg_hand *hand, const zg_import_options *options, zg_error *error)
{
    hand->counts_forms = (options->fold & ~(uint32_t)ZG_FOLD_WIDTH) != 0;
    zg_status status = zg_unicode_new(&hand->unicode, error);
    if (status != ZG_OK) return status;
    status = zg_tokenizer_new(hand->unicode, options->unit, options->fold, &hand->tokenizer, error);
    if (status == ZG_OK) zg_tokenizer_runs(hand->tokenizer);
    return status;
}

void zg_hand_free(zg_hand *hand)
{
    zg_cleaner_free(hand->cleaner);
    zg_regex_free(hand->regex);
    zg_tokenizer_free(hand->tokenizer);
    zg_unicode_free(hand->unicode);
    *hand = (zg_hand){0};
}

/* Line ends that were taken out between the last token and the end of this one, of which the next
 * is `*piece`. At most one join is kept for a token: inside it, or before it. */
static bool note_join(zg_part *part, const zg_paragraph *paragraph, const zg_segment *token,
                      uint64_t element, size_t *piece)
{
    bool before = false, inside = false;
    while (*piece < paragraph->n_pieces && paragraph->pieces[*piece].offset < token->end) {
        if (paragraph->pieces[*piece].offset > token->start)
            inside = true;
        else
            before = true;
        ++*piece;
    }
    if (!before && !inside) return true;
    if (!zg_memory_grow(&part->joins, &part->joins_capacity, part->n_joins + 1,
                        sizeof *part->joins)) {
        return false;
    }
    part->joins[part->n_joins++] = element << 1 | inside;
    return true;
}

/* The type of a segment, added if it is new; UINT32_MAX without memory. */
static inline uint32_t type_of(zg_part *part, bool counts_forms, const zg_segment *segment)
{
    zg_vocabulary *vocabulary = &part->vocabulary;
    uint32_t direct = zg_vocabulary_direct(vocabulary, segment->key, segment->key_length);
    if (direct == 0) {
        direct = zg_vocabulary_add(vocabulary, segment->key, segment->key_length,
                                   segment->flags & ZG_SEGMENT_OF_TYPE) +
                 1;
        if (direct == 0) return UINT32_MAX;
    }
    if (counts_forms && !zg_forms_count(&part->forms, vocabulary, direct - 1, segment)) {
        return UINT32_MAX;
    }
    return direct - 1;
}

/* A run of Han, character by character. Gives where the next element goes; NULL without memory. */
static uint32_t *take_run(zg_part *part, bool counts_forms, const zg_paragraph *paragraph,
                          const zg_segment *run, uint32_t *to, size_t *piece)
{
    const uint32_t *direct = part->vocabulary.direct;
    const char *p = run->text, *end = p + run->length;
    bool joined = *piece < paragraph->n_pieces && paragraph->pieces[*piece].offset < run->end;
    zg_segment one = *run;
    one.flags &= ~(uint32_t)(ZG_SEGMENT_RUN | ZG_SEGMENT_AFTER_BLANK);
    one.length = one.key_length = 3;
    for (; p < end; p += 3) {
        uint32_t cp;
        zg_utf8_next(p, &cp);
        if (direct[cp] != 0 && !counts_forms && !joined) {
            *to++ = ZG_ELEMENT_FIRST + direct[cp] - 1;
            continue;
        }
        one.text = one.key = p;
        one.start = run->start + (size_t)(p - run->text);
        one.end = one.start + 3;
        uint32_t type = type_of(part, counts_forms, &one);
        if (type == UINT32_MAX) return NULL;
        *to++ = ZG_ELEMENT_FIRST + type;
        if (joined && *piece < paragraph->n_pieces &&
            !note_join(part, paragraph, &one, (uint64_t)(to - 1 - part->elements), piece)) {
            return NULL;
        }
    }
    return to;
}

/* Elements that segments may become: each with a blank before it, and the end of a paragraph. */
static size_t most_elements(const zg_segment *segments, size_t n)
{
    size_t most = 2 * n + 1;
    for (size_t i = 0; i < n; i++) {
        if (segments[i].flags & ZG_SEGMENT_RUN) most += segments[i].length / 3;
    }
    return most;
}

static bool take_segments(zg_part *part, bool counts_forms, const zg_paragraph *paragraph,
                          const zg_segment *segments, size_t n, uint64_t *tokens, size_t *piece)
{
    if (!zg_memory_grow(&part->elements, &part->elements_capacity,
                        part->n_elements + most_elements(segments, n), sizeof *part->elements)) {
        return false;
    }
    uint32_t *to = part->elements + part->n_elements;
    for (size_t i = 0; i < n; i++) {
        const zg_segment *segment = &segments[i];
        if (segment->flags & ZG_SEGMENT_RUN) {
            if (segment->flags & ZG_SEGMENT_AFTER_BLANK) *to++ = ZG_ELEMENT_BLANK;
            to = take_run(part, counts_forms, paragraph, segment, to, piece);
            if (to == NULL) return false;
            *tokens += segment->length / 3;
            continue;
        }
        uint32_t type = type_of(part, counts_forms, segment);
        if (type == UINT32_MAX) return false;
        if (segment->flags & ZG_SEGMENT_AFTER_BLANK) *to++ = ZG_ELEMENT_BLANK;
        *to++ = ZG_ELEMENT_FIRST + type;
        if (!(segment->flags & ZG_SEGMENT_TOKEN)) continue;
        ++*tokens;
        if (*piece < paragraph->n_pieces &&
            !note_join(part, paragraph, segment, (uint64_t)(to - 1 - part->elements), piece)) {
            return false;
        }
    }
    part->n_elements = (size_t)(to - part->elements);
    return true;
}

void zg_part_encode_begin(zg_hand *hand, const zg_paragraph *paragraph)
{
    zg_tokenizer_begin(hand->tokenizer, paragraph->text, paragraph->length);
}

zg_status zg_part_encode_next(zg_part *part, zg_hand *hand, const zg_paragraph *paragraph,
                              uint64_t *tokens, size_t *piece, zg_error *error)
{
    const zg_segment *segments;
    size_t n;
    zg_status status = zg_tokenizer_next(hand->tokenizer, &segments, &n, error);
    if (status != ZG_OK && status != ZG_END) return status;
    if (status == ZG_END) n = 0;
    if (!take_segments(part, hand->counts_forms, paragraph, segments, n, tokens, piece)) {
        return zg_error_memory(error);
    }
    if (status == ZG_END) part->elements[part->n_elements++] = ZG_ELEMENT_PARAGRAPH;
    return status;
}

zg_status zg_part_encode(zg_part *part, zg_hand *hand, const zg_paragraph *paragraph,
                         uint64_t *tokens, zg_error *error)
{
    size_t piece = 1;
    zg_status status;
    zg_part_encode_begin(hand, paragraph);
    do status = zg_part_encode_next(part, hand, paragraph, tokens, &piece, error);
    while (status == ZG_OK);
    return status == ZG_END ? ZG_OK : status;
}

/* ---- the numbers of types ---- */

bool zg_part_number(zg_part *part, zg_vocabulary *vocabulary)
{
    const zg_vocabulary *own = &part->vocabulary;
    if (!zg_memory_grow(&part->types, &part->types_capacity, own->n, sizeof *part->types)) {
        return false;
    }
    for (; part->n_types < own->n; part->n_types++) {
        const zg_vocabulary_word *word = &own->words[part->n_types];
        uint32_t type = zg_vocabulary_add(vocabulary, own->bytes.data + word->offset, word->length,
                                          word->flags);
        if (type == UINT32_MAX) return false;
        part->types[part->n_types] = type;
    }
    for (size_t i = 0; i < part->n_elements; i++) {
        uint32_t element = part->elements[i];
        if (element < ZG_ELEMENT_FIRST) continue;
        part->elements[i] = ZG_ELEMENT_FIRST + part->types[element - ZG_ELEMENT_FIRST];
    }
    return true;
}

bool zg_part_forms(const zg_part *part, zg_vocabulary *vocabulary, zg_forms *forms)
{
    return zg_forms_merge(forms, vocabulary, &part->forms, &part->vocabulary, part->types);
}

#define BLOCK ((size_t)64 * 1024) /* elements renumbered at once */

typedef struct numbering {
    zg_corpus *corpus;
    const uint32_t *numbers;
} numbering;

static zg_status renumber(void *context, size_t index, uint32_t worker, zg_error *error)
{
    const numbering *c = context;
    size_t from = index * BLOCK, left = c->corpus->n_elements - from;
    size_t n = left < BLOCK ? left : BLOCK;
    zg_spill *spill = c->corpus->spills[ZG_SPILL_ELEMENTS];
    uint32_t *to = c->corpus->elements + from;
    (void)worker;
    if (spill != NULL) {
        to = zg_memory_alloc(n, sizeof *to);
        if (to == NULL) return zg_error_memory(error);
        memcpy(to, c->corpus->elements + from, n * sizeof *to);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t element = to[i];
        if (element >= ZG_ELEMENT_FIRST) {
            to[i] = ZG_ELEMENT_FIRST + c->numbers[element - ZG_ELEMENT_FIRST];
        }
    }
    if (spill == NULL) return ZG_OK;
    zg_status status = zg_spill_write(spill, from * sizeof *to, to, n * sizeof *to, error);
    zg_memory_free(to);
    return status;
}

/* What sorting holds besides the vocabulary, at most. */
#define SORTING 64 /* bytes a type */

zg_status zg_corpus_number(zg_run *run, zg_corpus *corpus, zg_forms *forms, zg_error *error)
{
    uint32_t *numbers = NULL;
    uint64_t sorting = SORTING * (uint64_t)corpus->vocabulary.n;
    zg_status status = zg_corpus_reserve(corpus, run, sorting, "sorting the vocabulary", error);
    if (status != ZG_OK) return status;
    if ((forms != NULL && !zg_forms_choose(forms, &corpus->vocabulary)) ||
        !zg_vocabulary_sort(&corpus->vocabulary, &numbers)) {
        return zg_error_memory(error);
    }
    numbering n = {.corpus = corpus, .numbers = numbers};
    status = zg_pool_run(run, (corpus->n_elements + BLOCK - 1) / BLOCK, renumber, &n, error);
    zg_memory_free(numbers);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < corpus->vocabulary.n; i++) {
        corpus->types += corpus->vocabulary.words[i].flags & ZG_SEGMENT_TOKEN;
    }
    for (size_t i = 0; i < corpus->n_documents; i++) corpus->tokens += corpus->documents[i].tokens;
    corpus->reserved -= sorting;
    zg_run_release(run, sorting);
    return ZG_OK;
}
