/* runs: many files read together. A heap holds the file whose entry is the first on top; entries
 * that are the same stand on top one after the other, and are added up. */
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "rows.h"
#include "runs_parts.h"

struct zg_runs {
    zg_run *run;
    zg_runs_reader *readers;
    size_t n;
    size_t *heap;
    size_t n_heap;
    uint32_t kind; /* of the entries in the heap */
    zg_runs_head head;
    zg_buffer text; /* of the entry given last */
    zg_runs_row row;
    uint64_t given;
};

void zg_runs_free(zg_runs *runs)
{
    if (runs == NULL) return;
    for (size_t i = 0; i < runs->n; i++) zg_run_reader_free(&runs->readers[i]);
    zg_memory_free(runs->readers);
    zg_memory_free(runs->heap);
    zg_buffer_free(&runs->text);
    zg_memory_free(runs);
}

const zg_runs_head *zg_runs_together(const zg_runs *runs)
{
    return &runs->head;
}

/* ---- opening ---- */

static zg_status disagree(const zg_runs_reader *a, const zg_runs_reader *b, const char *x,
                          const char *y, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_ARGUMENT, b->path,
                        "was not made as %.120s was: it has %.150s, that one %.150s; make them "
                        "with the same options and the same release of ICU",
                        a->path, y, x);
}

/* Adds a file to what is known of all. */
static zg_status join(zg_runs *runs, const zg_runs_reader *reader, zg_error *error)
{
    const zg_runs_reader *first = &runs->readers[0];
    const zg_runs_head *a = &first->head, *b = &reader->head;
    if (reader == first) {
        runs->head = *a;
        return ZG_OK;
    }
    if (strcmp(a->settings, b->settings) != 0)
        return disagree(first, reader, a->settings, b->settings, error);
    if (a->min_n != b->min_n || a->max_n != b->max_n) {
        char x[40], y[40];
        (void)snprintf(x, sizeof x, "-n %u-%u", a->min_n, a->max_n);
        (void)snprintf(y, sizeof y, "-n %u-%u", b->min_n, b->max_n);
        return disagree(first, reader, x, y, error);
    }
    runs->head.tokens += b->tokens;
    runs->head.documents += b->documents;
    if (runs->head.tokens > INT64_MAX || runs->head.documents > INT64_MAX)
        return zg_error_set(error, ZG_ERROR_RANGE, reader->path, "more than 2^63 tokens together");
    return ZG_OK;
}

zg_status zg_runs_open(zg_run *run, const char *const *paths, size_t n, zg_runs **out,
                       zg_error *error)
{
    zg_runs *runs = zg_memory_zeroed(1, sizeof *runs);
    if (runs == NULL) return zg_error_memory(error);
    runs->run = run;
    runs->readers = zg_memory_zeroed(n, sizeof *runs->readers);
    runs->heap = zg_memory_alloc(n, sizeof *runs->heap);
    zg_status status = runs->readers == NULL || runs->heap == NULL ? zg_error_memory(error) : ZG_OK;
    while (runs->n < n && status == ZG_OK) {
        zg_runs_reader *reader = &runs->readers[runs->n];
        status = zg_run_reader_open(run, paths[runs->n++], reader, error);
        if (status == ZG_OK) status = join(runs, reader, error);
    }
    if (status != ZG_OK)
        zg_runs_free(runs);
    else
        *out = runs;
    return status;
}

/* ---- the heap ---- */

static int compare(const zg_runs *runs, size_t a, size_t b)
{
    const zg_runs_row *x = &runs->readers[a].row, *y = &runs->readers[b].row;
    int order = zg_runs_compare(x->text, x->length, x->n, y->text, y->length, y->n);
    return order != 0 ? order : (a > b) - (a < b);
}

static void sink(zg_runs *runs, size_t at)
{
    size_t reader = runs->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= runs->n_heap) break;
        if (child + 1 < runs->n_heap &&
            compare(runs, runs->heap[child + 1], runs->heap[child]) < 0) {
            child++;
        }
        if (compare(runs, runs->heap[child], reader) >= 0) break;
        runs->heap[at] = runs->heap[child];
        at = child;
    }
    runs->heap[at] = reader;
}

