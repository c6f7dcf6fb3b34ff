/* corpus: the documents by the values of a field, or by bins of them. Every document with a value
 * gets a key; keys are sorted, equal ones are a group. */
#include <stdlib.h>
#include <string.h>

#include "corpus_fields.h"

typedef enum bin_kind { BIN_NONE, BIN_WIDTH, BIN_YEAR, BIN_QUARTER, BIN_MONTH } bin_kind;

typedef struct member {
    zg_value value;
    int64_t bin;       /* start of the bin: a scaled number, or months */
    uint64_t position; /* in the selection */
    uint64_t document;
    zg_field_type type;
    bool binned;
} member;

typedef struct grouping {
    const zg_corpus *corpus;
    const char *by;
    size_t field;
    zg_field_type type;
    bin_kind kind;
    zg_decimal width;
    int64_t places; /* digits behind the point of the bins */
    member *members;
    size_t n;
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

/* ---- members ---- */

/* False where a date says less than its bin asks for. */
static bool date_bin(const grouping *g, member *m)
{
    const zg_date *date = &m->value.date;
    if (g->kind != BIN_YEAR && date->month == 0) return false;
    int month = g->kind == BIN_YEAR ? 0 : date->month - 1;
    if (g->kind == BIN_QUARTER) month -= month % 3;
    m->bin = (int64_t)date->year * 12 + month;
    return true;
}

static zg_status number_bins(grouping *g, zg_error *error)
{
    int64_t width, value;
    g->places = zg_decimal_places(&g->width);
    for (size_t i = 0; i < g->n; i++) {
        int64_t places = zg_decimal_places(&g->members[i].value.number);
        if (places > g->places) g->places = places;
    }
    bool fits = zg_decimal_scaled(&g->width, g->places, &width);
    for (size_t i = 0; i < g->n && fits; i++) {
        fits = zg_decimal_scaled(&g->members[i].value.number, g->places, &value);
        if (!fits) break;
        int64_t rest = value % width;
        g->members[i].bin = value - rest - (rest < 0 ? width : 0);
    }
    return fits ? ZG_OK
                : zg_error_set(error, ZG_ERROR_RANGE, "--by",
                               "values of \"%.100s\" have too many digits for bins (18)", g->by);
}

static zg_status gather(grouping *g, const zg_selection *documents, zg_error *error)
{
    uint64_t n = zg_selected_count(g->corpus, documents);
    g->members = zg_memory_alloc(n, sizeof *g->members);
    if (g->members == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < n; i++) {
        size_t length;
        member m = {.position = i,
                    .document = zg_selected(g->corpus, documents, i),
                    .type = g->type,
                    .binned = g->kind != BIN_NONE};
        const char *text = zg_field_value(g->corpus, g->field, m.document, &length);
        if (length == 0 || !zg_value_parse(g->type, text, length, &m.value) ||
            (g->kind >= BIN_YEAR && !date_bin(g, &m))) {
            g->without++;
        } else {
            g->members[g->n++] = m;
        }
    }
    return g->kind == BIN_WIDTH ? number_bins(g, error) : ZG_OK;
}

/* By key only: 0 where two belong to one group. */
static int compare_keys(const member *a, const member *b)
{
    if (a->binned) return a->bin < b->bin ? -1 : a->bin > b->bin;
    return zg_value_compare(a->type, &a->value, &b->value);
}

/* Of one group first what is named best: the shortest way to write the value, then by bytes. */
static int compare_names(const void *x, const void *y)
{
    const member *a = x, *b = y;
    int order = compare_keys(a, b);
    if (order != 0) return order;
    if (!a->binned && a->value.length != b->value.length) {
        return a->value.length < b->value.length ? -1 : 1;
    }
    if (!a->binned) order = zg_value_compare(ZG_FIELD_TEXT, &a->value, &b->value);
    if (order != 0) return order;
    return a->position < b->position ? -1 : a->position > b->position;
}

static int compare_positions(const void *x, const void *y)
{
    const member *a = x, *b = y;
    return a->position < b->position ? -1 : a->position > b->position;
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

static bool name_group(const grouping *g, const member *m, zg_buffer *out)
{
    int year = (int)(m->bin / 12), month = (int)(m->bin % 12);
    switch (g->kind) {
    case BIN_WIDTH: return name_number(m->bin, g->places, out);
    case BIN_YEAR: return zg_buffer_format(out, "%04d", year);
    case BIN_QUARTER: return zg_buffer_format(out, "%04d-Q%d", year, month / 3 + 1);
    case BIN_MONTH: return zg_buffer_format(out, "%04d-%02d", year, month + 1);
    default: return zg_buffer_append(out, m->value.text, m->value.length);
    }
}

/* ---- groups ---- */

/* `members` are the `n` of one group, the one it is named after first. */
static zg_status make_group(const grouping *g, member *members, size_t n, zg_group *out,
                            zg_error *error)
{
    zg_buffer name = {0};
    if (!name_group(g, &members[0], &name) || !zg_buffer_byte(&name, '\0')) {
        zg_buffer_free(&name);
        return zg_error_memory(error);
    }
    *out = (zg_group){.name = name.data};
    zg_status status = zg_selection_new(n, &out->documents, error);
    if (status != ZG_OK) return status;
    qsort(members, n, sizeof *members, compare_positions);
    for (size_t i = 0; i < n; i++) {
        zg_selection_add(g->corpus, out->documents, members[i].document);
    }
    return ZG_OK;
}

static zg_status make_groups(grouping *g, zg_groups *out, zg_error *error)
{
    size_t capacity = 0;
    zg_status status = ZG_OK;
    qsort(g->members, g->n, sizeof *g->members, compare_names);
    for (size_t i = 0, next; i < g->n && status == ZG_OK; i = next) {
        next = i + 1;
        while (next < g->n && compare_keys(&g->members[i], &g->members[next]) == 0) next++;
        if (!zg_memory_grow(&out->items, &capacity, out->n + 1, sizeof *out->items)) {
            return zg_error_memory(error);
        }
        out->items[out->n] = (zg_group){0};
        status = make_group(g, &g->members[i], next - i, &out->items[out->n++], error);
    }
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
        status = make_groups(&g, &groups, error);
    }
    zg_memory_free(g.members);
    if (status == ZG_OK)
        *out = groups;
    else
        zg_groups_free(&groups);
    return status;
}
