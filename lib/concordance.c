/* concordance: options, and the table made of what was found. */
#include <string.h>

#include "concordance_object.h"

void zg_concordance_options_init(zg_concordance_options *options)
{
    *options = (zg_concordance_options){
        .size = sizeof *options, .within = ZG_KWIC_WITHIN_DEFAULT, .seed = 1};
}

zg_status zg_kwic_add(zg_kwic *kwic, const zg_hit *hit, zg_error *error)
{
    zg_status status = zg_room_grow(&kwic->rooms[0], (kwic->n + 1) * sizeof *kwic->hits, error);
    if (status != ZG_OK) return status;
    kwic->hits = kwic->rooms[0].data;
    kwic->hits[kwic->n++] = *hit;
    return ZG_OK;
}

/* ---- sample ---- */

/* A number for the i-th occurrence, the same on every machine: the finalizer of SplitMix64
 * (Steele, Lea & Flood 2014) over a counter. */
static uint64_t draw(uint64_t seed, uint64_t i)
{
    uint64_t x = (seed + i) * 0x9E3779B97F4A7C15ull + seed;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ x >> 27) * 0x94D049BB133111EBull;
    return x ^ x >> 31;
}

/* The k-th smallest of n numbers (k from 0), which it moves about. */
static uint64_t select_kth(uint64_t *numbers, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        uint64_t pivot = numbers[low + (high - low) / 2];
        size_t i = low, j = high;
        while (i <= j) {
            while (numbers[i] < pivot) i++;
            while (numbers[j] > pivot) j--;
            if (i > j) break;
            uint64_t swap = numbers[i];
            numbers[i++] = numbers[j];
            numbers[j] = swap;
            if (j == 0) break;
            j--;
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            break;
    }
    return numbers[k];
}

/* Keeps `sample` of them. */
static zg_status take_sample(zg_kwic *kwic, zg_error *error)
{
    uint64_t wanted = kwic->options.sample, seed = kwic->options.seed;
    if (wanted == 0 || wanted >= kwic->n) return ZG_OK;
    uint64_t *numbers = zg_memory_alloc(kwic->n, sizeof *numbers);
    if (numbers == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < kwic->n; i++) numbers[i] = draw(seed, i);
    uint64_t limit = select_kth(numbers, kwic->n, wanted - 1);
    size_t kept = 0, below = 0;
    for (size_t i = 0; i < kwic->n; i++) below += draw(seed, i) < limit;
    uint64_t ties = wanted - below; /* equal numbers: the first in the text */
    for (size_t i = 0; i < kwic->n; i++) {
        uint64_t number = draw(seed, i);
        if (number > limit || (number == limit && ties == 0)) continue;
        if (number == limit) ties--;
        kwic->hits[kept++] = kwic->hits[i];
    }
    kwic->n = kept;
    zg_memory_free(numbers);
    return ZG_OK;
}

/* ---- the table ---- */

static const zg_field fields[] = {
    {"document", ZG_UTF8, "name of the document"},
    {"page", ZG_INT64, "page of the file as received where the node begins"},
    {"line", ZG_INT64, "line of the file as received where the node begins"},
    {"offset", ZG_INT64, "code points of the document's clean text in front of the node"},
    {"left", ZG_UTF8, "clean text in front of the node"},
    {"node", ZG_UTF8, "the node as it stands in the clean text"},
    {"right", ZG_UTF8, "clean text behind the node"},
};
enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static zg_status make_frame(zg_kwic *kwic, zg_error *error)
{
    size_t more = kwic->options.fields ? zg_corpus_fields(kwic->corpus) : 0;
    zg_field *all = zg_memory_alloc(N_FIELDS + more + 1, sizeof *all);
    if (all == NULL) return zg_error_memory(error);
    memcpy(all, fields, sizeof fields);
    for (size_t i = 0; i < more; i++) {
        all[N_FIELDS + i] =
            (zg_field){zg_corpus_field_name(kwic->corpus, i), ZG_UTF8, "metadata of the document"};
    }
    kwic->first_field = N_FIELDS;
    kwic->place = N_FIELDS + more;
    all[kwic->place] = (zg_field){"place", ZG_INT64, "place in the order"};
    zg_status status = zg_frame_new(all, kwic->place + 1, &kwic->frame, error);
    if (status == ZG_OK) zg_frame_limit(kwic->frame, kwic->run);
    zg_memory_free(all);
    return status;
}

