/* map: byte strings to 64-bit values; uthash wrapped once, running out of memory seen. Floor 0.
 * For fields, item and stop lists, options, names. Counting does not go through here. */
#ifndef ZG_MAP_H
#define ZG_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct zg_map zg_map;

/* NULL without memory. */
zg_map *zg_map_new(void);
void zg_map_free(zg_map *map);

/* Adds a key (copied) that is not there yet. False without memory; the map is as before then. */
bool zg_map_add(zg_map *map, const char *key, size_t length, uint64_t value);

/* Points to the value of a key, NULL where it is not there. Valid until the key is removed. */
uint64_t *zg_map_find(const zg_map *map, const char *key, size_t length);

size_t zg_map_size(const zg_map *map);

#endif
