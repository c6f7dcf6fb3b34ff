/* report: overview, audit, lists by document. */
#include "report_tables.h"

#include <string.h>

#include <zigram/ngrams.h>

#include "corpus.h"

/* ---- overview and audit: few rows, kept in memory ---- */

typedef struct figures {
    struct {
        const char *name;
        int64_t value;
    } items[8];
    size_t n, next;
} figures;

static const zg_field overview_fields[] = {{"figure", ZG_UTF8, "what is counted"},
                                           {"value", ZG_INT64, "how many there are"}};

static zg_status fill_overview(void *self, zg_builder *builder, zg_error *error)
{
    figures *f = self;
    for (; f->next < f->n; f->next++) {
        const char *name = f->items[f->next].name;
        if (!zg_builder_text(builder, 0, name, strlen(name)) ||
            !zg_builder_int64(builder, 1, f->items[f->next].value)) {
            return zg_error_memory(error);
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

static void drop_block(void *self)
{
    zg_memory_free(self);
}

static void add_figure(figures *f, const char *name, uint64_t value)
{
    f->items[f->n].name = name;
    f->items[f->n++].value = (int64_t)value;
}

/* Types and hapaxes of a selection: the rows of its list of single tokens. */
static zg_status count_types(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             uint64_t *types, uint64_t *hapaxes, zg_error *error)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_batch *batch;
    zg_ngrams_options_init(&options);
    options.max_n = 1;
    *types = *hapaxes = 0;
    zg_status status = zg_ngrams(run, corpus, documents, &options, &table, error);
    while (status == ZG_OK && (status = zg_table_next(table, &batch, error)) == ZG_OK) {
        for (int64_t row = 0; row < batch->rows; row++) {
            *types += 1;
            *hapaxes += batch->columns[2].int64[row] == 1;
        }
        zg_batch_free(batch);
    }
    zg_table_free(table);
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_report_overview(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             zg_table **out, zg_error *error)
{
    uint64_t types, hapaxes, characters = 0, paragraphs = 0;
    uint64_t n = zg_selected_count(corpus, documents);
    zg_status status = count_types(run, corpus, documents, &types, &hapaxes, error);
    if (status != ZG_OK) return status;
    for (uint64_t i = 0; i < n; i++) {
        zg_document document = zg_corpus_document(corpus, zg_selected(corpus, documents, i));
        characters += document.characters;
        paragraphs += document.paragraphs;
    }
    figures *f = zg_memory_zeroed(1, sizeof *f);
    if (f == NULL) return zg_error_memory(error);
    add_figure(f, "documents", n);
    add_figure(f, "paragraphs", paragraphs);
    add_figure(f, "characters", characters);
    add_figure(f, "tokens", zg_selected_tokens(corpus, documents));
    add_figure(f, "types", types);
    add_figure(f, "hapaxes", hapaxes);
    return zg_table_new(overview_fields, 2, (int64_t)f->n, fill_overview, drop_block, f, run, out,
                        error);
}

typedef struct audit_rows {
    const zg_corpus *corpus;
    int next;
} audit_rows;

static const zg_field audit_fields[] = {
    {"change", ZG_UTF8, "class of change that cleaning made"},
    {"count", ZG_INT64, "how often"},
    {"meaning", ZG_UTF8, "what was done"},
    {"first_page", ZG_INT64, "page of the first place"},
    {"first_line", ZG_INT64, "line of the first place, in the file as received"},
};

static zg_status fill_audit(void *self, zg_builder *builder, zg_error *error)
{
    audit_rows *rows = self;
    const zg_audit *audit = zg_corpus_audit(rows->corpus);
    for (; rows->next < ZG_CHANGES; rows->next++) {
        zg_change change = (zg_change)rows->next;
        const char *name = zg_audit_name(change), *text = zg_audit_text(change);
        if (audit->counts[change] == 0) continue;
        const zg_audit_place *place = &audit->places[change][0];
        if (!zg_builder_text(builder, 0, name, strlen(name)) ||
            !zg_builder_int64(builder, 1, (int64_t)audit->counts[change]) ||
            !zg_builder_text(builder, 2, text, strlen(text)) ||
            !zg_builder_int64(builder, 3, (int64_t)place->page) ||
            !zg_builder_int64(builder, 4, (int64_t)place->line)) {
            return zg_error_memory(error);
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

zg_status zg_report_audit(zg_run *run, const zg_corpus *corpus, zg_table **out, zg_error *error)
{
    audit_rows *rows = zg_memory_zeroed(1, sizeof *rows);
    if (rows == NULL) return zg_error_memory(error);
    rows->corpus = corpus;
    return zg_table_new(audit_fields, 5, -1, fill_audit, drop_block, rows, run, out, error);
}

/* ---- what joining brought ---- */

typedef struct joined_rows {
    uint64_t windows[ZG_MAX_N + 1];
    uint64_t joined[ZG_MAX_N + 1];
    uint32_t max_n, next;
} joined_rows;

static const zg_field joined_fields[] = {
    {"n", ZG_INT64, "tokens in a window"},
    {"windows", ZG_INT64, "windows of n tokens within a clause: the occurrences of all n-grams"},
    {"only_joined", ZG_INT64, "of them, those that exist only because a line end was taken out"},
    {"share", ZG_DOUBLE, "only_joined / windows"},
};

static zg_status fill_joined(void *self, zg_builder *builder, zg_error *error)
{
    joined_rows *rows = self;
    for (; rows->next <= rows->max_n; rows->next++) {
        uint32_t n = rows->next;
        double windows = (double)rows->windows[n];
        if (!zg_builder_int64(builder, 0, n) ||
            !zg_builder_int64(builder, 1, (int64_t)rows->windows[n]) ||
            !zg_builder_int64(builder, 2, (int64_t)rows->joined[n]) ||
            !(rows->windows[n] > 0 ? zg_builder_real(builder, 3, (double)rows->joined[n] / windows)
                                   : zg_builder_null(builder, 3))) {
            return zg_error_memory(error);
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

zg_status zg_report_joined(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                           uint32_t max_n, zg_table **out, zg_error *error)
{
    joined_rows *rows = zg_memory_zeroed(1, sizeof *rows);
    if (rows == NULL) return zg_error_memory(error);
    rows->max_n = max_n;
    rows->next = 1;
    zg_status status =
        zg_corpus_joined(run, corpus, documents, max_n, rows->windows, rows->joined, error);
    if (status != ZG_OK) {
        zg_memory_free(rows);
        return status;
    }
    return zg_table_new(joined_fields, 4, max_n, fill_joined, drop_block, rows, run, out, error);
}
