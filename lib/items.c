/* items: elements of all forms lie in one array, texts in another; names and forms are found again
 * by maps, a form by its item and its elements. */
#include "items.h"

#include <string.h>

#include "map.h"
#include "rows.h"

typedef struct item {
    uint64_t name; /* offset in texts */
    size_t length;
    uint32_t tokens; /* of its forms; 0 where they differ, or it has none */
    bool differ;
} item;

typedef struct form {
    uint32_t item, tokens, length;
    bool known, marks;
    size_t elements; /* offset */
    uint64_t text;
    size_t text_length;
} form;

typedef struct except {
    uint32_t form, length;
    size_t elements;
} except;

struct zg_items {
    const zg_corpus *corpus;
    item *items;
    size_t n, capacity;
    form *forms;
    size_t n_forms, forms_capacity;
    except *excepts;
    size_t n_excepts, excepts_capacity;
    zg_elements elements;
    zg_text_encoder *encoder; /* made when the first text comes */
    zg_buffer texts;          /* each ended by NUL */
    zg_map *by_name;
    zg_map *by_form; /* key: item, text as given where a type is unknown, else elements */
};

zg_status zg_items_new(const zg_corpus *corpus, zg_items **out, zg_error *error)
{
    zg_items *items = zg_memory_zeroed(1, sizeof *items);
    if (items == NULL) return zg_error_memory(error);
    items->corpus = corpus;
    items->by_name = zg_map_new();
    items->by_form = zg_map_new();
    if (items->by_name == NULL || items->by_form == NULL) {
        zg_items_free(items);
        return zg_error_memory(error);
    }
    *out = items;
    return ZG_OK;
}

void zg_items_free(zg_items *items)
{
    if (items == NULL) return;
    zg_text_encoder_free(items->encoder);
    zg_memory_free(items->items);
    zg_memory_free(items->forms);
    zg_memory_free(items->excepts);
    zg_memory_free(items->elements.items);
    zg_buffer_free(&items->texts);
    zg_map_free(items->by_name);
    zg_map_free(items->by_form);
    zg_memory_free(items);
}

/* Keeps a text; its offset, or UINT64_MAX without memory. */
static uint64_t keep_text(zg_items *items, const char *text, size_t length)
{
    uint64_t offset = items->texts.length;
    if (!zg_buffer_append(&items->texts, text, length) || !zg_buffer_byte(&items->texts, '\0'))
        return UINT64_MAX;
    return offset;
}

zg_status zg_items_add(zg_items *items, const char *name, size_t length, uint32_t *index,
                       zg_error *error)
{
    const uint64_t *found = zg_map_find(items->by_name, name, length);
    if (found != NULL) {
        *index = (uint32_t)*found;
        return ZG_OK;
    }
    if (items->n >= UINT32_MAX - 1)
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "more than 2^32 items");
    uint64_t text = keep_text(items, name, length);
    if (text == UINT64_MAX ||
        !zg_memory_grow(&items->items, &items->capacity, items->n + 1, sizeof *items->items) ||
        !zg_map_add(items->by_name, name, length, items->n))
        return zg_error_memory(error);
    items->items[items->n] = (item){.name = text, .length = length};
    *index = (uint32_t)items->n++;
    return ZG_OK;
}

/* ---- forms ---- */

static bool is_mark(const zg_items *items, uint32_t element)
{
    if (element == ZG_ELEMENT_NO_MARK) return true;
    if (element == ZG_ELEMENT_NO_TOKEN) return false;
    return !(zg_corpus_word(items->corpus, element - ZG_ELEMENT_FIRST).flags & ZG_SEGMENT_TOKEN);
}

/* Takes marks off both edges. */
static void trim(const zg_items *items, const uint32_t **elements, size_t *n)
{
    while (*n > 0 && is_mark(items, (*elements)[0])) {
        ++*elements;
        --*n;
    }
    while (*n > 0 && is_mark(items, (*elements)[*n - 1])) --*n;
}

