/* map: uthash with its out-of-memory exit turned into a return value. */
#include "map.h"

#include <string.h>

#include "memory.h"

#define HASH_NONFATAL_OOM          1
#define uthash_malloc(size)        zg_memory_alloc((size), 1)
#define uthash_free(block, size)   zg_memory_free(block)
#define uthash_nonfatal_oom(entry) (*failed = true)

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#endif
#include <uthash.h>

typedef struct entry {
    UT_hash_handle hh;
    uint64_t value;
    char key[];
} entry;

struct zg_map {
    entry *head;
};

static bool entry_add(zg_map *map, entry *item, size_t length)
{
    bool failed_flag = false;
    bool *failed = &failed_flag;
    HASH_ADD_KEYPTR(hh, map->head, item->key, length, item);
    return !failed_flag;
}

static entry *entry_find(const zg_map *map, const char *key, size_t length)
{
    entry *found = NULL;
    HASH_FIND(hh, map->head, key, length, found);
    return found;
}

static void entry_remove(zg_map *map, entry *item)
{
    HASH_DEL(map->head, item);
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

zg_map *zg_map_new(void)
{
    return zg_memory_zeroed(1, sizeof(zg_map));
}

void zg_map_free(zg_map *map)
{
    if (map == NULL) return;
    while (map->head != NULL) {
        entry *item = map->head;
        entry_remove(map, item);
        zg_memory_free(item);
    }
    zg_memory_free(map);
}

bool zg_map_add(zg_map *map, const char *key, size_t length, uint64_t value)
{
    if (length > UINT32_MAX) return false; /* uthash keeps lengths in 32 bits */
    entry *item = zg_memory_alloc(1, sizeof(entry) + length + 1);
    if (item == NULL) return false;
    item->value = value;
    if (length > 0) memcpy(item->key, key, length);
    item->key[length] = '\0';
    if (!entry_add(map, item, length)) {
        zg_memory_free(item);
        return false;
    }
    return true;
}

uint64_t *zg_map_find(const zg_map *map, const char *key, size_t length)
{
    if (length > UINT32_MAX) return NULL;
    entry *item = entry_find(map, key, length);
    return item == NULL ? NULL : &item->value;
}

size_t zg_map_size(const zg_map *map)
{
    return HASH_COUNT(map->head);
}
