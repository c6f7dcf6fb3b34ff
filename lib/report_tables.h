/* report: small tables that the report makes itself. Part of the module. */
#ifndef ZG_REPORT_TABLES_H
#define ZG_REPORT_TABLES_H

#include <zigram/report.h>

#include "table.h"

/* One row a figure: `figure value` (documents, characters, tokens, types, hapaxes ...). */
ZG_MUST_USE zg_status zg_report_overview(zg_run *run, const zg_corpus *corpus,
                                         const zg_selection *documents, zg_table **out,
                                         zg_error *error);

/* One row a class of change that cleaning made: `change count first_file first_page first_line`. */
ZG_MUST_USE zg_status zg_report_audit(zg_run *run, const zg_corpus *corpus, zg_table **out,
                                      zg_error *error);

/* One row an order 1 .. max_n: `n windows only_joined share`: windows of n tokens within clauses,
 * and those that exist only because a line end was taken out. */
ZG_MUST_USE zg_status zg_report_joined(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *documents, uint32_t max_n,
                                       zg_table **out, zg_error *error);

#endif
