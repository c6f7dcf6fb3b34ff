/* measures_choice: from a text like "g2,lrc,dispersion" to measures and the names of columns. */
#include <math.h>
#include <string.h>

#include "error.h"
#include "measures_registry.h"
#include "memory.h"

#define OPTION "--measures"

/* What the twin of a keyness measure is called where both could be meant. */
static const char twin_end[] = "_association";

double zg_measure_value(const zg_measure *measure, const zg_measure_inputs *in)
{
    switch (measure->needs) {
    case ZG_NEEDS_TABLE: return in->table ? measure->compute.table(in->table) : NAN;
    case ZG_NEEDS_PARTS: return in->parts ? measure->compute.parts(in->parts) : NAN;
    case ZG_NEEDS_POSITIONS: return in->positions ? measure->compute.positions(in->positions) : NAN;
    case ZG_NEEDS_GROUPS: return in->groups ? measure->compute.groups(in->groups) : NAN;
    case ZG_NEEDS_DOCUMENTS: return in->documents ? measure->compute.documents(in->documents) : NAN;
    case ZG_NEEDS_TOKENS: return in->tokens ? measure->compute.tokens(in->tokens) : NAN;
    case ZG_NEEDS_PATTERNS: return in->patterns ? measure->compute.patterns(in->patterns) : NAN;
    case ZG_NEEDS_NGRAM: return in->ngram ? measure->compute.ngram(in->ngram) : NAN;
    case ZG_NEEDS_ROWS: break;
    }
    return NAN;
}

const char *zg_needs_text(zg_needs needs)
{
    switch (needs) {
    case ZG_NEEDS_TABLE: return "a 2 x 2 table";
    case ZG_NEEDS_PARTS: return "frequencies and sizes of parts";
    case ZG_NEEDS_POSITIONS: return "positions in a corpus";
    case ZG_NEEDS_GROUPS: return "frequencies and sizes of groups";
    case ZG_NEEDS_DOCUMENTS: return "frequencies in the documents of two corpora";
    case ZG_NEEDS_TOKENS: return "the tokens of a text";
    case ZG_NEEDS_PATTERNS: return "counts of patterns of an n-gram";
    case ZG_NEEDS_NGRAM: return "counts of an n-gram and its pieces";
    case ZG_NEEDS_ROWS: return "p-values of all rows";
    }
    return "";
}

static bool has_input(const zg_measure *measure, uint32_t has)
{
    uint32_t needed = measure->needs == ZG_NEEDS_ROWS ? ZG_NEEDS_TABLE : measure->needs;
    return has >> needed & 1;
}

/* Whether a table that is turned so can be asked for it. */
static bool is_readable(const zg_measure *measure, zg_reading reading)
{
    if (measure->needs != ZG_NEEDS_TABLE || reading == ZG_READ_ANY) return true;
    return zg_measure_in_group(measure, reading == ZG_READ_KEYNESS ? "keyness" : "association");
}

static bool ends_as_twin(const char *name)
{
    size_t length = strlen(name), end = sizeof twin_end - 1;
    return length > end && strcmp(name + length - end, twin_end) == 0;
}

/* The name without its end is the name of the measure's twin, which lives for ever. */
static const char *column_name(const zg_measure *measure, zg_reading reading)
{
    if (reading != ZG_READ_COLLOCATES || !ends_as_twin(measure->name)) return measure->name;
    const zg_measure *twin;
    size_t length = strlen(measure->name) - (sizeof twin_end - 1);
    for (size_t i = 0; (twin = zg_measure_at(i)) != NULL; i++)
        if (strlen(twin->name) == length && memcmp(twin->name, measure->name, length) == 0)
            return twin->name;
    return measure->name;
}

static bool is_named(const zg_measure *measure, const char *name, size_t length, zg_reading reading)
{
    const char *names[2] = {measure->name, column_name(measure, reading)};
    for (int i = 0; i < 2; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) return true;
    return false;
}

/* A measure of that name that the reading allows, before one that it does not. */
static const zg_measure *find(const char *name, size_t length, zg_reading reading)
{
    const zg_measure *measure, *other = NULL;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++) {
        if (!is_named(measure, name, length, reading)) continue;
        if (is_readable(measure, reading)) return measure;
        other = measure;
    }
    return other;
}

/* ---- the name that may have been meant ---- */

#define NAME_MAX_LENGTH 63

/* Insertions, deletions and changes from one to the other (Levenshtein). */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t row[NAME_MAX_LENGTH + 1];
    for (size_t k = 0; k <= n_b; k++) row[k] = k;
    for (size_t i = 1; i <= n_a; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= n_b; k++) {
            size_t best = corner + (a[i - 1] != b[k - 1]);
            corner = row[k];
            if (row[k] + 1 < best) best = row[k] + 1;
            if (row[k - 1] + 1 < best) best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[n_b];
}

