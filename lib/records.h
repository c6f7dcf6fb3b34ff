/* records: which files are read, and their decoded lines. Floor 4. */
#ifndef ZG_RECORDS_H
#define ZG_RECORDS_H

#include "bytes.h"
#include "rows.h"
#include "unicode.h"

/* One file to read. */
typedef struct zg_input {
    char *path;     /* to open, and for messages */
    char *name;     /* of the document: relative to the input given, without .gz */
    size_t given;   /* which of the inputs given it is, or comes from: 0-based */
    uint64_t bytes; /* of the file as it lies there, once read */
    uint32_t crc;
    bool table;        /* its rows are documents */
    zg_rows_kind kind; /* of a table */
} zg_input;

/* A folder given as input that has metadata.tsv, or meta.tsv, at its top. */
typedef struct zg_input_folder {
    char *metadata;     /* path */
    size_t first, last; /* inputs that came of the folder: `first` to `last` - 1 */
} zg_input_folder;

typedef struct zg_inputs {
    zg_input *items;
    size_t n;
    size_t capacity;
    zg_input_folder *folders;
    size_t n_folders;
    size_t folders_capacity;
    zg_buffer notes; /* lines for the user, each ended by '\n' */
} zg_inputs;

/* Expands files, folders and "-" into the files to read: inputs as given, a folder by the bytes
 * of the paths in it. In a folder regular *.txt and *.txt.gz count, with `tables` *.tsv, *.csv,
 * *.jsonl and *.ndjson too (each also .gz); no dot files, no links unless `follow`; metadata.tsv
 * and meta.tsv are never documents; what is passed over is noted. A file named as input is a
 * table by its suffix, and with `tables` whatever it is. Two equal names are ZG_ERROR_FORMAT with
 * both paths, but where one is of the inputs from `other_side` (not 0) on and one is not;
 * nothing found is ZG_ERROR_EMPTY. */
ZG_MUST_USE zg_status zg_inputs_list(const char *const *paths, size_t n, bool follow, bool tables,
                                     size_t other_side, zg_inputs *out, zg_error *error);
void zg_inputs_free(zg_inputs *inputs);

/* A line of a file, decoded. */
typedef struct zg_line {
    const char *text; /* valid UTF-8 without its end; borrowed until the next call */
    size_t length;
    uint64_t line; /* 1-based: LF, CRLF, CR, VT, FF, NEL, LS and PS end a line */
    uint64_t page; /* 1-based: FF ends a page too */
} zg_line;

/* Length of the line end at `p`; 0 where there is none. Where more may follow `end` (not `ended`),
 * a CR at the end gives 2, more than there is. */
size_t zg_line_end(const char *p, const char *end, bool ended);

typedef struct zg_reader zg_reader;

/* Opens a file for reading by lines. A PDF, a Word file, an archive is ZG_ERROR_FORMAT with the
 * way to get its text. */
ZG_MUST_USE zg_status zg_reader_open(zg_run *run, const zg_input *input, const char *encoding,
                                     bool replace, zg_reader **out, zg_error *error);
ZG_MUST_USE zg_status zg_reader_next(zg_reader *reader, zg_line *line, zg_error *error);

/* Instead of zg_reader_next: appends whole lines, their ends included, to `out`: at least `least`
 * bytes, unless the file ends before. `*ended`: it has. A line of more than 8 MiB goes into
 * `*overflow` (made, yours to free) where `overflow` is not NULL and the run has a ceiling; then
 * nothing is appended to `out`. */
ZG_MUST_USE zg_status zg_reader_lines(zg_reader *reader, size_t least, zg_buffer *out,
                                      zg_spill **overflow, bool *ended, zg_error *error);

/* Whether LF is the only line end in a text. */
bool zg_line_plain(const char *text, size_t length);

/* The line of valid text that begins at `*p`, before `end`, where the file ends or a line does:
 * moves `*p` behind its end; gives its length, and that of its end (0: none). `plain`: the only
 * line ends are LF. */
size_t zg_line_next(const char **p, const char *end, bool plain, size_t *end_length);

/* Once ZG_END was given, or `ended`: size and CRC-32 of the file; bytes replaced. */
void zg_reader_totals(const zg_reader *reader, zg_input *input, uint64_t *replaced);

/* True where the file begins as HTML does. */
bool zg_reader_looks_like_html(const zg_reader *reader);
void zg_reader_free(zg_reader *reader);

#endif
