/* report: periods of time and what is drawn of them. Private to the module. */
#ifndef ZG_REPORT_TIME_H
#define ZG_REPORT_TIME_H

#include "report_parts.h"

#define ZG_LINE_PERIODS 8 /* from so many on a line is drawn, dots below */

typedef struct zg_periods {
    zg_groups groups;
    uint32_t *period; /* by index in the selection; UINT32_MAX: none */
    int64_t *tokens;  /* by period, at least 1 */
    double *when;     /* by period: where it lies between the first (0) and the last (1) */
    double gap;       /* from here on two neighbours are not joined by a line */
    size_t n;
} zg_periods;

/* Columns of the frame of rates, whose rows are subjects by periods. */
enum {
    ZG_TIME_PHRASE,
    ZG_TIME_PERIOD,
    ZG_TIME_FREQ,
    ZG_TIME_TOKENS,
    ZG_TIME_DOCUMENTS,
    ZG_TIME_RATE,
    ZG_TIME_LOW,
    ZG_TIME_HIGH,
    ZG_TIME_COLUMNS
};

/* A picture of one subject, whose rows begin at `first`. */
void zg_report_panel(zg_report_context *r, const zg_periods *time, const zg_frame *frame,
                     size_t first);

/* Tokens and texts of each period. */
ZG_MUST_USE zg_status zg_report_base(zg_report_context *r, const zg_periods *time, zg_error *error);

#endif
