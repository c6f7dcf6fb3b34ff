/* measures_registry: the parts that the registry is put together from. Each array stands in the
 * file with the functions that it names, so that a measure is added in one place. Floor 2. */
#ifndef ZG_MEASURES_REGISTRY_H
#define ZG_MEASURES_REGISTRY_H

#include <zigram/measures.h>

typedef struct zg_measure_array {
    const zg_measure *measures;
    size_t n;
} zg_measure_array;

#define ZG_MEASURE_ARRAY(array)                                                                    \
    {                                                                                              \
        (array), sizeof(array) / sizeof((array)[0])                                                \
    }

extern const zg_measure_array zg_measures_evidence, zg_measures_ratio, zg_measures_keyness,
    zg_measures_association, zg_measures_parts, zg_measures_evenness, zg_measures_positions,
    zg_measures_groups, zg_measures_documents, zg_measures_lexical, zg_measures_zipf,
    zg_measures_ngram, zg_measures_adjust;

#endif
