/* corpus: clean text as files that people can read, diff and keep. */
#include <string.h>

#include "bytes.h"
#include "corpus_object.h"
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
} writing;

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
    if (!zg_map_add(w->names, shown, length, document) || !zg_rows_tsv(&w->rows, shown, length) ||
        !zg_buffer_byte(&w->rows, '\n')) {
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
    zg_status status = ZG_OK;
    if (w.names == NULL || !zg_buffer_text(&w.rows, "document\n")) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_bytes_folder(folder, error);
    uint64_t n = zg_selected_count(corpus, documents);
    for (uint64_t i = 0; i < n && status == ZG_OK; i++) {
        status = write_one(&w, zg_selected(corpus, documents, i), error);
    }
    if (status == ZG_OK) status = write_metadata(&w, error);
    zg_map_free(w.names);
    zg_buffer_free(&w.path);
    zg_buffer_free(&w.rows);
    return status;
}
