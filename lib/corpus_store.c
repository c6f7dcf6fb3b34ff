/* corpus: arrays that grow in memory or in spill files. */
#include "corpus_store.h"

#include <string.h>

static zg_status begin_store(zg_store *store, zg_run *run, size_t width, bool spilled,
                             zg_error *error)
{
    *store = (zg_store){.width = width};
    if (!spilled) return ZG_OK;
    return zg_spill_open(run, &store->spill, error);
}

static void free_store(zg_store *store)
{
    zg_memory_free(store->data);
    zg_spill_free(store->spill);
    *store = (zg_store){0};
}

void zg_store_count(zg_store *store)
{
    zg_spill_free(store->spill);
    store->spill = NULL;
    store->counted = true;
}

/* Room for `n` records in all, in large pages where there are so many. */
static bool make_room(zg_store *store, size_t n)
{
    if (n <= store->capacity) return true;
    if (!zg_memory_grow(&store->data, &store->capacity, n, store->width)) return false;
    zg_memory_large_pages(store->data, store->capacity * store->width);
    return true;
}

zg_status zg_store_add(zg_store *store, const void *records, size_t n, zg_error *error)
{
    if (n == 0) return ZG_OK;
    if (store->counted) {
        store->n += n;
        return ZG_OK;
    }
    if (store->spill != NULL) {
        zg_status status = zg_spill_append(store->spill, records, n * store->width, error);
        if (status == ZG_OK) store->n += n;
        return status;
    }
    if (n > SIZE_MAX - store->n || !make_room(store, (size_t)store->n + n))
        return zg_error_memory(error);
    memcpy(store->data + store->n * store->width, records, n * store->width);
    store->n += n;
    return ZG_OK;
}

zg_status zg_store_cut(zg_store *store, uint64_t n, zg_error *error)
{
    if (n == store->n) return ZG_OK;
    zg_status status =
        store->spill != NULL ? zg_spill_cut(store->spill, n * store->width, error) : ZG_OK;
    if (status == ZG_OK) store->n = n;
    return status;
}

/* ---- all of them ---- */

/* An array with the place in the corpus that it is for. */
typedef struct slot {
    zg_store *store;
    void *data; /* address of the corpus's pointer */
    size_t *n;
} slot;

#define SLOTS 7
_Static_assert(SLOTS == ZG_CORPUS_SPILLS, "one spill file for each array");

static void slots_of(zg_stores *s, zg_corpus *c, slot out[SLOTS])
{
    const slot slots[SLOTS] = {
        {&s->text, &c->text.data, &c->text.length},
        {&s->pieces, &c->map.pieces, &c->map.n},
        {&s->paragraphs, &c->paragraphs, &c->n_paragraphs},
        {&s->elements, &c->elements, &c->n_elements},
        {&s->joins, &c->joins, &c->n_joins},
        {&s->documents, &c->documents, &c->n_documents},
        {&s->names, &c->names.data, &c->names.length},
    };
    memcpy(out, slots, sizeof slots);
}

zg_status zg_stores_begin(zg_stores *stores, zg_run *run, bool spilled, zg_error *error)
{
    const struct {
        zg_store *store;
        size_t width;
    } all[SLOTS] = {{&stores->text, 1},
                    {&stores->pieces, sizeof(zg_piece)},
                    {&stores->paragraphs, sizeof(zg_corpus_paragraph_record)},
                    {&stores->elements, sizeof(uint32_t)},
                    {&stores->joins, sizeof(uint64_t)},
                    {&stores->documents, sizeof(zg_corpus_document_record)},
                    {&stores->names, 1}};
    bool must = zg_run_available(run) != UINT64_MAX;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < SLOTS && status == ZG_OK; i++) {
        status = begin_store(all[i].store, run, all[i].width, must || spilled, error);
        /* Where no file can be made there is memory still. */
        if (status == ZG_ERROR_IO && !must) {
            status = begin_store(all[i].store, run, all[i].width, false, error);
        }
    }
    return status;
}

void zg_stores_free(zg_stores *stores)
{
    free_store(&stores->text);
    free_store(&stores->pieces);
    free_store(&stores->paragraphs);
    free_store(&stores->elements);
    free_store(&stores->joins);
    free_store(&stores->documents);
    free_store(&stores->names);
}

static void *pointer_at(const void *address)
{
    void *pointer;
    memcpy(&pointer, address, sizeof pointer);
    return pointer;
}

static void set_pointer(void *address, const void *pointer)
{
    memcpy(address, &pointer, sizeof pointer);
}

/* The corpus's own array, where it is in memory, is freed by the corpus: so it goes now. */
static zg_status settle(const slot *to, zg_corpus *corpus, size_t index, zg_error *error)
{
    zg_store *store = to->store;
    const void *data = store->data;
    if (store->n > SIZE_MAX) return zg_error_memory(error);
    if (store->spill != NULL) {
        zg_status status = zg_spill_map(store->spill, &data, error);
        if (status != ZG_OK) return status;
    } else if (data == NULL) {
        data = zg_memory_alloc(0, 1); /* an array of none has an address too */
        if (data == NULL) return zg_error_memory(error);
    }
    if (corpus->spills[index] != NULL)
        zg_spill_free(corpus->spills[index]);
    else
        zg_memory_free(pointer_at(to->data));
    corpus->spills[index] = store->spill;
    set_pointer(to->data, data);
    *to->n = (size_t)store->n;
    *store = (zg_store){0};
    return ZG_OK;
}

zg_status zg_stores_settle(zg_stores *stores, zg_corpus *corpus, zg_error *error)
{
    slot slots[SLOTS];
    slots_of(stores, corpus, slots);
    for (size_t i = 0; i < SLOTS; i++) {
        zg_status status = settle(&slots[i], corpus, i, error);
        if (status != ZG_OK) return status;
    }
    corpus->text.capacity = corpus->text.length;
    corpus->names.capacity = corpus->names.length;
    return ZG_OK;
}

void zg_stores_release(zg_corpus *corpus)
{
    zg_stores none = {0};
    slot slots[SLOTS];
    slots_of(&none, corpus, slots);
    for (size_t i = 0; i < SLOTS; i++) {
        if (corpus->spills[i] == NULL) continue;
        set_pointer(slots[i].data, NULL);
        zg_spill_free(corpus->spills[i]);
        corpus->spills[i] = NULL;
    }
}
