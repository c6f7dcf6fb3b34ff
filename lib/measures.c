/* measures: the registry, put together from the lists that stand beside the functions. */
#include <string.h>

#include "measures_registry.h"

static const zg_measure_array *const lists[] = {
    &zg_measures_keyness,   &zg_measures_association, &zg_measures_evidence,  &zg_measures_ratio,
    &zg_measures_parts,     &zg_measures_evenness,    &zg_measures_positions, &zg_measures_groups,
    &zg_measures_documents, &zg_measures_lexical,     &zg_measures_zipf,      &zg_measures_ngram,
    &zg_measures_adjust,
};

const zg_measure *zg_measure_at(size_t index)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (index < lists[i]->n) return &lists[i]->measures[index];
        index -= lists[i]->n;
    }
    return NULL;
}

const zg_measure *zg_measure_find(const char *name)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (size_t k = 0; k < lists[i]->n; k++)
            if (strcmp(lists[i]->measures[k].name, name) == 0) return &lists[i]->measures[k];
    return NULL;
}

static bool same(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

const zg_measure *zg_measure_find_vector(zg_needs needs, const char *vector, bool *variant)
{
    const zg_measure *measure;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++) {
        if (measure->needs != needs) continue;
        bool is_variant = same(measure->vector_variant, vector);
        if (!is_variant && !same(measure->vector, vector)) continue;
        if (variant) *variant = is_variant;
        return measure;
    }
    return NULL;
}

bool zg_measure_in_group(const zg_measure *measure, const char *group)
{
    size_t length = strlen(group);
    for (const char *at = measure->groups; *at;) {
        size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, group, length) == 0) return true;
        at += word + (at[word] == ' ');
    }
    return false;
}
