/* phrases: words that differ in case only.
 *
 * Where case makes another type, a word that begins a sentence is written as another one: how often
 * clauses begin with a word is asked of both. */
#include "phrases_parts.h"
#include "unicode.h"

/* Ties an item to the one of its case-folded form: that to the most frequent of those that have it,
 * each of those to that. */
static zg_status tie(zg_ground *ground, zg_unicode *unicode, uint32_t item, zg_buffer *folded,
                     zg_error *error)
{
    zg_word word = zg_corpus_word(ground->text.corpus, item - ZG_ITEM_FIRST);
    uint32_t type;
    folded->length = 0;
    zg_status status = zg_unicode_fold_case(unicode, word.text, word.length, folded, error);
    if (status != ZG_OK) return status;
    if (!zg_corpus_find_word(ground->text.corpus, folded->data, folded->length, &type)) {
        return ZG_OK;
    }
    uint32_t lower = type + ZG_ITEM_FIRST, before = ground->twins[lower];
    const zg_position *buckets = ground->text.buckets;
    if (lower == item || !(ground->kinds[lower] & ZG_KIND_TOKEN)) return ZG_OK;
    ground->twins[item] = lower;
    if (before == 0 || buckets[item + 1] - buckets[item] > buckets[before + 1] - buckets[before]) {
        ground->twins[lower] = item;
    }
    return ZG_OK;
}

zg_status zg_ground_words(zg_ground *ground, zg_error *error)
{
    size_t n = (size_t)ground->text.n_words + ZG_ITEM_FIRST;
    zg_unicode *unicode = NULL;
    zg_buffer folded = {0};
    ground->twins = zg_memory_zeroed(n, sizeof *ground->twins);
    if (ground->twins == NULL) return zg_error_memory(error);
    if (ground->learned) return ZG_OK;
    zg_status status = zg_unicode_new(&unicode, error);
    for (uint32_t item = ZG_ITEM_FIRST; item < n && status == ZG_OK; item++) {
        if (!(ground->kinds[item] & ZG_KIND_TOKEN)) continue;
        status = tie(ground, unicode, item, &folded, error);
    }
    zg_buffer_free(&folded);
    zg_unicode_free(unicode);
    return status;
}
