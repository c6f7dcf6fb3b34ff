/* measures_lexical: a text as lexical statistics see it. Floor 2. */
#ifndef ZG_MEASURES_LEXICAL_H
#define ZG_MEASURES_LEXICAL_H

#include <zigram/measures.h>

struct zg_lexical {
    const uint32_t *ids; /* borrowed */
    size_t n;
    int64_t *freqs; /* of the types, falling */
    size_t types, hapaxes, twice;
    double squares;  /* sum of f^2 */
    double block[5]; /* entropies of 1- to 4-grams in bits; NaN where not made */
    uint32_t *marks; /* one a number, all 0 between calls */
    size_t room;     /* numbers up to this */
};

/* Entropy in bits of shares freqs[i] / total. */
double zg_entropy(const int64_t *freqs, size_t n, double total);

#endif
