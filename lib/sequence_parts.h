/* sequence: what its parts share. */
#ifndef ZG_SEQUENCE_PARTS_H
#define ZG_SEQUENCE_PARTS_H

#include "sequence.h"

/* Makes the links of the numbers in items (types and pairs), in byte order, and renumbers the
 * items. */
ZG_MUST_USE zg_status zg_sequence_link(zg_sequence *sequence, zg_error *error);

/* Makes the glyphs of the links. */
ZG_MUST_USE zg_status zg_sequence_glyphs(zg_sequence *sequence, zg_error *error);

/* Makes `hints` from `starts`. */
ZG_MUST_USE zg_status zg_sequence_hint(zg_sequence *sequence, zg_error *error);

/* Reserves what it holds beside its items with the run. */
ZG_MUST_USE zg_status zg_sequence_reserve(zg_sequence *sequence, zg_error *error);

#endif
