/* report: keyness and its picture. Private to the module. */
#ifndef ZG_REPORT_KEYNESS_H
#define ZG_REPORT_KEYNESS_H

#include "report_parts.h"

/* Columns of a table of keyness by groups. */
typedef struct zg_forest_columns {
    size_t group, item, freq_target, freq_reference, docs_target, ratio, low, high, lrc, without;
} zg_forest_columns;

bool zg_forest_find(const zg_frame *frame, zg_forest_columns *c);

/* One text alone carries the row. */
bool zg_forest_hangs(const zg_frame *frame, const zg_forest_columns *c, size_t row);

/* Whether the row is of another group than the one before. */
bool zg_forest_begins(const zg_frame *frame, const zg_forest_columns *c, size_t place);

void zg_report_forest(zg_report_context *r, const zg_frame *frame, const zg_forest_columns *c);

#endif
