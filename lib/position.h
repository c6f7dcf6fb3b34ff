/* position: numbers of places in a text that is held in memory. Floor 0.
 *
 * What finds repeats, phrases and pairs keeps several of them for every token, so they are as small
 * as they can be. These modules are compiled twice, with positions of 32 bits and (ZG_WIDE) of 64,
 * all their names then beginning with zg_wide_ (position_wide.h); what is called from outside calls
 * its wide twin where zg_needs_wide says so. */
#ifndef ZG_POSITION_H
#define ZG_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#ifdef ZG_WIDE
typedef uint64_t zg_position;
#define ZG_POSITION_MAX  UINT64_MAX
#define ZG_POSITION_BITS 64
#else
typedef uint32_t zg_position;
#define ZG_POSITION_MAX  UINT32_MAX
#define ZG_POSITION_BITS 32
#endif

/* Elements of a text that need not be wide: positions have one bit to spare, and there is some room
 * for what stands around the text. */
#define ZG_NARROW_MAX UINT64_C(0x7FFFFFC0)

#endif
