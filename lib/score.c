/* score: measures appended to the rows of a table.
 *
 * Rows are scored as they are pulled. Where the family of lrc is the rows of a file, the file is
 * read twice: once to count them. Where p-values are adjusted, or the rows of standard input are
 * the family, all rows are held in a frame until the last is known. */
#include "score.h"

#include <math.h>
#include <string.h>

#include "frame.h"
#include "table.h"

/* A column that is appended. */
typedef struct column {
    const zg_measure *measure;
    bool thousand; /* of the vectors: a family of 1000 */
    bool negated;
} column;

typedef struct score {
    zg_run *run;
    const char *path;
    zg_rows *rows;
    zg_row pending; /* read, not yet given */
    bool has_pending, ended;
    zg_score_input input;
    zg_measure_list list;
    column *columns;
    size_t n_columns;
    zg_field *fields; /* the input's, the cells, the measures */
    size_t n_input, n_cells, n_fields;
    bool vectors, numeric; /* counts are shown as numbers */
    zg_levels levels, thousand;
    zg_table *table; /* borrowed; NULL until it is there */
    uint64_t scored; /* rows that had cells */
} score;

void zg_score_options_init(zg_score_options *options)
{
    *options = (zg_score_options){.size = sizeof *options, .confidence = 0.95};
}

static void drop(void *self)
{
    score *s = self;
    for (size_t i = 0; s->fields && i < s->n_input; i++) zg_memory_free((void *)s->fields[i].name);
    zg_memory_free(s->fields);
    zg_memory_free(s->columns);
    zg_measure_list_free(&s->list);
    zg_score_input_free(&s->input);
    zg_rows_free(s->rows);
    zg_memory_free(s);
}

/* ---- which columns ---- */

static const char *default_measures(const zg_score_input *input)
{
    if (input->table != SIZE_MAX) {
        if (input->reading == ZG_READ_KEYNESS)
            return "log_ratio,log_ratio_low,log_ratio_high,lrc,g2,neg_log10_p";
        if (input->reading == ZG_READ_ASSOCIATION)
            return "log_dice,mi,g2,neg_log10_p,t_score,log_ratio_association,lrc_association";
        return "g2,neg_log10_p,mi,ln_or_ha";
    }
    if (input->has & ZG_HAS(ZG_NEEDS_PARTS)) return "docs_expected,dp_norm,da,kld_norm_o2p";
    if (input->has & ZG_HAS(ZG_NEEDS_POSITIONS)) return "arf,ald,awt";
    return "rank_sum_neg_log10_p,log_ratio_cluster_low,log_ratio_cluster_high,tdk_lrc";
}

/* The measures asked for as columns: one each, and two where the vectors have a variant. */
static bool make_columns(score *s)
{
    s->columns = zg_memory_alloc(2 * s->list.n + 1, sizeof s->columns[0]);
    if (!s->columns) return false;
    for (size_t i = 0; i < s->list.n; i++) {
        const zg_measure *measure = s->list.columns[i].measure;
        uint32_t needed = measure->needs == ZG_NEEDS_ROWS ? ZG_NEEDS_TABLE : measure->needs;
        s->input.wanted |= 1u << needed;
        column c = {.measure = measure, .negated = s->vectors && measure->negated};
        s->columns[s->n_columns++] = c;
        c.thousand = true;
        if (s->vectors && measure->vector_variant) s->columns[s->n_columns++] = c;
    }
    return true;
}

static const char *column_name(const score *s, const column *c)
{
    if (!s->vectors) return c->measure->name;
    if (c->thousand) return c->measure->vector_variant;
    return c->measure->vector ? c->measure->vector : c->measure->name;
}

static zg_status append_field(score *s, const char *name, zg_type type, const char *formula,
                              zg_error *error)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (strcmp(s->fields[i].name, name) == 0)
            return zg_error_set(error, ZG_ERROR_ARGUMENT, "--measures",
                                "the table has a column %s already; rename it or leave the "
                                "measure out",
                                name);
    s->fields[s->n_fields++] = (zg_field){name, type, formula};
    return ZG_OK;
}

