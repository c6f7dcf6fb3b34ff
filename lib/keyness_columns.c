/* keyness: which columns a table has, and where each value comes from. */
#include <stdio.h>
#include <string.h>

#include "keyness_parts.h"

static const char *const sides[2] = {"target", "reference"};

static zg_status no_room(zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--measures", "more than %d columns",
                        ZG_KEY_COLUMNS);
}

static zg_key_column *add(zg_comparing *key, zg_key_kind kind, zg_type type, const char *name,
                          const char *formula)
{
    if (key->n_columns == ZG_KEY_COLUMNS) return NULL;
    zg_key_column *column = &key->columns[key->n_columns++];
    *column = (zg_key_column){.kind = kind, .type = type};
    snprintf(column->name, sizeof column->name, "%s", name);
    snprintf(column->formula, sizeof column->formula, "%s", formula);
    return column;
}

/* One column a side. */
static bool add_sides(zg_comparing *key, zg_key_kind kind, zg_type type, const char *name,
                      const char *formula, const zg_measure *measure)
{
    char full[64], long_formula[200];
    for (int i = 0; i < 2; i++) {
        snprintf(full, sizeof full, "%s_%s", name, sides[i]);
        snprintf(long_formula, sizeof long_formula, "%s, in the %s", formula, sides[i]);
        zg_key_column *column = add(key, kind, type, full, long_formula);
        if (column == NULL) return false;
        column->side = i;
        column->measure = measure;
    }
    return true;
}

static bool add_rates(zg_comparing *key)
{
    char name[ZG_RATE_NAME], formula[ZG_RATE_FORMULA];
    zg_table_rate(key->options.per, name, formula);
    return add_sides(key, ZG_KEY_RATE, ZG_DOUBLE, name, formula, NULL);
}

/* Evidence is no value where the comparison is descriptive. */
static bool is_inferential(const char *name)
{
    static const char *const names[] = {"lrc", "plrc", "lockword", "tdk_lrc"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return strstr(name, "neg_log10_p") != NULL || strstr(name, "neg_log10_q") != NULL;
}

static bool has_column(const zg_comparing *key, const zg_measure *measure)
{
    for (size_t i = 0; i < key->n_columns; i++) {
        if (key->columns[i].measure == measure) return true;
    }
    return false;
}

static bool add_measure(zg_comparing *key, const zg_measure *measure, const char *name)
{
    if (has_column(key, measure)) return true;
    if (measure->needs == ZG_NEEDS_PARTS) {
        key->needs_documents = true;
        key->needs_rates |= strcmp(name, "dp_norm") != 0;
        return add_sides(key, ZG_KEY_PARTS, ZG_DOUBLE, name, measure->formula, measure);
    }
    zg_key_kind kind = measure->needs == ZG_NEEDS_ROWS ? ZG_KEY_ADJUSTED : ZG_KEY_MEASURE;
    zg_key_column *column = add(key, kind, ZG_DOUBLE, name, measure->formula);
    if (column == NULL) return false;
    column->measure = measure;
    column->inferential = is_inferential(measure->name);
    if (measure->needs == ZG_NEEDS_DOCUMENTS) key->needs_rank_sum = key->needs_documents = true;
    return true;
}

static bool add_named(zg_comparing *key, const char *name)
{
    const zg_measure *measure = zg_measure_find(name);
    return measure == NULL || add_measure(key, measure, name);
}

static bool add_defaults(zg_comparing *key)
{
    static const char *const names[] = {"log_ratio", "log_ratio_low", "log_ratio_high", "lrc",
                                        "g2",        "neg_log10_p",   "neg_log10_q"};
    if (key->by && !add(key, ZG_KEY_GROUP, ZG_UTF8, "group", "value of the field, or of its bin")) {
        return false;
    }
    if (!add(key, ZG_KEY_ITEM, ZG_UTF8, "item", "the item as it is shown") ||
        !add(key, ZG_KEY_N, ZG_INT64, "n", "tokens in it; marks inside are not counted") ||
        !add_sides(key, ZG_KEY_FREQ, ZG_INT64, "freq", "occurrences", NULL) || !add_rates(key) ||
        !add_sides(key, ZG_KEY_DOCS, ZG_INT64, "docs", "documents that have one or more", NULL)) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!add_named(key, names[i])) return false;
    }
    bool needed = key->needs_documents;
    if (!add_named(key, "dp_norm")) return false;
    key->needs_documents = needed; /* by itself not where it has no value anyway */
    return true;
}

