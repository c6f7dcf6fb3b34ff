/* measures_rank: the rank-sum test on rates of documents. Floor 2. */
#ifndef ZG_MEASURES_RANK_H
#define ZG_MEASURES_RANK_H

#include <zigram/measures.h>

/* Fills u, tie_sum, exact_p and least_p. */
void zg_rank_sum(zg_document_freqs *out, zg_document_rate *scratch);

/* z of u with the tie-corrected variance; `correct` moves it 1/2 towards 0. NaN where all rates
 * are equal or a side is empty. */
double zg_rank_sum_z(const zg_document_freqs *d, bool correct);

#endif
