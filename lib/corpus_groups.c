/* corpus: the documents by the values of a field, or by bins of them. Every way in which a value
 * is written is read once and gets a key; keys are sorted, equal ones are a group. A document has
 * no more than the number of the way in which its value is written. */
#include <stdlib.h>
#include <string.h>

#include "corpus_fields.h"
#include "map.h"

typedef enum bin_kind { BIN_NONE, BIN_WIDTH, BIN_YEAR, BIN_QUARTER, BIN_MONTH } bin_kind;

typedef struct way {
    zg_value value;
    int64_t bin;    /* start of the bin: a scaled number, or months */
    uint64_t n;     /* documents that have it */
    uint32_t index; /* before the ways are sorted */
    zg_field_type type;
    bool binned;
} way;

#define NO_WAY UINT32_MAX /* of a document without a value */

typedef struct grouping {
    const zg_corpus *corpus;
    const char *by;
    size_t field;
    zg_field_type type;
    bin_kind kind;
    zg_decimal width;
    int64_t places; /* digits behind the point of the bins */
    way *ways;
    size_t n, capacity;
    uint32_t *way_of; /* by index in the selection */
    zg_map *known;    /* ways by what is written; NULL where no two documents have the same */
    uint64_t without;
} grouping;

void zg_groups_free(zg_groups *groups)
{
    for (size_t i = 0; i < groups->n; i++) {
        zg_memory_free(groups->items[i].name);
        zg_selection_free(groups->items[i].documents);
    }
    zg_memory_free(groups->items);
    *groups = (zg_groups){0};
}

/* ---- reading "FIELD[:BIN]" ---- */

static zg_status refuse(const grouping *g, const char *what, bool culprit, bool list,
                        zg_error *error)
{
    zg_buffer text = {0};
    bool good = zg_buffer_byte(&text, '"') && zg_value_show(&text, g->by, strlen(g->by)) &&
                zg_buffer_text(&text, "\": ") && zg_buffer_text(&text, what) &&
                (!culprit || zg_fields_culprit(g->corpus, g->field, &text)) &&
                (!list || zg_fields_list(g->corpus, &text)) && zg_buffer_byte(&text, '\0');
    zg_status status = good ? zg_error_set(error, ZG_ERROR_ARGUMENT, "--by", "%s", text.data)
                            : zg_error_memory(error);
    zg_buffer_free(&text);
    return status;
}

static bool find_field(grouping *g, size_t length)
{
    g->field = ZG_FIELD_DOCUMENT;
    bool found = (length == 8 && memcmp(g->by, "document", 8) == 0) ||
                 zg_corpus_field_find(g->corpus, g->by, length, &g->field);
    if (found) g->type = zg_field_kind(g->corpus, g->field);
    return found;
}

static zg_status parse_bin(grouping *g, const char *bin, zg_error *error)
{
    static const struct {
        const char *name;
        bin_kind kind;
    } names[] = {{"year", BIN_YEAR}, {"quarter", BIN_QUARTER}, {"month", BIN_MONTH}};
    if (g->type == ZG_FIELD_TEXT) return refuse(g, "text has no bins; ", true, false, error);
    for (size_t i = 0; i < 3 && g->type == ZG_FIELD_DATE; i++) {
        if (strcmp(bin, names[i].name) == 0) g->kind = names[i].kind;
    }
    if (g->type == ZG_FIELD_DATE) {
        return g->kind != BIN_NONE
                   ? ZG_OK
                   : refuse(g, "bins of dates are year, quarter, month", false, false, error);
    }
    g->kind = BIN_WIDTH;
    if (zg_decimal_parse(bin, strlen(bin), &g->width) && !g->width.zero && !g->width.negative) {
        return ZG_OK;
    }
    return refuse(g, "a bin of numbers is its width, above 0, as in year:10", false, false, error);
}

static zg_status parse_by(grouping *g, zg_error *error)
{
    if (find_field(g, strlen(g->by))) return ZG_OK;
    const char *colon = strrchr(g->by, ':');
    if (colon != NULL && find_field(g, (size_t)(colon - g->by))) {
        return parse_bin(g, colon + 1, error);
    }
    return refuse(g, "no field is called so; there is ", false, true, error);
}

/* ---- ways ---- */

