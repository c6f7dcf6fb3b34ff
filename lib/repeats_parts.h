/* repeats: what its parts share. */
#ifndef ZG_REPEATS_PARTS_H
#define ZG_REPEATS_PARTS_H

#include "repeats.h"

/* Orders the suffixes of `items`, `n` numbers below `n_names`, the last of them 0 and no other.
 * `suffixes` has room for n. */
ZG_MUST_USE zg_status zg_repeats_sort(zg_run *run, const uint32_t *items, uint32_t n,
                                      uint32_t n_names, uint32_t *suffixes, zg_error *error);

#endif