static bool add_groups(zg_comparing *key)
{
    if (key->n_groups == 0) return true;
    if (!add(key, ZG_KEY_RESIDUAL, ZG_DOUBLE, "adjusted_residual",
             "(f - E) / sqrt(E (1 - F/N) (1 - n/N)) of the group") ||
        !add_named(key, "g2_2k") || !add_named(key, "g2_2k_neg_log10_p")) {
        return false;
    }
    zg_key_column *q = add(key, ZG_KEY_GROUPS_Q, ZG_DOUBLE, "g2_2k_neg_log10_q",
                           "-log10 of g2_2k's p by Benjamini and Hochberg among all items");
    if (q == NULL) return false;
    q->inferential = true;
    return add_named(key, "cramers_v");
}

static bool add_documents(zg_comparing *key)
{
    const zg_keyness_options *o = &key->options;
    if (o->permutations > 0) {
        zg_key_column *column =
            add(key, ZG_KEY_PERMUTATION, ZG_DOUBLE, "permutation_neg_log10_p",
                "-log10 of the share of ways to deal the documents out whose rates differ as much");
        if (column == NULL) return false;
        column->inferential = key->needs_documents = true;
    }
    if (o->reuse != NULL) {
        key->needs_documents = true;
        if (!add_sides(key, ZG_KEY_INDEPENDENT, ZG_INT64, "docs_independent",
                       "docs, near-copies of each other counted once", NULL)) {
            return false;
        }
    }
    if (!o->leave_one_out) return true;
    key->needs_documents = true;
    return add(key, ZG_KEY_WITHOUT, ZG_DOUBLE, "lrc_without_one",
               "lrc nearest to the other side when any one document is left out") != NULL &&
           add(key, ZG_KEY_WITHOUT_DOCUMENT, ZG_UTF8, "without_document",
               "the document that is left out there") != NULL;
}

static bool add_cells(zg_comparing *key)
{
    static const char *const names[4] = {"o11", "o12", "o21", "o22"};
    static const char *const formulas[4] = {"freq_target", "freq_reference",
                                            "tokens of the target - o11",
                                            "tokens of the reference - o12"};
    for (int i = 0; i < 4 && key->options.contingency; i++) {
        zg_key_column *column = add(key, ZG_KEY_CELL, ZG_INT64, names[i], formulas[i]);
        if (column == NULL) return false;
        column->side = i;
    }
    return true;
}

/* Columns that the order and the tests need, and those that are made once for small frequencies. */
static void note_columns(zg_comparing *key)
{
    const struct {
        const char *name;
        uint32_t *column;
    } wanted[] = {{"neg_log10_p", &key->p_column},
                  {"log_ratio_low", &key->low_column},
                  {"log_ratio", &key->ratio_column},
                  {"log_ratio_high", &key->high_column},
                  {"lrc", &key->lrc_column}};
    for (uint32_t i = 0; i < key->n_columns; i++) {
        zg_key_column *column = &key->columns[i];
        column->known = column->kind == ZG_KEY_MEASURE && column->measure->needs == ZG_NEEDS_TABLE;
        if (column->known) column->place = key->n_known++;
        for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
            if (strcmp(column->name, wanted[k].name) == 0) *wanted[k].column = i;
        }
    }
}

static zg_status add_asked(zg_comparing *key, zg_error *error)
{
    uint32_t has = ZG_HAS(ZG_NEEDS_TABLE) | ZG_HAS(ZG_NEEDS_ROWS);
    if (key->corpus != NULL) has |= ZG_HAS(ZG_NEEDS_PARTS) | ZG_HAS(ZG_NEEDS_DOCUMENTS);
    if (key->n_groups > 0) has |= ZG_HAS(ZG_NEEDS_GROUPS);
    if (key->options.measures == NULL) return ZG_OK;
    zg_measure_list list = {0};
    zg_status status =
        zg_measure_list_add(&list, key->options.measures, has, ZG_READ_KEYNESS, error);
    for (size_t i = 0; i < list.n && status == ZG_OK; i++) {
        if (!add_measure(key, list.columns[i].measure, list.columns[i].name)) {
            status = no_room(error);
        }
    }
    /* Asked for by name, dispersion is wanted whatever the sides are. */
    for (size_t i = 0; i < list.n; i++) {
        key->needs_documents |= list.columns[i].measure->needs == ZG_NEEDS_PARTS;
    }
    zg_measure_list_free(&list);
    return status;
}

zg_status zg_key_columns_make(zg_comparing *key, zg_error *error)
{
    key->columns = zg_memory_zeroed(ZG_KEY_COLUMNS, sizeof *key->columns);
    if (key->columns == NULL) return zg_error_memory(error);
    if (!add_defaults(key) || !add_groups(key)) return no_room(error);
    zg_status status = add_asked(key, error);
    if (status != ZG_OK) return status;
    if (!add_documents(key) || !add_cells(key)) return no_room(error);
    note_columns(key);
    return ZG_OK;
}