/* False where a date says less than its bin asks for. */
static bool date_bin(const grouping *g, way *w)
{
    const zg_date *date = &w->value.date;
    if (g->kind != BIN_YEAR && date->month == 0) return false;
    int month = g->kind == BIN_YEAR ? 0 : date->month - 1;
    if (g->kind == BIN_QUARTER) month -= month % 3;
    w->bin = (int64_t)date->year * 12 + month;
    return true;
}

static zg_status number_bins(grouping *g, zg_error *error)
{
    int64_t width, value;
    g->places = zg_decimal_places(&g->width);
    for (size_t i = 0; i < g->n; i++) {
        int64_t places = zg_decimal_places(&g->ways[i].value.number);
        if (places > g->places) g->places = places;
    }
    bool fits = zg_decimal_scaled(&g->width, g->places, &width);
    for (size_t i = 0; i < g->n && fits; i++) {
        fits = zg_decimal_scaled(&g->ways[i].value.number, g->places, &value);
        if (!fits) break;
        int64_t rest = value % width;
        g->ways[i].bin = value - rest - (rest < 0 ? width : 0);
    }
    return fits ? ZG_OK
                : zg_error_set(error, ZG_ERROR_RANGE, "--by",
                               "values of \"%.100s\" have too many digits for bins (18)", g->by);
}