static const zg_field cell_fields[4] = {{"o11", ZG_INT64, "cell of the 2 x 2 table"},
                                        {"o12", ZG_INT64, "cell of the 2 x 2 table"},
                                        {"o21", ZG_INT64, "cell of the 2 x 2 table"},
                                        {"o22", ZG_INT64, "cell of the 2 x 2 table"}};

static zg_status make_fields(score *s, bool contingency, zg_error *error)
{
    size_t n = zg_rows_columns(s->rows);
    zg_status status = ZG_OK;
    s->fields = zg_memory_zeroed(n + 4 + s->n_columns, sizeof s->fields[0]);
    if (!s->fields) return zg_error_memory(error);
    for (size_t i = 0; i < n; i++) {
        const char *name = zg_rows_column(s->rows, i);
        char *copy = zg_memory_text(name, strlen(name));
        if (!copy) return zg_error_memory(error);
        bool whole = s->numeric && zg_score_is_count(&s->input, i);
        s->fields[s->n_fields++] = (zg_field){copy, whole ? ZG_INT64 : ZG_UTF8, "as it came"};
        s->n_input++;
    }
    if (contingency && s->input.table == SIZE_MAX)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--contingency",
                            "the table has no columns that give a 2 x 2 table");
    s->n_cells = contingency ? 4 : 0;
    if (contingency) s->input.wanted |= ZG_HAS(ZG_NEEDS_TABLE);
    for (size_t i = 0; i < s->n_cells && status == ZG_OK; i++)
        status = append_field(s, cell_fields[i].name, ZG_INT64, cell_fields[i].formula, error);
    for (size_t i = 0; i < s->n_columns && status == ZG_OK; i++)
        status = append_field(s, column_name(s, &s->columns[i]),
                              s->columns[i].measure->whole ? ZG_INT64 : ZG_DOUBLE,
                              s->columns[i].measure->formula, error);
    return status;
}

/* ---- rows ---- */

static zg_status next_row(score *s, zg_row *row, zg_error *error)
{
    if (s->ended) return ZG_END;
    if (s->has_pending) {
        s->has_pending = false;
        *row = s->pending;
        return ZG_OK;
    }
    zg_status status = zg_rows_next(s->rows, row, error);
    s->ended = status == ZG_END;
    if (status != ZG_OK || s->fields == NULL || row->n <= s->n_input) return status;
    return zg_error_at(error, ZG_ERROR_FORMAT, s->input.path, row->line, 0,
                       "the key \"%.60s\" is not in the first object; give it there, if as null",
                       zg_rows_column(s->rows, s->n_input));
}

static double measure_value(score *s, const column *c)
{
    if (s->input.inputs.table)
        s->input.table2x2.levels = s->vectors && c->thousand ? &s->thousand : &s->levels;
    double value = zg_measure_value(c->measure, &s->input.inputs);
    return c->negated ? (value == 0 ? 0 : -value) : value;
}

/* ---- a row at a time ---- */

static bool append_input(score *s, zg_builder *builder, const zg_row *row)
{
    for (size_t i = 0; i < s->n_input; i++) {
        int64_t whole;
        bool good = i >= row->n || row->cells[i].length == 0 ? zg_builder_null(builder, i)
                    : s->fields[i].type == ZG_UTF8
                        ? zg_builder_text(builder, i, row->cells[i].text, row->cells[i].length)
                    : zg_score_count(row->cells[i].text, row->cells[i].length, &whole)
                        ? zg_builder_int64(builder, i, whole)
                        : zg_builder_null(builder, i);
        if (!good) return false;
    }
    return true;
}

