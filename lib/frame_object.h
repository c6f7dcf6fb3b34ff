/* frame: the object behind zg_frame, for the parts of this module only. */
#ifndef ZG_FRAME_OBJECT_H
#define ZG_FRAME_OBJECT_H

#include "frame.h"
#include "room.h"

typedef struct zg_frame_column {
    zg_field field; /* strings owned */
    union {
        int64_t *int64;
        double *real;
        uint64_t *ends; /* text: where it ends in `bytes` */
        void *any;
    } cells;
    size_t capacity;
    size_t n;
    uint8_t *absent; /* a byte a row: 1 where there is no value; NULL: all have one.
                        Reals are NaN there instead. */
    size_t absent_capacity;
    zg_buffer bytes;
    bool limited;     /* under a ceiling: */
    zg_room rooms[2]; /* where `cells` and `bytes` stand then */
} zg_frame_column;

struct zg_frame {
    zg_frame_column *columns;
    size_t n_columns;
    size_t rows;
    size_t *order; /* rows as shown; NULL: as appended */
    size_t shown;
    zg_field *fields; /* of the columns shown */
    size_t *show;
    size_t n_show;
    size_t next; /* place of the next row to give */
};

/* Column `i` of those shown, and how many there are. */

#endif
