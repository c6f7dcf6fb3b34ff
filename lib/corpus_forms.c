/* corpus: how the types were written. A form of a type is counted under the type's number and the
 * form's bytes; what is written as its key, which is nearly all of it, by the number alone. */
#include <stdlib.h>
#include <string.h>

#include "corpus_object.h"

bool zg_forms_begin(zg_forms *forms)
{
    *forms = (zg_forms){0};
    return zg_vocabulary_begin(&forms->forms);
}

void zg_forms_free(zg_forms *forms)
{
    zg_vocabulary_free(&forms->forms);
    zg_memory_free(forms->counts);
    zg_memory_free(forms->plain);
    zg_buffer_free(&forms->scratch);
    *forms = (zg_forms){0};
}

void zg_forms_clear(zg_forms *forms)
{
    zg_vocabulary_clear(&forms->forms);
    if (forms->counts_capacity > 0) {
        memset(forms->counts, 0, forms->counts_capacity * sizeof *forms->counts);
    }
    if (forms->plain_capacity > 0) {
        memset(forms->plain, 0, forms->plain_capacity * sizeof *forms->plain);
    }
}

uint64_t zg_forms_memory(const zg_forms *forms)
{
    return zg_vocabulary_memory(&forms->forms) + forms->scratch.capacity +
           (forms->counts_capacity + forms->plain_capacity) * sizeof *forms->counts;
}

/* Room for `need` counts, the new ones 0. */
static bool grow_counts(uint64_t **counts, size_t *capacity, size_t need)
{
    size_t before = *capacity;
    if (!zg_memory_grow(counts, capacity, need, sizeof **counts)) return false;
    if (*capacity > before) memset(*counts + before, 0, (*capacity - before) * sizeof **counts);
    return true;
}

/* Counts a form of a type, other than its key. */
static bool count_form(zg_forms *forms, uint32_t type, const char *text, uint32_t length,
                       uint32_t flags, uint64_t count)
{
    forms->scratch.length = 0;
    if (!zg_buffer_append(&forms->scratch, (const char *)&type, sizeof type) ||
        !zg_buffer_append(&forms->scratch, text, length)) {
        return false;
    }
    uint32_t form = zg_vocabulary_add(&forms->forms, forms->scratch.data,
                                      (uint32_t)forms->scratch.length, flags);
    if (form == UINT32_MAX ||
        !grow_counts(&forms->counts, &forms->counts_capacity, (size_t)form + 1)) {
        return false;
    }
    forms->counts[form] += count;
    return true;
}

bool zg_forms_count(zg_forms *forms, zg_vocabulary *vocabulary, uint32_t type,
                    const zg_segment *segment)
{
    uint32_t flags = segment->flags & ZG_SEGMENT_OF_TYPE;
    if (!grow_counts(&forms->plain, &forms->plain_capacity, (size_t)type + 1)) return false;
    if (segment->text == segment->key ||
        (segment->length == segment->key_length &&
         memcmp(segment->text, segment->key, segment->length) == 0)) {
        vocabulary->words[type].flags = flags;
        forms->plain[type]++;
        return true;
    }
    if (segment->length > UINT32_MAX - sizeof type) return false;
    return count_form(forms, type, segment->text, segment->length, flags, 1);
}

bool zg_forms_merge(zg_forms *forms, zg_vocabulary *vocabulary, const zg_forms *from,
                    const zg_vocabulary *of, const uint32_t *types)
{
    for (size_t i = 0; i < of->n && i < from->plain_capacity; i++) {
        if (from->plain[i] == 0) continue;
        if (!grow_counts(&forms->plain, &forms->plain_capacity, (size_t)types[i] + 1)) return false;
        vocabulary->words[types[i]].flags = of->words[i].flags;
        forms->plain[types[i]] += from->plain[i];
    }
    for (size_t i = 0; i < from->forms.n; i++) {
        const zg_vocabulary_word *word = &from->forms.words[i];
        const char *text = from->forms.bytes.data + word->offset;
        uint32_t type;
        memcpy(&type, text, sizeof type);
        if (!count_form(forms, types[type], text + sizeof type,
                        word->length - (uint32_t)sizeof type, word->flags, from->counts[i])) {
            return false;
        }
    }
    return true;
}

/* ---- the form that is shown ---- */

enum { BY_KEY = UINT32_MAX };

typedef struct shown {
    uint32_t type;
    uint32_t form; /* BY_KEY: the key */
    uint64_t count;
} shown;

typedef struct choosing {
    const zg_forms *forms;
    const zg_vocabulary *vocabulary;
    shown *shown; /* by type */
} choosing;

typedef struct span {
    const char *text;
    size_t length;
} span;