static bool append_measures(score *s, zg_builder *builder)
{
    const zg_contingency *o = &s->input.cells;
    int64_t cells[4] = {o->o11, o->o12, o->o21, o->o22};
    size_t at = s->n_input;
    for (size_t i = 0; i < s->n_cells; i++, at++)
        if (!(s->input.inputs.table ? zg_builder_int64(builder, at, cells[i])
                                    : zg_builder_null(builder, at)))
            return false;
    for (size_t i = 0; i < s->n_columns; i++, at++) {
        double value = measure_value(s, &s->columns[i]);
        bool good = s->fields[at].type == ZG_DOUBLE ? zg_builder_real(builder, at, value)
                    : isnan(value)                  ? zg_builder_null(builder, at)
                                                    : zg_builder_int64(builder, at, (int64_t)value);
        if (!good) return false;
    }
    return true;
}

/* What the sidecar says: how the table was read, and what the levels were. */
static zg_status describe(score *s, zg_error *error)
{
    uint64_t bytes, replaced;
    uint32_t crc;
    zg_buffer json = {0};
    zg_rows_totals(s->rows, &bytes, &crc, &replaced);
    const char *name = strcmp(s->path, "-") == 0 ? "standard input" : s->path;
    bool good = zg_buffer_text(&json, "\"inputs\": [{\"name\": ") &&
                zg_rows_json(&json, name, strlen(name)) &&
                zg_buffer_format(&json,
                                 ", \"bytes\": %llu, \"crc32\": \"%08x\"}],\n  \"rows_scored\": "
                                 "%llu,\n  \"confidence\": %.17g,\n  \"family\": %.17g",
                                 (unsigned long long)bytes, crc, (unsigned long long)s->scored,
                                 s->levels.confidence, s->levels.family);
    zg_status status =
        good ? zg_table_describe(s->table, json.data, json.length, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    score *s = self;
    zg_status status = ZG_OK;
    while (!zg_builder_full(builder)) {
        zg_row row;
        status = next_row(s, &row, error);
        if (status == ZG_OK) status = zg_score_input_read(&s->input, &row, &s->levels, error);
        if (status != ZG_OK) break;
        s->scored += s->input.inputs.table != NULL;
        if (!append_input(s, builder, &row) || !append_measures(s, builder))
            return zg_error_memory(error);
        zg_builder_row(builder);
    }
    if (status == ZG_END) status = s->table ? describe(s, error) : ZG_OK;
    return status;
}

/* ---- the family ---- */

static bool needs_rows(const score *s)
{
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i].measure->needs == ZG_NEEDS_ROWS) return true;
    return false;
}

static bool needs_family(const score *s)
{
    static const char *const names[] = {"lrc", "plrc", "lockword", "lrc_association",
                                        "plrc_association"};
    for (size_t i = 0; i < s->n_columns; i++)
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            if (strcmp(s->columns[i].measure->name, names[k]) == 0) return true;
    return false;
}

/* Counts the rows that have a table, by reading the file once for that. */
static zg_status count_rows(score *s, const zg_score_options *options, double *family,
                            zg_error *error)
{
    zg_rows *rows = NULL;
    zg_row row;
    uint64_t n = 0;
    zg_status status = zg_rows_open(s->run, s->path, zg_rows_read_as(s->rows), options->encoding,
                                    false, &rows, error);
    while (status == ZG_OK && (status = zg_rows_next(rows, &row, error)) == ZG_OK) {
        status = zg_score_input_read(&s->input, &row, NULL, error);
        n += s->input.inputs.table != NULL;
    }
    zg_rows_free(rows);
    *family = n > 0 ? (double)n : 1;
    return status == ZG_END ? ZG_OK : status;
}

/* ---- all rows at once ---- */

typedef struct whole {
    zg_frame *frame;
    zg_contingency *cells;
    size_t n, capacity;
    double *p, *q;
    zg_ranked *ranked;
} whole;

static void whole_free(whole *w)
{
    zg_frame_free(w->frame);
    zg_memory_free(w->cells);
    zg_memory_free(w->p);
    zg_memory_free(w->q);
    zg_memory_free(w->ranked);
}

