/* keyness: what a reader has to be told beside the table. */
#include <string.h>

#include "keyness_parts.h"
#include "unicode.h"

/* Documents are called traditional from this share of tokens on. Text in simplified characters
 * has next to none of them, text in traditional ones about a third. */
#define TRADITIONAL 0.1

/* Medians of document lengths further apart than this are told. */
#define APART 2

static bool end_note(zg_buffer *out)
{
    return zg_buffer_byte(out, '\0');
}

/* ---- few documents ---- */

static bool note_descriptive(const zg_comparing *key, zg_buffer *out)
{
    size_t descriptive = 0;
    const zg_comparison *first = NULL;
    for (size_t i = 0; i < key->n_comparisons; i++) {
        if (!key->comparisons[i].descriptive) continue;
        if (descriptive++ == 0) first = &key->comparisons[i];
    }
    if (first == NULL) return true;
    if (!key->by) {
        return zg_buffer_format(
                   out,
                   "descriptive, since %lld document%s against %lld (a side below %d) do not "
                   "support inference: no lrc, no p-values, only rows of frequency %d or more "
                   "whose interval excludes 0; --inferential overrides",
                   (long long)first->sides[0].units, first->sides[0].units == 1 ? "" : "s",
                   (long long)first->sides[1].units, ZG_KEYNESS_DOCUMENTS, ZG_KEYNESS_FREQ) &&
               end_note(out);
    }
    return zg_buffer_format(out,
                            "%llu of %llu groups %s only described, as %s, since a side of fewer "
                            "than %d documents does not support inference: no lrc, no p-values; "
                            "--inferential overrides",
                            (unsigned long long)descriptive, (unsigned long long)key->n_comparisons,
                            descriptive == 1 ? "is" : "are", first->name, ZG_KEYNESS_DOCUMENTS) &&
           end_note(out);
}

/* ---- lengths of documents ---- */

static int64_t median(const zg_key_side *side)
{
    return side->sizes[side->by_size[side->units / 2]];
}

/* The longer documents have more chances to hold an item. */
static bool are_apart(const zg_comparison *c)
{
    if (c->descriptive || c->sides[0].by_size == NULL) return false;
    int64_t a = median(&c->sides[0]), b = median(&c->sides[1]);
    return (double)a > APART * (double)b || (double)b > APART * (double)a;
}

static bool note_lengths(const zg_comparing *key, zg_buffer *out)
{
    size_t apart = 0;
    const zg_comparison *first = NULL;
    for (size_t i = 0; i < key->n_comparisons; i++) {
        if (!are_apart(&key->comparisons[i])) continue;
        if (apart++ == 0) first = &key->comparisons[i];
    }
    if (first == NULL) return true;
    bool good = true;
    if (key->by) {
        good = zg_buffer_format(out, "%llu of %llu groups, as %s: ", (unsigned long long)apart,
                                (unsigned long long)key->n_comparisons, first->name);
    }
    return good &&
           zg_buffer_format(out,
                            "half of the documents have %lld tokens or more in the target, %lld in "
                            "the reference: longer ones hold more items, so docs and what is made "
                            "of them are not like for like",
                            (long long)median(&first->sides[0]),
                            (long long)median(&first->sides[1])) &&
           end_note(out);
}

/* ---- rows that are not key ---- */

static bool note_unsure(const zg_comparing *key, zg_buffer *out)
{
    uint64_t unsure = 0;
    if (key->options.top == 0 || key->options.sort != NULL) return true;
    for (size_t i = 0; i < key->rows; i++) {
        size_t row = zg_frame_place(key->keys, i);
        int64_t c = zg_frame_get_int64(key->keys, row, ZG_BY_COMPARISON);
        unsure +=
            !key->comparisons[c].descriptive && zg_frame_get_real(key->keys, row, ZG_BY_KEY) == 0;
    }
    if (unsure == 0) return true;
    return zg_buffer_format(out,
                            "%llu of the %llu rows %s lrc 0, ordered by frequency: fewer items "
                            "are sure to differ than --top asks for",
                            (unsigned long long)unsure, (unsigned long long)key->rows,
                            unsure == 1 ? "has" : "have") &&
           end_note(out);
}

/* ---- two ways of writing ---- */

/* Marks the types that are another type of the corpus when they are simplified; false where there
 * are none. */
static zg_status find_variants(const zg_comparing *key, uint8_t *variant, bool *any,
                               zg_error *error)
{
    zg_unicode *unicode = NULL;
    zg_buffer simple = {0};
    zg_status status = zg_unicode_new(&unicode, error);
    for (uint32_t i = 0; i < zg_corpus_words(key->corpus) && status == ZG_OK; i++) {
        zg_word word = zg_corpus_word(key->corpus, i);
        bool changed = false;
        uint32_t other = i;
        if ((word.flags & ZG_SEGMENT_TOKEN) == 0 || (word.flags & ZG_SEGMENT_DENSE) == 0) continue;
        simple.length = 0;
        status = zg_unicode_simplify(unicode, word.text, word.length, &simple, &changed, error);
        if (status != ZG_OK || !changed) continue;
        variant[i] =
            zg_corpus_find_word(key->corpus, simple.data, simple.length, &other) && other != i;
        *any |= variant[i] != 0;
    }
    zg_buffer_free(&simple);
    zg_unicode_free(unicode);
    return status;
}

/* Documents in traditional characters, those in others, and the first of the former. */
typedef struct written {
    uint64_t traditional, other, first;
} written;

static zg_status read_documents(const zg_comparing *key, const uint8_t *variant, written *out,
                                zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    uint64_t variants = 0;
    zg_cursor_begin(&cursor, key->run, key->corpus, key->all);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        for (size_t i = 0; i < block.n; i++) {
            uint32_t element = block.elements[i];
            if (element >= ZG_ELEMENT_FIRST) {
                variants += variant[element - ZG_ELEMENT_FIRST];
            } else if (element == ZG_ELEMENT_DOCUMENT) {
                uint64_t tokens = zg_corpus_document(key->corpus, block.document).tokens;
                bool is = tokens > 0 && (double)variants >= TRADITIONAL * (double)tokens;
                if (is && out->traditional == 0) out->first = block.document;
                out->traditional += is;
                out->other += !is && tokens > 0;
                variants = 0;
            }
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

static zg_status note_writing(const zg_comparing *key, zg_buffer *out, zg_error *error)
{
    written found = {0};
    bool any = false;
    if (key->corpus == NULL) return ZG_OK;
    uint8_t *variant = zg_memory_zeroed((size_t)zg_corpus_words(key->corpus) + 1, 1);
    zg_status status = variant == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) status = find_variants(key, variant, &any, error);
    if (status == ZG_OK && any) status = read_documents(key, variant, &found, error);
    zg_memory_free(variant);
    if (status != ZG_OK || found.traditional == 0 || found.other == 0) return status;
    const char *name = zg_corpus_document_name(key->corpus, found.first);
    bool good = zg_buffer_format(
                    out,
                    "%llu of %llu documents, as %s, %s in traditional characters, and their words "
                    "are not those of the others: --fold width,traditional makes them one",
                    (unsigned long long)found.traditional,
                    (unsigned long long)(found.traditional + found.other), name,
                    found.traditional == 1 ? "is" : "are") &&
                end_note(out);
    return good ? ZG_OK : zg_error_memory(error);
}

zg_status zg_key_notes(const zg_comparing *key, zg_buffer *out, zg_error *error)
{
    if (!note_descriptive(key, out) || !note_lengths(key, out) || !note_unsure(key, out)) {
        return zg_error_memory(error);
    }
    return note_writing(key, out, error);
}
