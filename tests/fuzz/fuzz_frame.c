/* Tables read whole: any bytes as each kind and in some encodings; what was read, written in each
 * format and read again, is the same table. */
#include <string.h>

#include "fuzz.h"

#include "frame.h"

static void same_cell(const zg_frame *a, const zg_frame *b, size_t row, size_t column)
{
    bool has = zg_frame_has(a, row, column);
    fuzz_require(has == zg_frame_has(b, row, column), "a value is there again");
    if (!has) return;
    size_t n, m;
    switch (zg_frame_field(a, column)->type) {
    case ZG_INT64:
        fuzz_require(zg_frame_get_int64(a, row, column) == zg_frame_get_int64(b, row, column),
                     "a whole number comes again");
        break;
    case ZG_DOUBLE: {
        double x = zg_frame_get_real(a, row, column);
        double y = zg_frame_get_real(b, row, column);
        fuzz_require(memcmp(&x, &y, sizeof x) == 0 || (x == 0 && y == 0), "a real comes again");
        break;
    }
    default: {
        const char *x = zg_frame_get_text(a, row, column, &n);
        const char *y = zg_frame_get_text(b, row, column, &m);
        fuzz_require(n == m && memcmp(x, y, n) == 0, "a text comes again");
    }
    }
}

/* Reals that happen to be whole are whole numbers when they are read again, and a column of such
 * is another one: only those of one type are compared. */
static void same(const zg_frame *a, const zg_frame *b)
{
    fuzz_require(zg_frame_rows(a) == zg_frame_rows(b), "as many rows");
    for (size_t c = 0; c < zg_frame_columns(a); c++) {
        size_t other;
        const zg_field *field = zg_frame_field(a, c);
        bool found = zg_frame_find(b, field->name, strlen(field->name), &other);
        /* JSON Lines do not name a column without any value before the others do. */
        fuzz_require(found, "a column comes again");
        if (zg_frame_field(b, other)->type != field->type || other != c) continue;
        for (size_t r = 0; r < zg_frame_rows(a); r++) same_cell(a, b, r, c);
    }
}

static void round_trip(zg_frame *read, zg_format format, const char *name, zg_rows_kind kind,
                       const char *source, zg_rows_kind source_kind, const char *encoding)
{
    zg_table *table = NULL;
    zg_frame *first = NULL, *again = NULL;
    zg_write_options options;
    zg_write_options_init(&options);
    options.format = format;
    options.meta = "";
    options.digits = 17;
    const char *path = fuzz_path(name);
    fuzz_require(zg_frame_read(NULL, source, source_kind, encoding, &first, NULL) == ZG_OK,
                 "what was read is read again");
    fuzz_require(zg_frame_table(NULL, first, &table, NULL) == ZG_OK, "a frame is a table");
    fuzz_require(zg_table_write(table, path, &options, NULL, NULL) == ZG_OK, "a table is written");
    zg_table_free(table);
    if (kind == ZG_ROWS_JSONL && zg_frame_rows(read) == 0) return; /* there is nothing to read */
    fuzz_require(zg_frame_read(NULL, path, kind, NULL, &again, NULL) == ZG_OK,
                 "what was written is read");
    same(read, again);
    zg_frame_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"table.csv", "table.tsv", "table.jsonl", "table"};
    static const zg_rows_kind kinds[] = {ZG_ROWS_CSV, ZG_ROWS_TSV, ZG_ROWS_JSONL, ZG_ROWS_AUTO};
    static const char *const encodings[] = {NULL, NULL, "utf-16", "gb18030", "big5"};
    fuzz_input input = {data, size};
    zg_frame *frame = NULL;
    unsigned kind = fuzz_choice(&input, 4);
    const char *encoding = encodings[fuzz_choice(&input, 5)];
    const char *path = fuzz_file(names[kind], input.data, input.size);
    if (zg_frame_read(NULL, path, kinds[kind], encoding, &frame, NULL) != ZG_OK) return 0;
    /* An empty file of JSON Lines has no columns, which no other kind can be; one column without
     * a name is an empty line; a file that begins with the name U+FEFF begins with a byte order
     * mark. */
    if (zg_frame_columns(frame) == 0 || zg_frame_field(frame, 0)->name[0] == '\0' ||
        strncmp(zg_frame_field(frame, 0)->name, "\xEF\xBB\xBF", 3) == 0) {
        zg_frame_free(frame);
        return 0;
    }
    round_trip(frame, ZG_FORMAT_TSV, "out.tsv", ZG_ROWS_TSV, path, kinds[kind], encoding);
    round_trip(frame, ZG_FORMAT_CSV, "out.csv", ZG_ROWS_CSV, path, kinds[kind], encoding);
    round_trip(frame, ZG_FORMAT_JSONL, "out.jsonl", ZG_ROWS_JSONL, path, kinds[kind], encoding);
    zg_frame_free(frame);
    return 0;
}