static size_t keep_elements(zg_items *items, const uint32_t *elements, size_t n)
{
    zg_elements *all = &items->elements;
    size_t offset = all->n;
    if (!zg_memory_grow(&all->items, &all->capacity, all->n + n, sizeof *elements)) return SIZE_MAX;
    if (n > 0) memcpy(all->items + offset, elements, n * sizeof *elements);
    all->n += n;
    return offset;
}

static form describe(const zg_items *items, uint32_t owner, const uint32_t *elements, size_t n)
{
    form f = {.item = owner, .length = (uint32_t)n, .known = true};
    for (size_t i = 0; i < n; i++) {
        if (!zg_element_known(elements[i])) f.known = false;
        if (is_mark(items, elements[i]))
            f.marks = true;
        else
            f.tokens++;
    }
    return f;
}

/* The key that equal forms of an item share. */
static bool make_key(zg_buffer *key, const form *f, const char *text, size_t length,
                     const uint32_t *elements)
{
    return zg_buffer_append(key, (const char *)&f->item, sizeof f->item) &&
           zg_buffer_byte(key, f->known ? 'e' : 't') &&
           (f->known ? zg_buffer_append(key, (const char *)elements, f->length * sizeof *elements)
                     : zg_buffer_append(key, text, length));
}

static zg_status add_form(zg_items *items, const form *wanted, const zg_buffer *key,
                          const char *text, size_t length, const uint32_t *elements,
                          zg_error *error)
{
    form f = *wanted;
    if (items->n_forms >= UINT32_MAX - 1)
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "more than 2^32 forms");
    f.text = keep_text(items, text, length);
    f.text_length = length;
    f.elements = keep_elements(items, elements, f.length);
    if (f.text == UINT64_MAX || f.elements == SIZE_MAX ||
        !zg_memory_grow(&items->forms, &items->forms_capacity, items->n_forms + 1,
                        sizeof *items->forms) ||
        !zg_map_add(items->by_form, key->data, key->length, items->n_forms))
        return zg_error_memory(error);
    item *owner = &items->items[f.item];
    if (owner->tokens == 0 && !owner->differ)
        owner->tokens = f.tokens;
    else if (owner->tokens != f.tokens)
        *owner = (item){.name = owner->name, .length = owner->length, .differ = true};
    items->forms[items->n_forms++] = f;
    return ZG_OK;
}

zg_status zg_items_add_elements(zg_items *items, uint32_t owner, const char *text, size_t length,
                                const uint32_t *elements, size_t n, uint32_t *index,
                                zg_error *error)
{
    zg_buffer key = {0};
    trim(items, &elements, &n);
    form f = describe(items, owner, elements, n);
    if (f.tokens == 0 || n > UINT32_MAX) {
        return zg_error_set(error, ZG_ERROR_FORMAT, NULL, "\"%.*s\" holds no token",
                            length > 200 ? 200 : (int)length, text);
    }
    if (!make_key(&key, &f, text, length, elements)) {
        zg_buffer_free(&key);
        return zg_error_memory(error);
    }
    zg_status status = ZG_OK;
    const uint64_t *found = zg_map_find(items->by_form, key.data, key.length);
    uint32_t at = found != NULL ? (uint32_t)*found : (uint32_t)items->n_forms;
    if (found == NULL) status = add_form(items, &f, &key, text, length, elements, error);
    zg_buffer_free(&key);
    if (status == ZG_OK && index != NULL) *index = at;
    return status;
}

static zg_status encode(zg_run *run, zg_items *items, const char *text, size_t length,
                        zg_elements *out, zg_error *error)
{
    zg_status status = ZG_OK;
    if (items->encoder == NULL)
        status = zg_text_encoder_new(run, items->corpus, &items->encoder, error);
    if (status == ZG_OK) status = zg_text_encode(items->encoder, text, length, out, error);
    return status;
}

zg_status zg_items_add_text(zg_run *run, zg_items *items, uint32_t owner, const char *text,
                            size_t length, uint32_t *index, zg_error *error)
{
    zg_elements elements = {0};
    zg_status status = encode(run, items, text, length, &elements, error);
    if (status == ZG_OK) {
        status = zg_items_add_elements(items, owner, text, length, elements.items, elements.n,
                                       index, error);
    }
    zg_memory_free(elements.items);
    return status;
}