static zg_status begin(zg_runs *runs, uint32_t kind, zg_error *error)
{
    runs->kind = kind;
    runs->n_heap = 0;
    runs->given = 0;
    for (size_t i = 0; i < runs->n; i++) {
        zg_status status = zg_run_reader_next(&runs->readers[i], kind, error);
        if (status == ZG_OK) runs->heap[runs->n_heap++] = i;
        if (status != ZG_OK && status != ZG_END) return status;
    }
    for (size_t i = runs->n_heap / 2; i-- > 0;) sink(runs, i);
    return ZG_OK;
}

/* Moves the file on top to its next entry. */
static zg_status step(zg_runs *runs, zg_error *error)
{
    zg_status status = zg_run_reader_next(&runs->readers[runs->heap[0]], runs->kind, error);
    if (status == ZG_END)
        runs->heap[0] = runs->heap[--runs->n_heap];
    else if (status != ZG_OK)
        return status;
    if (runs->n_heap > 0) sink(runs, 0);
    return ZG_OK;
}

static bool is_same(const zg_runs *runs)
{
    const zg_runs_row *top = &runs->readers[runs->heap[0]].row, *row = &runs->row;
    return top->length == row->length && top->n == row->n &&
           (row->length == 0 || memcmp(top->text, row->text, row->length) == 0);
}

/* The first entry into runs->row, with text of its own, and its file to the next. */
static zg_status pull(zg_runs *runs, uint32_t kind, zg_error *error)
{
    zg_status status = runs->kind == kind ? ZG_OK : begin(runs, kind, error);
    if (status == ZG_OK && runs->given++ % 4096 == 0) status = zg_run_check(runs->run, error);
    if (status != ZG_OK) return status;
    if (runs->n_heap == 0) return ZG_END;
    const zg_runs_row *top = &runs->readers[runs->heap[0]].row;
    runs->text.length = 0;
    if (!zg_buffer_append(&runs->text, top->text, top->length) ||
        !zg_buffer_byte(&runs->text, '\0')) {
        return zg_error_memory(error);
    }
    runs->row = *top;
    runs->row.text = runs->text.data;
    return step(runs, error);
}

zg_status zg_runs_document(zg_runs *runs, const char **name, size_t *length, zg_error *error)
{
    size_t from = runs->kind == ZG_RUNS_DOCS && runs->n_heap > 0 ? runs->heap[0] : 0;
    zg_status status = pull(runs, ZG_RUNS_DOCS, error);
    if (status != ZG_OK) return status;
    if (runs->n_heap > 0 && is_same(runs)) {
        const char *other = runs->readers[runs->heap[0]].path;
        return zg_error_set(error, ZG_ERROR_ARGUMENT, other,
                            "has the document %.200s, as %.200s has; documents of runs that are "
                            "merged must not be the same",
                            runs->row.text, runs->readers[from].path);
    }
    *name = runs->row.text;
    *length = runs->row.length;
    return ZG_OK;
}

zg_status zg_runs_next(zg_runs *runs, zg_runs_row *row, zg_error *error)
{
    zg_status status = pull(runs, ZG_RUNS_ROWS, error);
    while (status == ZG_OK && runs->n_heap > 0 && is_same(runs)) {
        const zg_runs_row *top = &runs->readers[runs->heap[0]].row;
        runs->row.freq += top->freq;
        runs->row.docs += top->docs;
        if (runs->row.freq > INT64_MAX)
            return zg_error_set(error, ZG_ERROR_RANGE, NULL, "a frequency of more than 2^63");
        status = step(runs, error);
    }
    if (status == ZG_OK) *row = runs->row;
    return status;
}

bool zg_runs_describe(const zg_runs *runs, zg_buffer *out)
{
    bool good = zg_buffer_text(out, "\"inputs\": [");
    for (size_t i = 0; i < runs->n && good; i++) {
        const zg_runs_reader *reader = &runs->readers[i];
        const char *slash = strrchr(reader->path, '/');
        const char *name = slash == NULL ? reader->path : slash + 1;
        good = zg_buffer_text(out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ") &&
               zg_rows_json(out, name, strlen(name)) &&
               zg_buffer_format(out, ", \"bytes\": %llu, \"crc32\": \"%08x\"}",
                                (unsigned long long)zg_source_bytes(reader->source),
                                (unsigned)zg_source_crc(reader->source));
    }
    return good && zg_buffer_text(out, "\n  ],\n  \"runs\": ") &&
           zg_rows_json(out, runs->head.settings, strlen(runs->head.settings)) &&
           zg_buffer_format(out, ",\n  \"documents\": %llu,\n  \"tokens\": %llu",
                            (unsigned long long)runs->head.documents,
                            (unsigned long long)runs->head.tokens);
}
