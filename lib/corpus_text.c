/* corpus: clean text as files that people can read, diff and keep. */
#include <string.h>

#include "bytes.h"
#include "corpus_fields.h"
#include "map.h"
#include "rows.h"

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

/* NAME.txt#k -> NAME-k.txt; a name without .txt gets it; "-" is standard input. */
static bool file_name(const char *name, zg_buffer *out)
{
    const char *part = strrchr(name, '#');
    size_t length = part == NULL ? strlen(name) : (size_t)(part - name);
    if (length == 1 && name[0] == '-') {
        name = "stdin";
        length = 5;
    }
    if (ends_with(name, length, ".txt")) length -= 4;
    return zg_buffer_append(out, name, length) &&
           (part == NULL || (zg_buffer_byte(out, '-') && zg_buffer_text(out, part + 1))) &&
           zg_buffer_text(out, ".txt");
}

static zg_status write_document(zg_run *run, const zg_corpus *corpus, uint64_t document,
                                const char *path, zg_error *error)
{
    zg_sink *sink;
    uint64_t n = zg_corpus_document(corpus, document).paragraphs;
    zg_status status = zg_sink_open(run, path, &sink, error);
    if (status != ZG_OK) return status;
    for (uint64_t i = 0; i < n && status == ZG_OK; i++) {
        size_t length;
        zg_kind kind;
        const char *text = zg_corpus_paragraph(corpus, document, i, &length, &kind);
        status = zg_sink_write(sink, text, length + 1, error); /* its line end is behind it */
    }
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

/* Makes the folder that a file lies in. `path` is changed and put back. */
static zg_status make_folder(char *path, zg_error *error)
{
    char *slash = strrchr(path, '/');
    *slash = '\0';
    zg_status status = zg_bytes_folder(path, error);
    *slash = '/';
    return status;
}

typedef struct writing {
    zg_run *run;
    const zg_corpus *corpus;
    const char *folder;
    zg_map *names;  /* file names given out */
    zg_buffer path; /* of the file under way */
    zg_buffer rows; /* metadata.tsv */
    uint64_t *seen; /* for counts */
} writing;

/* A name that stays inside the folder: no part of it empty, "." or "..". */
static bool is_safe(const char *name)
{
    for (const char *p = name;; p++) {
        size_t length = strcspn(p, "/");
        if (length == 0 || (length == 1 && p[0] == '.') ||
            (length == 2 && p[0] == '.' && p[1] == '.')) {
            return false;
        }
        p += length;
        if (*p == '\0') return true;
    }
}

static bool add_header(writing *w)
{
    const zg_corpus *corpus = w->corpus;
    bool good = zg_buffer_text(&w->rows, "document");
    for (size_t i = 0; i < corpus->n_fields && good; i++) {
        const char *name = zg_corpus_field_name(corpus, i);
        if (zg_counts_shadow(name)) continue;
        good = zg_buffer_byte(&w->rows, '\t') && zg_rows_tsv(&w->rows, name, strlen(name));
    }
    for (size_t i = 0; i < ZG_COUNTS && good; i++) {
        good = zg_buffer_byte(&w->rows, '\t') && zg_buffer_text(&w->rows, zg_counts_name(i));
    }
    return good && zg_buffer_byte(&w->rows, '\n');
}

/* The row of a document in metadata.tsv: file, fields, counts. */
static bool add_row(writing *w, const char *file, size_t file_length, uint64_t document)
{
    const zg_corpus *corpus = w->corpus;
    int64_t values[ZG_COUNTS];
    bool good = zg_rows_tsv(&w->rows, file, file_length);
    for (size_t i = 0; i < corpus->n_fields && good; i++) {
        size_t length;
        const char *text = zg_corpus_field_value(corpus, i, document, &length);
        if (zg_counts_shadow(zg_corpus_field_name(corpus, i))) continue;
        good = zg_buffer_byte(&w->rows, '\t') && zg_rows_tsv(&w->rows, text, length);
    }
    zg_counts_of(corpus, document, w->seen, values);
    for (size_t i = 0; i < ZG_COUNTS && good; i++) {
        good = zg_buffer_format(&w->rows, "\t%lld", (long long)values[i]);
    }
    return good && zg_buffer_byte(&w->rows, '\n');
}

static zg_status write_one(writing *w, uint64_t document, zg_error *error)
{
    const char *name = zg_corpus_document_name(w->corpus, document);
    w->path.length = 0;
    if (!zg_buffer_text(&w->path, w->folder) || !zg_buffer_byte(&w->path, '/')) {
        return zg_error_memory(error);
    }
    size_t first = w->path.length;
    if (!file_name(name, &w->path) || !zg_buffer_byte(&w->path, '\0'))
        return zg_error_memory(error);
    const char *shown = w->path.data + first;
    size_t length = w->path.length - first - 1;
    const uint64_t *other = zg_map_find(w->names, shown, length);
    if (other != NULL) {
        return zg_error_set(error, ZG_ERROR_FORMAT, shown,
                            "two documents would get this name: %s "
                            "and %s; rename one",
                            name, zg_corpus_document_name(w->corpus, *other));
    }
    if (!is_safe(shown)) {
        return zg_error_set(error, ZG_ERROR_FORMAT, name,
                            "the document has a name that cannot be that of a file in the folder");
    }
    if (!zg_map_add(w->names, shown, length, document) || !add_row(w, shown, length, document)) {
        return zg_error_memory(error);
    }
    zg_status status = make_folder(w->path.data, error);
    if (status != ZG_OK) return status;
    return write_document(w->run, w->corpus, document, w->path.data, error);
}

static zg_status write_metadata(writing *w, zg_error *error)
{
    zg_sink *sink;
    w->path.length = 0;
    if (!zg_buffer_text(&w->path, w->folder) || !zg_buffer_append(&w->path, "/metadata.tsv", 14)) {
        return zg_error_memory(error);
    }
    zg_status status = zg_sink_open(w->run, w->path.data, &sink, error);
    if (status != ZG_OK) return status;
    status = zg_sink_write(sink, w->rows.data, w->rows.length, error);
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

zg_status zg_corpus_write_text(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                               const char *folder, zg_error *error)
{
    writing w = {.run = run, .corpus = corpus, .folder = folder, .names = zg_map_new()};
    zg_status status = zg_corpus_need_text(corpus, error);
    w.seen = zg_memory_zeroed(corpus->vocabulary.n, sizeof *w.seen);
    if (w.names == NULL || w.seen == NULL || !add_header(&w)) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_bytes_folder(folder, error);
    uint64_t n = zg_selected_count(corpus, documents);
    for (uint64_t i = 0; i < n && status == ZG_OK; i++) {
        status = write_one(&w, zg_selected(corpus, documents, i), error);
    }
    if (status == ZG_OK) status = write_metadata(&w, error);
    zg_map_free(w.names);
    zg_memory_free(w.seen);
    zg_buffer_free(&w.path);
    zg_buffer_free(&w.rows);
    return status;
}
