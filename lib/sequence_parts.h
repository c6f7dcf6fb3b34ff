/* sequence: what its parts share. */
#ifndef ZG_SEQUENCE_PARTS_H
#define ZG_SEQUENCE_PARTS_H

#include "sequence.h"

/* Makes the links of the numbers in items (types and pairs), in byte order, and renumbers the
 * items. */
ZG_MUST_USE zg_status zg_sequence_link(zg_sequence *sequence, zg_error *error);

/* Makes the links of the numbers (types and pairs) that are 1, in byte order, and their glyphs:
 * what was 1 becomes the item of the link, what was 0 stays. */
ZG_MUST_USE zg_status zg_sequence_name(zg_sequence *sequence, uint32_t *numbers, zg_error *error);

/* Makes the glyphs of the links. */
ZG_MUST_USE zg_status zg_sequence_glyphs(zg_sequence *sequence, zg_error *error);

/* Makes `hints` from `starts`. */
ZG_MUST_USE zg_status zg_sequence_hint(zg_sequence *sequence, zg_error *error);

#endif
