/* rows: fields to lines of TSV, CSV and JSON Lines. Floor 3. */
#ifndef ZG_ROWS_H
#define ZG_ROWS_H

#include "memory.h"

/* Append a text as one cell; false without memory. TSV: tab, line feed, carriage return and
 * backslash are written \t \n \r \\. CSV: RFC 4180, quoted where it holds a comma, a quote, a line
 * end or a blank at an edge. JSON: a string with its quotes; controls, U+2028, U+2029 escaped. */
bool zg_rows_tsv(zg_buffer *out, const char *text, size_t length);
bool zg_rows_csv(zg_buffer *out, const char *text, size_t length);
bool zg_rows_json(zg_buffer *out, const char *text, size_t length);

#endif
