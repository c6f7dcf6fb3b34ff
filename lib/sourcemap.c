/* sourcemap: a sorted array of pieces. */
#include "sourcemap.h"

#include "memory.h"

const zg_piece *zg_sourcemap_find(const zg_sourcemap *map, uint64_t offset)
{
    size_t low = 0, high = map->n; /* pieces below low begin at or before offset */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->pieces[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &map->pieces[low - 1];
}

void zg_sourcemap_free(zg_sourcemap *map)
{
    zg_memory_free(map->pieces);
    *map = (zg_sourcemap){0};
}
