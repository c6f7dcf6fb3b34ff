/* room: one array may take a quarter of what the ceiling leaves, so that there is space for the
 * next ones. Pages of a mapped file are not counted, and the system takes them back at need. */
#include "room.h"

#include <string.h>

#include "memory.h"

#define SHARE 4

static zg_status grow_memory(zg_room *room, uint64_t need, zg_error *error)
{
    size_t capacity = 0; /* so that it grows to the byte */
    uint64_t more = need - room->reserved;
    zg_status status = zg_run_reserve(room->run, more, error);
    if (status != ZG_OK) return status;
    if (need > SIZE_MAX || !zg_memory_grow(&room->data, &capacity, (size_t)need, 1)) {
        zg_run_release(room->run, more);
        return zg_error_memory(error);
    }
    zg_memory_large_pages(room->data, (size_t)need);
    room->capacity = (size_t)need;
    room->reserved = need;
    return ZG_OK;
}

static zg_status grow_spill(zg_room *room, uint64_t need, zg_error *error)
{
    void *data;
    zg_spill *spill = room->spill;
    zg_status status = spill == NULL ? zg_spill_open(room->run, &spill, error) : ZG_OK;
    if (status == ZG_OK) status = zg_spill_array(spill, need, &data, error);
    if (status != ZG_OK) {
        if (room->spill == NULL) zg_spill_free(spill);
        return status;
    }
    if (room->spill == NULL) {
        if (room->capacity > 0) memcpy(data, room->data, room->capacity);
        zg_memory_free(room->data);
        zg_run_release(room->run, room->reserved);
        room->reserved = 0;
    }
    room->spill = spill;
    room->data = data;
    room->capacity = (size_t)need;
    return ZG_OK;
}

zg_status zg_room_make(zg_room *room, uint64_t need, zg_error *error)
{
    uint64_t left = zg_run_available(room->run);
    if (need <= room->capacity && room->data != NULL) return ZG_OK;
    if (need == 0) need = 1;
    if (room->spill != NULL || (left < UINT64_MAX && need > (left + room->reserved) / SHARE))
        return grow_spill(room, need, error);
    return grow_memory(room, need, error);
}

zg_status zg_room_grow(zg_room *room, uint64_t need, zg_error *error)
{
    uint64_t more = room->capacity + (uint64_t)room->capacity / 2;
    if (need <= room->capacity && room->data != NULL) return ZG_OK;
    return zg_room_make(room, need > more ? need : more, error);
}

zg_status zg_room_append(zg_room *room, uint64_t *used, const void *bytes, size_t length,
                         zg_error *error)
{
    zg_status status = zg_room_grow(room, *used + length, error);
    if (status != ZG_OK) return status;
    if (length > 0) memcpy((char *)room->data + *used, bytes, length);
    *used += length;
    return ZG_OK;
}

void zg_room_shrink(zg_room *room, uint64_t bytes)
{
    size_t capacity = 0; /* to the byte */
    if (bytes == 0 || bytes >= room->capacity || room->spill != NULL) return;
    if (!zg_memory_grow(&room->data, &capacity, (size_t)bytes, 1)) return;
    zg_run_release(room->run, room->reserved - bytes);
    room->capacity = (size_t)bytes;
    room->reserved = bytes;
}

void zg_room_free(zg_room *room)
{
    if (room->spill != NULL)
        zg_spill_free(room->spill);
    else
        zg_memory_free(room->data);
    zg_run_release(room->run, room->reserved);
    *room = (zg_room){.run = room->run};
}
