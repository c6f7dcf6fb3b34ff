/* score_list: the registry as a table, for people. */
#include <string.h>

#include "score.h"
#include "table.h"

typedef struct listing {
    zg_measure_list list;
    size_t next;
} listing;

static const zg_field fields[] = {
    {"measure", ZG_UTF8, "its name, and that of its column"},
    {"groups", ZG_UTF8, "names that stand for all of a group"},
    {"needs", ZG_UTF8, "what it is computed from"},
    {"unit", ZG_UTF8, "unit; none for a pure number"},
    {"high", ZG_UTF8, "what a high value says"},
    {"formula", ZG_UTF8, "in words and signs"},
    {"source", ZG_UTF8, "who published it"},
    {"caution", ZG_UTF8, "what to know before using it"},
    {"vector", ZG_UTF8, "its name with --names vectors"},
};

#define N_FIELDS (sizeof fields / sizeof fields[0])

static void drop(void *self)
{
    listing *l = self;
    zg_measure_list_free(&l->list);
    zg_memory_free(l);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    listing *l = self;
    for (; l->next < l->list.n && !zg_builder_full(builder); l->next++) {
        const zg_measure *m = l->list.columns[l->next].measure;
        const char *cells[] = {m->name,
                               m->groups,
                               zg_needs_text(m->needs),
                               m->unit,
                               m->high,
                               m->formula,
                               m->source,
                               m->check ? m->check : "",
                               m->vector ? m->vector : ""};
        for (size_t i = 0; i < N_FIELDS; i++)
            if (!(*cells[i] ? zg_builder_text(builder, i, cells[i], strlen(cells[i]))
                            : zg_builder_null(builder, i)))
                return zg_error_memory(error);
        zg_builder_row(builder);
    }
    return ZG_OK;
}

zg_status zg_measure_table(zg_run *run, const char *wanted, zg_table **out, zg_error *error)
{
    listing *l = zg_memory_zeroed(1, sizeof *l);
    if (!l) return zg_error_memory(error);
    zg_status status =
        zg_measure_list_add(&l->list, wanted ? wanted : "all", UINT32_MAX, ZG_READ_ANY, error);
    if (status != ZG_OK) {
        drop(l);
        return status;
    }
    return zg_table_new(fields, N_FIELDS, (int64_t)l->list.n, fill, drop, l, run, out, error);
}