/* Orders the rows by the places that the order gives them, and hides the column. */
static zg_status order_rows(zg_kwic *kwic, zg_error *error)
{
    size_t *order = NULL, *show = NULL;
    zg_key key = {.column = kwic->place};
    zg_status status = zg_kwic_order_hits(kwic, &order, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < kwic->n; i++) {
        zg_frame_set_int64(kwic->frame, order[i], kwic->place, (int64_t)i);
    }
    zg_memory_free(order);
    status = zg_frame_sort(kwic->run, kwic->frame, &key, 1, error);
    if (status != ZG_OK) return status;
    show = zg_memory_alloc(kwic->place, sizeof *show);
    if (show == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < kwic->place; i++) show[i] = i;
    status = zg_frame_show(kwic->frame, show, kwic->place, error);
    zg_memory_free(show);
    return status;
}

static zg_status check_options(zg_kwic *kwic, zg_error *error)
{
    zg_concordance_options *o = &kwic->options;
    int kinds = (o->n_nodes > 0) + (o->items != NULL) + (o->regex != NULL);
    if (kinds != 1) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, NULL,
                            "give a node by one of --node, --items, --regex");
    }
    if (o->n_except > 0 && o->n_nodes == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--except", "needs --node");
    }
    if (o->excluded && o->n_except == 0 && o->items == NULL) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--excluded", "needs --except or --items");
    }
    if (o->context == 0) o->context = zg_corpus_unit(kwic->corpus) == ZG_UNIT_CHAR ? 20 : 10;
    return ZG_OK;
}

static zg_status describe(const zg_kwic *kwic, zg_table *table, zg_error *error)
{
    static const char *const levels[] = {"clause", "sentence", "paragraph", "document"};
    zg_buffer json = {0};
    bool good = zg_corpus_describe_json(kwic->corpus, kwic->selection, &json) &&
                zg_buffer_format(&json, ",\n  \"rows\": %llu,\n  \"nodes_within\": \"%s\"",
                                 (unsigned long long)kwic->n, levels[kwic->within]);
    zg_status status =
        good ? zg_table_describe(table, json.data, json.length, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

static zg_status make(zg_kwic *kwic, zg_table **out, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status = check_options(kwic, error);
    if (status == ZG_OK) status = make_frame(kwic, error);
    if (status == ZG_OK) status = zg_kwic_find(kwic, error);
    if (status == ZG_OK) status = take_sample(kwic, error);
    if (status == ZG_OK) status = zg_kwic_rows(kwic, error);
    if (status == ZG_OK) status = order_rows(kwic, error);
    if (status != ZG_OK) return status;
    status = zg_frame_table(kwic->run, kwic->frame, &table, error);
    kwic->frame = NULL;
    if (status == ZG_OK) status = describe(kwic, table, error);
    if (status == ZG_OK && kwic->note.length > 0) {
        status = zg_buffer_byte(&kwic->note, '\0')
                     ? zg_table_add_note(table, kwic->note.data, error)
                     : zg_error_memory(error);
    }
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}

zg_status zg_concordance(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                         const zg_concordance_options *options, zg_table **out, zg_error *error)
{
    zg_kwic kwic = {.run = run,
                    .corpus = corpus,
                    .selection = documents,
                    .options = *options,
                    .rooms = {{.run = run}, {.run = run}}};
    zg_status status = make(&kwic, out, error);
    zg_frame_free(kwic.frame);
    zg_buffer_free(&kwic.note);
    zg_room_free(&kwic.rooms[0]);
    zg_room_free(&kwic.rooms[1]);
    return status;
}
