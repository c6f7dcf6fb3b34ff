/* Prints a table as the reader sees it: a JSON array a line, the number of the line, then the
 * cells; last the names of the columns, or {"error": ...}.
 *   rows_dump FILE [replace] */
#include <stdio.h>
#include <string.h>

#include "rows.h"

static void print_text(const char *text, size_t length)
{
    zg_buffer out = {0};
    if (zg_rows_json(&out, text, length)) fwrite(out.data, 1, out.length, stdout);
    zg_buffer_free(&out);
}

static int print_error(const zg_error *error)
{
    char text[2048];
    zg_error_format(error, text, sizeof text);
    printf("{\"error\": ");
    print_text(text, strlen(text));
    printf("}\n");
    return 0;
}

int main(int argc, char **argv)
{
    zg_error error = {0};
    zg_rows *rows;
    zg_row row;
    if (argc < 2) return 2;
    zg_status status = zg_rows_open(NULL, argv[1], ZG_ROWS_AUTO, NULL, argc > 2, &rows, &error);
    if (status != ZG_OK) return print_error(&error);
    while ((status = zg_rows_next(rows, &row, &error)) == ZG_OK) {
        printf("[%llu", (unsigned long long)row.line);
        for (size_t i = 0; i < row.n; i++) {
            printf(", ");
            print_text(row.cells[i].text, row.cells[i].length);
        }
        printf("]\n");
    }
    if (status != ZG_END) {
        print_error(&error);
    } else {
        printf("[");
        for (size_t i = 0; i < zg_rows_columns(rows); i++) {
            const char *name = zg_rows_column(rows, i);
            if (i > 0) printf(", ");
            print_text(name, strlen(name));
        }
        printf("]\n");
    }
    zg_rows_free(rows);
    return 0;
}