/* A row whose measures of tables are filled in later; those of other inputs now. */
static bool keep_row(score *s, whole *w, const zg_row *row)
{
    zg_frame *f = w->frame;
    size_t at = s->n_input;
    const zg_contingency *o = &s->input.cells;
    int64_t cells[4] = {o->o11, o->o12, o->o21, o->o22}, count;
    bool has = s->input.inputs.table != NULL;
    if (!zg_memory_grow(&w->cells, &w->capacity, w->n + 1, sizeof w->cells[0])) return false;
    w->cells[w->n++] = has ? *o : (zg_contingency){.o11 = -1};
    for (size_t i = 0; i < s->n_input; i++) {
        const zg_cell *cell = i < row->n ? &row->cells[i] : NULL;
        bool good = !cell || cell->length == 0     ? zg_frame_null(f, i)
                    : s->fields[i].type == ZG_UTF8 ? zg_frame_text(f, i, cell->text, cell->length)
                    : zg_score_count(cell->text, cell->length, &count) ? zg_frame_int64(f, i, count)
                                                                       : zg_frame_null(f, i);
        if (!good) return false;
    }
    for (size_t i = 0; i < s->n_cells; i++, at++)
        if (!(has ? zg_frame_int64(f, at, cells[i]) : zg_frame_null(f, at))) return false;
    for (size_t i = 0; i < s->n_columns; i++, at++) {
        double value = measure_value(s, &s->columns[i]);
        bool good = s->fields[at].type == ZG_DOUBLE ? zg_frame_real(f, at, value)
                    : isnan(value)                  ? zg_frame_null(f, at)
                                                    : zg_frame_int64(f, at, (int64_t)value);
        if (!good) return false;
    }
    zg_frame_row(f);
    return true;
}

/* Scores the tables again, now that the family is known. */
static zg_status score_tables(score *s, whole *w, zg_error *error)
{
    const zg_measure *p = zg_measure_find("neg_log10_p");
    for (size_t row = 0; row < w->n; row++) {
        w->p[row] = NAN;
        s->input.inputs = (zg_measure_inputs){0};
        if (w->cells[row].o11 < 0) continue;
        zg_status status = zg_table2x2_init(&s->input.table2x2, &w->cells[row], &s->levels, error);
        if (status != ZG_OK) return status;
        s->input.inputs.table = &s->input.table2x2;
        w->p[row] = p->compute.table(&s->input.table2x2);
        for (size_t i = 0; i < s->n_columns; i++)
            if (s->columns[i].measure->needs == ZG_NEEDS_TABLE && !s->columns[i].measure->whole)
                zg_frame_set_real(w->frame, row, s->n_input + s->n_cells + i,
                                  measure_value(s, &s->columns[i]));
    }
    return ZG_OK;
}

static void adjust(score *s, whole *w)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        const zg_measure *measure = s->columns[i].measure;
        if (measure->needs != ZG_NEEDS_ROWS) continue;
        zg_adjust(measure->compute.rows, w->p, w->n, fmax(s->levels.family, (double)s->scored),
                  w->ranked, w->q);
        for (size_t row = 0; row < w->n; row++)
            zg_frame_set_real(w->frame, row, s->n_input + s->n_cells + i, w->q[row]);
    }
}

static zg_status read_all(score *s, whole *w, zg_error *error)
{
    zg_row row;
    zg_status status;
    while ((status = next_row(s, &row, error)) == ZG_OK) {
        status = zg_score_input_read(&s->input, &row, &s->levels, error);
        if (status != ZG_OK) return status;
        s->scored += s->input.inputs.table != NULL;
        if (!keep_row(s, w, &row)) return zg_error_memory(error);
        if (w->n % 4096 == 0 && (status = zg_run_check(s->run, error)) != ZG_OK) return status;
    }
    return status == ZG_END ? ZG_OK : status;
}