static span form_text(const choosing *c, uint32_t type, uint32_t form)
{
    if (form == BY_KEY) {
        const zg_vocabulary_word *key = &c->vocabulary->words[type];
        return (span){c->vocabulary->bytes.data + key->offset, key->length};
    }
    const zg_vocabulary_word *word = &c->forms->forms.words[form];
    return (span){c->forms->forms.bytes.data + word->offset + sizeof type,
                  word->length - sizeof type};
}

static int compare_spans(span x, span y)
{
    int order = memcmp(x.text, y.text, x.length < y.length ? x.length : y.length);
    if (order != 0) return order;
    return x.length < y.length ? -1 : x.length > y.length;
}

static void find_most_frequent(choosing *c)
{
    const zg_forms *forms = c->forms;
    for (uint32_t t = 0; t < c->vocabulary->n; t++) {
        c->shown[t] = (shown){.type = t, .form = BY_KEY};
        if (t < forms->plain_capacity) c->shown[t].count = forms->plain[t];
    }
    for (uint32_t f = 0; f < forms->forms.n; f++) {
        uint32_t type;
        memcpy(&type, forms->forms.bytes.data + forms->forms.words[f].offset, sizeof type);
        shown *best = &c->shown[type];
        if (forms->counts[f] < best->count) continue;
        if (forms->counts[f] == best->count &&
            compare_spans(form_text(c, type, f), form_text(c, type, best->form)) > 0) {
            continue;
        }
        best->form = f;
        best->count = forms->counts[f];
    }
}

/* ---- no two shown alike ---- */

/* A shown form with what decides among types that share it. */
typedef struct claim {
    span text, key;
    uint32_t token, by_form;
    uint64_t count;
    uint32_t type;
} claim;

static int compare_claims(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    int order = compare_spans(x->text, y->text);
    if (order != 0) return order;
    if (x->token != y->token) return x->token < y->token ? -1 : 1;
    if (x->by_form != y->by_form) return x->by_form < y->by_form ? -1 : 1;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return compare_spans(x->key, y->key);
}

/* One round; false when there was nothing left to part. It ends: every round shows more
 * types by their keys, and no two tokens or marks have the same. */
static bool part_alike(choosing *c, claim *claims)
{
    size_t n = c->vocabulary->n;
    for (uint32_t t = 0; t < n; t++) {
        claims[t] = (claim){.text = form_text(c, t, c->shown[t].form),
                            .key = form_text(c, t, BY_KEY),
                            .token = c->vocabulary->words[t].flags & ZG_SEGMENT_TOKEN,
                            .by_form = c->shown[t].form != BY_KEY,
                            .count = c->shown[t].count,
                            .type = t};
    }
    qsort(claims, n, sizeof *claims, compare_claims);
    bool moved = false;
    for (size_t i = 1; i < n; i++) {
        if (claims[i].token != claims[i - 1].token || !claims[i].by_form ||
            compare_spans(claims[i].text, claims[i - 1].text) != 0) {
            continue;
        }
        c->shown[claims[i].type].form = BY_KEY;
        moved = true;
    }
    return moved;
}

/* ---- into the vocabulary ---- */

static bool set_words(choosing *c, zg_vocabulary *vocabulary)
{
    zg_vocabulary_word *words = zg_memory_alloc(vocabulary->n, sizeof *words);
    bool good = words != NULL;
    for (uint32_t t = 0; t < vocabulary->n && good; t++) {
        uint32_t form = c->shown[t].form;
        words[t] = vocabulary->words[t];
        if (form == BY_KEY) continue;
        span text = form_text(c, t, form);
        words[t] = (zg_vocabulary_word){.offset = vocabulary->bytes.length,
                                        .length = (uint32_t)text.length,
                                        .flags = c->forms->forms.words[form].flags};
        good = zg_buffer_append(&vocabulary->bytes, text.text, text.length);
    }
    if (!good) {
        zg_memory_free(words);
        return false;
    }
    vocabulary->keys = vocabulary->words;
    vocabulary->words = words;
    return true;
}

bool zg_forms_choose(zg_forms *forms, zg_vocabulary *vocabulary)
{
    size_t n = vocabulary->n;
    choosing c = {
        .forms = forms, .vocabulary = vocabulary, .shown = zg_memory_alloc(n, sizeof *c.shown)};
    claim *claims = zg_memory_alloc(n, sizeof *claims);
    bool good = c.shown != NULL && claims != NULL;
    if (good && forms->forms.n > 0) {
        find_most_frequent(&c);
        while (part_alike(&c, claims)) continue;
        good = set_words(&c, vocabulary);
    }
    zg_memory_free(claims);
    zg_memory_free(c.shown);
    return good;
}