/* NULL where none is near. */
static const char *nearest(const char *name, size_t length, uint32_t has, zg_reading reading)
{
    const zg_measure *measure;
    const char *best = NULL;
    size_t least = length < 3 ? 2 : length / 3 + 1;
    if (length > NAME_MAX_LENGTH) return NULL;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++) {
        const char *column = column_name(measure, reading);
        if (!has_input(measure, has) || !is_readable(measure, reading)) continue;
        size_t n = strlen(column);
        size_t far = n > NAME_MAX_LENGTH ? SIZE_MAX : distance(name, length, column, n);
        if (far >= least) continue;
        least = far;
        best = column;
    }
    return best;
}

/* ---- the list ---- */

bool zg_measure_list_has(const zg_measure_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->columns[i].name, name) == 0) return true;
    return false;
}

static bool append(zg_measure_list *list, const zg_measure *measure, zg_reading reading)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->columns[i].measure == measure) return true;
    size_t capacity = list->n; /* lists are short: not worth a member of the public struct */
    if (!zg_memory_grow(&list->columns, &capacity, list->n + 1, sizeof list->columns[0]))
        return false;
    list->columns[list->n++] = (zg_measure_column){measure, column_name(measure, reading)};
    return true;
}

/* A group, or "all". ZG_END where there is no such group. */
static zg_status add_group(zg_measure_list *list, const char *name, size_t length, uint32_t has,
                           zg_reading reading, zg_error *error)
{
    const zg_measure *measure;
    char group[NAME_MAX_LENGTH + 1];
    if (length > NAME_MAX_LENGTH) return ZG_END;
    memcpy(group, name, length);
    group[length] = '\0';
    bool all = strcmp(group, "all") == 0, known = all, any = false;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++) {
        if (!all && !zg_measure_in_group(measure, group)) continue;
        known = true;
        if (!has_input(measure, has) || !is_readable(measure, reading)) continue;
        any = true;
        if (!append(list, measure, reading)) return zg_error_memory(error);
    }
    if (!known) return ZG_END;
    if (any) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                        "no measure of the group %s can be made of what is there", group);
}

/* A measure of the other reading, with the way to its twin. */
static zg_status refuse(const zg_measure *measure, zg_reading reading, zg_error *error)
{
    const zg_measure *twin;
    size_t length = strlen(measure->name);
    for (size_t i = 0; (twin = zg_measure_at(i)) != NULL; i++)
        if (ends_as_twin(twin->name) && strlen(twin->name) == length + sizeof twin_end - 1 &&
            memcmp(twin->name, measure->name, length) == 0)
            return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                                "%s compares two corpora; of node and collocate it is %s",
                                measure->name, twin->name);
    if (reading == ZG_READ_KEYNESS)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                            "%s is of node and collocate, not of two corpora", measure->name);
    return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                        "%s is of two corpora, not of node and collocate", measure->name);
}

static zg_status add_named(zg_measure_list *list, const zg_measure *measure, uint32_t has,
                           zg_reading reading, zg_error *error)
{
    if (!has_input(measure, has))
        return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION, "%s needs %s, which is not there",
                            measure->name, zg_needs_text(measure->needs));
    if (!is_readable(measure, reading)) return refuse(measure, reading, error);
    return append(list, measure, reading) ? ZG_OK : zg_error_memory(error);
}

static zg_status add_item(zg_measure_list *list, const char *name, size_t length, uint32_t has,
                          zg_reading reading, zg_error *error)
{
    const zg_measure *measure = find(name, length, reading);
    if (measure) return add_named(list, measure, has, reading, error);
    zg_status status = add_group(list, name, length, has, reading, error);
    if (status != ZG_END) return status;
    const char *near = nearest(name, length, has, reading);
    int shown = length > 100 ? 100 : (int)length;
    if (near)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                            "there is no measure or group \"%.*s\"; did you mean %s?", shown, name,
                            near);
    return zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION,
                        "there is no measure or group \"%.*s\"; zg-measures --list-measures has "
                        "them all",
                        shown, name);
}

zg_status zg_measure_list_add(zg_measure_list *out, const char *text, uint32_t has,
                              zg_reading reading, zg_error *error)
{
    size_t before = out->n;
    zg_status status = ZG_OK;
    while (status == ZG_OK) {
        size_t length = strcspn(text, ",");
        if (length == 0)
            status =
                zg_error_set(error, ZG_ERROR_ARGUMENT, OPTION, "a name is missing between commas");
        else
            status = add_item(out, text, length, has, reading, error);
        if (text[length] == '\0') break;
        text += length + 1;
    }
    if (status != ZG_OK) out->n = before;
    return status;
}

void zg_measure_list_free(zg_measure_list *list)
{
    zg_memory_free(list->columns);
    *list = (zg_measure_list){0};
}