static bool holds(const uint32_t *elements, size_t n, const uint32_t *part, size_t length)
{
    for (size_t i = 0; i + length <= n; i++) {
        if (memcmp(elements + i, part, length * sizeof *part) == 0) return true;
    }
    return false;
}

static zg_status add_except(zg_items *items, uint32_t owner, const char *text, size_t length,
                            const uint32_t *elements, size_t n, zg_error *error)
{
    trim(items, &elements, &n);
    form f = describe(items, 0, elements, n);
    const form *excepted = &items->forms[owner];
    if (!f.known || !excepted->known) return ZG_OK; /* one of them occurs nowhere */
    if (n <= excepted->length ||
        !holds(elements, n, items->elements.items + excepted->elements, excepted->length)) {
        return zg_error_set(error, ZG_ERROR_FORMAT, NULL,
                            "the exception \"%.*s\" is not a longer text around its form",
                            length > 200 ? 200 : (int)length, text);
    }
    except e = {.form = owner, .length = (uint32_t)n};
    e.elements = keep_elements(items, elements, n);
    if (e.elements == SIZE_MAX ||
        !zg_memory_grow(&items->excepts, &items->excepts_capacity, items->n_excepts + 1, sizeof e))
        return zg_error_memory(error);
    items->excepts[items->n_excepts++] = e;
    return ZG_OK;
}

zg_status zg_items_add_except(zg_run *run, zg_items *items, uint32_t owner, const char *text,
                              size_t length, zg_error *error)
{
    zg_elements elements = {0};
    zg_status status = encode(run, items, text, length, &elements, error);
    if (status == ZG_OK)
        status = add_except(items, owner, text, length, elements.items, elements.n, error);
    zg_memory_free(elements.items);
    return status;
}

/* ---- looking ---- */

uint32_t zg_items_size(const zg_items *items)
{
    return (uint32_t)items->n;
}

const char *zg_items_name(const zg_items *items, uint32_t index, size_t *length)
{
    *length = items->items[index].length;
    return items->texts.data + items->items[index].name;
}

uint32_t zg_items_tokens(const zg_items *items, uint32_t index)
{
    return items->items[index].tokens;
}

uint32_t zg_items_forms(const zg_items *items)
{
    return (uint32_t)items->n_forms;
}

zg_form zg_items_form(const zg_items *items, uint32_t index)
{
    const form *f = &items->forms[index];
    return (zg_form){.item = f->item,
                     .tokens = f->tokens,
                     .elements = items->elements.items + f->elements,
                     .length = f->length,
                     .known = f->known,
                     .marks = f->marks,
                     .text = items->texts.data + f->text,
                     .text_length = f->text_length};
}

uint32_t zg_items_excepts(const zg_items *items)
{
    return (uint32_t)items->n_excepts;
}

zg_except zg_items_except(const zg_items *items, uint32_t index)
{
    const except *e = &items->excepts[index];
    return (zg_except){
        .form = e->form, .elements = items->elements.items + e->elements, .length = e->length};
}

bool zg_element_stops(const zg_corpus *corpus, uint32_t element, zg_within within)
{
    if (element == ZG_ELEMENT_DOCUMENT) return true;
    if (element == ZG_ELEMENT_PARAGRAPH) return within <= ZG_WITHIN_PARAGRAPH;
    if (element == ZG_ELEMENT_BLANK) return within == ZG_WITHIN_CLAUSE;
    uint32_t flags = zg_corpus_word(corpus, element - ZG_ELEMENT_FIRST).flags;
    if (flags & ZG_SEGMENT_TOKEN) return false;
    if (flags & ZG_SEGMENT_SENTENCE) return within <= ZG_WITHIN_SENTENCE;
    return within == ZG_WITHIN_CLAUSE;
}

bool zg_items_stopped(const zg_items *items, uint32_t index, zg_within within)
{
    zg_form f = zg_items_form(items, index);
    for (uint32_t i = 0; i < f.length; i++) {
        if (zg_element_known(f.elements[i]) &&
            zg_element_stops(items->corpus, f.elements[i], within))
            return true;
    }
    return false;
}