/* Makes the table whole; `s` is freed by the caller. */
static zg_status score_all(score *s, const zg_score_options *options, zg_table **out,
                           zg_error *error)
{
    whole w = {0};
    zg_status status = zg_frame_new(s->fields, s->n_fields, &w.frame, error);
    if (status == ZG_OK) status = read_all(s, &w, error);
    if (status == ZG_OK && !s->vectors && options->family == 0)
        status = zg_levels_init(&s->levels, options->confidence,
                                s->scored > 0 ? (double)s->scored : 1, error);
    if (status == ZG_OK) {
        w.p = zg_memory_alloc(w.n, sizeof w.p[0]);
        w.q = zg_memory_alloc(w.n, sizeof w.q[0]);
        w.ranked = zg_memory_alloc(w.n, sizeof w.ranked[0]);
        status = w.p && w.q && w.ranked ? score_tables(s, &w, error) : zg_error_memory(error);
    }
    if (status == ZG_OK) {
        adjust(s, &w);
        status = zg_frame_table(s->run, w.frame, &s->table, error);
        w.frame = NULL;
    }
    if (status == ZG_OK && (status = describe(s, error)) != ZG_OK) zg_table_free(s->table);
    if (status == ZG_OK) *out = s->table;
    whole_free(&w);
    return status;
}

/* ---- the call ---- */

static zg_status open_input(score *s, const zg_score_options *options, zg_error *error)
{
    static const zg_rows_kind kinds[] = {ZG_ROWS_AUTO, ZG_ROWS_TSV, ZG_ROWS_CSV, ZG_ROWS_JSONL};
    bool known = options->format >= ZG_FORMAT_AUTO && options->format <= ZG_FORMAT_JSONL;
    const char *name = strcmp(s->path, "-") == 0 ? "standard input" : s->path;
    zg_status status = zg_rows_open(s->run, s->path, known ? kinds[options->format] : ZG_ROWS_AUTO,
                                    options->encoding, false, &s->rows, error);
    if (status != ZG_OK) return status;
    s->numeric = zg_rows_read_as(s->rows) == ZG_ROWS_JSONL;
    status = next_row(s, &s->pending, error); /* the columns of JSON Lines are known then */
    s->has_pending = status == ZG_OK;
    if (status == ZG_OK || status == ZG_END)
        status = zg_score_input_find(&s->input, s->rows, name, error);
    return status;
}

static zg_status set_levels(score *s, const zg_score_options *options, double family,
                            zg_error *error)
{
    zg_status status = zg_levels_init(&s->levels, options->confidence, family, error);
    if (status == ZG_OK) status = zg_levels_init(&s->thousand, options->confidence, 1000, error);
    return status;
}

static zg_status prepare(score *s, const zg_score_options *options, zg_error *error)
{
    zg_status status = open_input(s, options, error);
    if (status != ZG_OK) return status;
    const char *wanted = options->measures ? options->measures : default_measures(&s->input);
    status = zg_measure_list_add(&s->list, wanted, s->input.has, s->input.reading, error);
    if (status != ZG_OK) return status;
    if (!make_columns(s)) return zg_error_memory(error);
    status = make_fields(s, options->contingency, error);
    double family = options->family > 0 && !s->vectors ? options->family : 1;
    if (status == ZG_OK) status = set_levels(s, options, family, error);
    return status;
}

zg_status zg_score(zg_run *run, const char *path, const zg_score_options *options, zg_table **out,
                   zg_error *error)
{
    zg_score_options defaults;
    zg_score_options_init(&defaults);
    if (!options) options = &defaults;
    score *s = zg_memory_zeroed(1, sizeof *s);
    if (!s) return zg_error_memory(error);
    s->run = run;
    s->path = path;
    s->vectors = options->vectors;
    zg_status status = prepare(s, options, error);
    bool open_family = status == ZG_OK && options->family == 0 && !s->vectors && needs_family(s);
    if (status == ZG_OK && (needs_rows(s) || (open_family && strcmp(path, "-") == 0))) {
        status = score_all(s, options, out, error);
        drop(s);
        return status;
    }
    double family = 1;
    if (open_family) status = count_rows(s, options, &family, error);
    if (open_family && status == ZG_OK) status = set_levels(s, options, family, error);
    if (status != ZG_OK) {
        drop(s);
        return status;
    }
    zg_table *table;
    status = zg_table_new(s->fields, s->n_fields, -1, fill, drop, s, run, &table, error);
    if (status != ZG_OK) return status;
    s->table = table;
    *out = table;
    return ZG_OK;
}