/* The way in which a value is written, added if it is new; NO_WAY if it has no place in a group. */
static zg_status find_way(grouping *g, const char *text, size_t length, uint32_t *out,
                          zg_error *error)
{
    const uint64_t *known = g->known == NULL ? NULL : zg_map_find(g->known, text, length);
    if (known != NULL) {
        *out = (uint32_t)*known;
        return ZG_OK;
    }
    if (g->n >= NO_WAY) {
        return zg_error_set(error, ZG_ERROR_RANGE, "--by", "\"%.200s\" has more than %u values",
                            g->by, NO_WAY);
    }
    way w = {.index = (uint32_t)g->n, .type = g->type, .binned = g->kind != BIN_NONE};
    *out = NO_WAY;
    if (length > 0 && zg_value_parse(g->type, text, length, &w.value) &&
        (g->kind < BIN_YEAR || date_bin(g, &w))) {
        *out = w.index;
        if (!zg_memory_grow(&g->ways, &g->capacity, g->n + 1, sizeof *g->ways)) {
            return zg_error_memory(error);
        }
        g->ways[g->n++] = w;
    }
    bool good = g->known == NULL || zg_map_add(g->known, text, length, *out);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status gather(grouping *g, const zg_selection *documents, zg_error *error)
{
    uint64_t n = zg_selected_count(g->corpus, documents);
    g->way_of = zg_memory_alloc(n, sizeof *g->way_of);
    if (g->field != ZG_FIELD_DOCUMENT) g->known = zg_map_new();
    if (g->way_of == NULL || (g->field != ZG_FIELD_DOCUMENT && g->known == NULL)) {
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < n; i++) {
        size_t length;
        uint64_t document = zg_selected(g->corpus, documents, i);
        const char *text = zg_field_value(g->corpus, g->field, document, &length);
        zg_status status = find_way(g, text, length, &g->way_of[i], error);
        if (status != ZG_OK) return status;
        if (g->way_of[i] == NO_WAY)
            g->without++;
        else
            g->ways[g->way_of[i]].n++;
    }
    return g->kind == BIN_WIDTH ? number_bins(g, error) : ZG_OK;
}

/* By key only: 0 where two belong to one group. */
static int compare_keys(const way *a, const way *b)
{
    if (a->binned) return a->bin < b->bin ? -1 : a->bin > b->bin;
    return zg_value_compare(a->type, &a->value, &b->value);
}

/* Of one group first what is named best: the shortest way to write the value, then by bytes. */
static int compare_names(const void *x, const void *y)
{
    const way *a = x, *b = y;
    int order = compare_keys(a, b);
    if (order != 0) return order;
    if (!a->binned && a->value.length != b->value.length) {
        return a->value.length < b->value.length ? -1 : 1;
    }
    if (!a->binned) order = zg_value_compare(ZG_FIELD_TEXT, &a->value, &b->value);
    if (order != 0) return order;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* ---- names ---- */

static bool name_number(int64_t value, int64_t places, zg_buffer *out)
{
    int64_t scale = 1;
    for (; places > 0 && value % 10 == 0; places--) value /= 10;
    for (int64_t i = 0; i < places; i++) scale *= 10;
    long long whole = (long long)(value / scale), rest = (long long)(value % scale);
    if (places == 0) return zg_buffer_format(out, "%lld", whole);
    if (rest < 0) rest = -rest;
    return zg_buffer_format(out, "%s%lld.%0*lld", value < 0 && whole == 0 ? "-" : "", whole,
                            (int)places, rest);
}

static bool name_group(const grouping *g, const way *w, zg_buffer *out)
{
    int year = (int)(w->bin / 12), month = (int)(w->bin % 12);
    switch (g->kind) {
    case BIN_WIDTH: return name_number(w->bin, g->places, out);
    case BIN_YEAR: return zg_buffer_format(out, "%04d", year);
    case BIN_QUARTER: return zg_buffer_format(out, "%04d-Q%d", year, month / 3 + 1);
    case BIN_MONTH: return zg_buffer_format(out, "%04d-%02d", year, month + 1);
    default: return zg_buffer_append(out, w->value.text, w->value.length);
    }
}

/* ---- groups ---- */

/* `ways` are the `n` of one group, the one it is named after first. */
static zg_status make_group(const grouping *g, const way *ways, size_t n, zg_group *out,
                            zg_error *error)
{
    zg_buffer name = {0};
    uint64_t size = 0;
    if (!name_group(g, &ways[0], &name) || !zg_buffer_byte(&name, '\0')) {
        zg_buffer_free(&name);
        return zg_error_memory(error);
    }
    *out = (zg_group){.name = name.data};
    for (size_t i = 0; i < n; i++) size += ways[i].n;
    return zg_selection_new(size, &out->documents, error);
}

/* Puts every document into the group of the way in which its value is written. */
static void join_groups(const grouping *g, const zg_selection *documents, const zg_groups *groups,
                        const uint32_t *group_of)
{
    uint64_t n = zg_selected_count(g->corpus, documents);
    for (uint64_t i = 0; i < n; i++) {
        if (g->way_of[i] == NO_WAY) continue;
        zg_selection_add(g->corpus, groups->items[group_of[g->way_of[i]]].documents,
                         zg_selected(g->corpus, documents, i));
    }
}

static zg_status make_groups(grouping *g, const zg_selection *documents, zg_groups *out,
                             zg_error *error)
{
    size_t capacity = 0;
    uint32_t *group_of = zg_memory_alloc(g->n, sizeof *group_of);
    zg_status status = group_of == NULL ? zg_error_memory(error) : ZG_OK;
    qsort(g->ways, g->n, sizeof *g->ways, compare_names);
    for (size_t i = 0, next; i < g->n && status == ZG_OK; i = next) {
        next = i + 1;
        while (next < g->n && compare_keys(&g->ways[i], &g->ways[next]) == 0) next++;
        if (!zg_memory_grow(&out->items, &capacity, out->n + 1, sizeof *out->items)) {
            status = zg_error_memory(error);
            break;
        }
        for (size_t k = i; k < next; k++) group_of[g->ways[k].index] = (uint32_t)out->n;
        out->items[out->n] = (zg_group){0};
        status = make_group(g, &g->ways[i], next - i, &out->items[out->n++], error);
    }
    if (status == ZG_OK) join_groups(g, documents, out, group_of);
    zg_memory_free(group_of);
    return status;
}

zg_status zg_groups_make(const zg_corpus *corpus, const zg_selection *documents, const char *by,
                         zg_groups *out, zg_error *error)
{
    grouping g = {.corpus = corpus, .by = by};
    zg_groups groups = {0};
    zg_status status = parse_by(&g, error);
    if (status == ZG_OK) status = gather(&g, documents, error);
    if (status == ZG_OK && g.n == 0) {
        status = zg_error_set(error, ZG_ERROR_EMPTY, "--by",
                              "no document has a value for \"%.200s\"", by);
    }
    if (status == ZG_OK) {
        groups.type = g.type;
        groups.without = g.without;
        status = make_groups(&g, documents, &groups, error);
    }
    zg_memory_free(g.ways);
    zg_memory_free(g.way_of);
    zg_map_free(g.known);
    if (status == ZG_OK)
        *out = groups;
    else
        zg_groups_free(&groups);
    return status;
}
