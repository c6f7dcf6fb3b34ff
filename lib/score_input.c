/* score_input: from cells to numbers, with every refusal naming its line. */
#include <math.h>
#include <string.h>

#include "number.h"
#include "score.h"

enum {
    O11,
    O12,
    O21,
    O22,
    F_TARGET,
    F_REFERENCE,
    N_TARGET,
    N_REFERENCE,
    F,
    F1,
    F2,
    N,
    FREQS,
    SIZES,
    POSITIONS,
    FREQS_TARGET,
    SIZES_TARGET,
    FREQS_REFERENCE,
    SIZES_REFERENCE
};

static const char *const names[ZG_SCORE_NAMES] = {"o11",
                                                  "o12",
                                                  "o21",
                                                  "o22",
                                                  "f_target",
                                                  "f_reference",
                                                  "n_target",
                                                  "n_reference",
                                                  "f",
                                                  "f1",
                                                  "f2",
                                                  "n",
                                                  "freqs",
                                                  "sizes",
                                                  "positions",
                                                  "freqs_target",
                                                  "sizes_target",
                                                  "freqs_reference",
                                                  "sizes_reference"};

/* Capital letters of ASCII are small ones; columns are often called O11 and N. */
static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        if (x != *b) return false;
    }
    return *a == *b;
}

static size_t find_column(const zg_rows *rows, const char *name)
{
    size_t column;
    if (zg_rows_find(rows, name, strlen(name), &column)) return column;
    for (column = 0; column < zg_rows_columns(rows); column++)
        if (same_name(zg_rows_column(rows, column), name)) return column;
    return SIZE_MAX;
}

static bool has_all(const zg_score_input *input, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++)
        if (input->columns[i] == SIZE_MAX) return false;
    return true;
}

static zg_status refuse_columns(const zg_rows *rows, const char *path, zg_error *error)
{
    zg_buffer list = {0};
    zg_status status = zg_error_memory(error);
    if (zg_rows_list_columns(rows, &list) && zg_buffer_byte(&list, '\0'))
        status = zg_error_at(error, ZG_ERROR_FORMAT, path, 1, 0,
                             "needs columns o11 o12 o21 o22, f_target f_reference n_target "
                             "n_reference, f f1 f2 n, freqs sizes, or positions n; has %s",
                             list.data);
    zg_buffer_free(&list);
    return status;
}

zg_status zg_score_input_find(zg_score_input *input, const zg_rows *rows, const char *path,
                              zg_error *error)
{
    input->path = path;
    for (size_t i = 0; i < ZG_SCORE_NAMES; i++) input->columns[i] = find_column(rows, names[i]);
    input->table = has_all(input, O11, 4)        ? O11
                   : has_all(input, F_TARGET, 4) ? F_TARGET
                   : has_all(input, F, 4)        ? F
                                                 : SIZE_MAX;
    input->reading = input->table == F_TARGET ? ZG_READ_KEYNESS
                     : input->table == F      ? ZG_READ_ASSOCIATION
                                              : ZG_READ_ANY;
    if (input->table != SIZE_MAX) input->has |= ZG_HAS(ZG_NEEDS_TABLE);
    if (has_all(input, FREQS, 2)) input->has |= ZG_HAS(ZG_NEEDS_PARTS) | ZG_HAS(ZG_NEEDS_GROUPS);
    if (has_all(input, POSITIONS, 1) && has_all(input, N, 1))
        input->has |= ZG_HAS(ZG_NEEDS_POSITIONS);
    if (has_all(input, FREQS_TARGET, 4)) input->has |= ZG_HAS(ZG_NEEDS_DOCUMENTS);
    return input->has ? ZG_OK : refuse_columns(rows, path, error);
}

bool zg_score_is_count(const zg_score_input *input, size_t column)
{
    for (size_t i = 0; i < FREQS; i++)
        if (input->columns[i] == column) return true;
    return false;
}

/* ---- numbers ---- */

bool zg_score_count(const char *text, size_t length, int64_t *out)
{
    double real;
    if (zg_number_parse_int64(text, length, out)) return true;
    if (!zg_number_parse_real(text, length, &real)) return false;
    if (!(fabs(real) <= 9007199254740992.0) || real != floor(real)) return false;
    *out = (int64_t)real;
    return true;
}

static zg_status refuse(const zg_score_input *input, const zg_cell *cell, size_t name,
                        const char *reason, zg_error *error)
{
    int shown = cell->length > 40 ? 40 : (int)cell->length;
    while (shown > 0 && cell->length > 40 && ((unsigned char)cell->text[shown] & 0xC0) == 0x80)
        shown--;
    return zg_error_at(error, ZG_ERROR_FORMAT, input->path, cell->line, 0, "%s: \"%.*s\"%s %s",
                       names[name], shown, cell->text, cell->length > 40 ? "..." : "", reason);
}

/* ZG_END where the cell has no value. */
static zg_status read_count(const zg_score_input *input, const zg_row *row, size_t name,
                            int64_t *out, zg_error *error)
{
    size_t column = input->columns[name];
    if (column >= row->n || row->cells[column].length == 0) return ZG_END;
    const zg_cell *cell = &row->cells[column];
    if (!zg_score_count(cell->text, cell->length, out))
        return refuse(input, cell, name, "is not a whole number below 2^63", error);
    if (*out < 0) return refuse(input, cell, name, "is below 0", error);
    return ZG_OK;
}

/* "3,0,1"; blanks around a number are allowed. ZG_END where the cell has no value. */
static zg_status read_list(const zg_score_input *input, const zg_row *row, size_t name,
                           zg_score_numbers *out, zg_error *error)
{
    size_t column = input->columns[name];
    if (column >= row->n || row->cells[column].length == 0) return ZG_END;
    const zg_cell *cell = &row->cells[column];
    const char *at = cell->text, *end = cell->text + cell->length;
    for (out->n = 0;;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *from = at, *to = comma ? comma : end;
        while (from < to && *from == ' ') from++;
        while (from < to && to[-1] == ' ') to--;
        if (!zg_memory_grow(&out->values, &out->capacity, out->n + 1, sizeof out->values[0]))
            return zg_error_memory(error);
        if (!zg_score_count(from, (size_t)(to - from), &out->values[out->n]))
            return refuse(input, cell, name, "is not a list of whole numbers, as 3,0,1", error);
        if (out->values[out->n] < 0) return refuse(input, cell, name, "has one below 0", error);
        out->n++;
        if (!comma) return ZG_OK;
        at = comma + 1;
    }
}

/* An error of the measures themselves, with the place. */
static zg_status place(const zg_score_input *input, const zg_row *row, zg_status status,
                       zg_error *error)
{
    char text[sizeof error->text];
    if (status == ZG_OK || status == ZG_ERROR_MEMORY || !error) return status;
    memcpy(text, error->text, sizeof text);
    return zg_error_at(error, ZG_ERROR_FORMAT, input->path, row->line, 0, "%s", text);
}

static zg_status read_table(zg_score_input *input, const zg_row *row, const zg_levels *levels,
                            zg_error *error)
{
    int64_t v[4];
    size_t first = input->table;
    input->has_cells = false;
    for (size_t i = 0; i < 4; i++) {
        zg_status status = read_count(input, row, first + i, &v[i], error);
        if (status != ZG_OK) return status == ZG_END ? ZG_OK : status;
    }
    input->cells = (zg_contingency){v[0], v[1], v[2], v[3]};
    if (first == F_TARGET && !zg_contingency_keyness(v[0], v[1], v[2], v[3], &input->cells))
        return zg_error_at(error, ZG_ERROR_FORMAT, input->path, row->line, 0,
                           "a frequency is above the tokens of its side");
    if (first == F && !zg_contingency_joint(v[0], v[1], v[2], v[3], &input->cells))
        return zg_error_at(error, ZG_ERROR_FORMAT, input->path, row->line, 0,
                           "f is above f1 or f2, or they need more than n");
    zg_status status = zg_table2x2_init(&input->table2x2, &input->cells, levels, error);
    if (status != ZG_OK) return place(input, row, status, error);
    input->has_cells = true;
    input->inputs.table = &input->table2x2;
    return ZG_OK;
}

/* Frequencies and sizes from two columns. ZG_END where one has no value. */
static zg_status read_side(zg_score_input *input, const zg_row *row, size_t name,
                           zg_score_side *side, bool rates, zg_error *error)
{
    zg_status status = read_list(input, row, name, &side->freqs, error);
    if (status == ZG_OK) status = read_list(input, row, name + 1, &side->sizes, error);
    if (status != ZG_OK) return status;
    if (side->freqs.n != side->sizes.n)
        return zg_error_at(error, ZG_ERROR_FORMAT, input->path, row->line, 0,
                           "%s has %zu numbers, %s has %zu", names[name], side->freqs.n,
                           names[name + 1], side->sizes.n);
    if (rates &&
        !zg_memory_grow(&input->rates, &input->rates_capacity, side->freqs.n, sizeof(double)))
        return zg_error_memory(error);
    status = zg_part_sizes_init(&side->parts, side->sizes.values, side->sizes.n, error);
    if (status == ZG_OK)
        status = zg_part_freqs_init(&side->item, &side->parts, NULL, side->freqs.values,
                                    side->freqs.n, rates ? input->rates : NULL, error);
    return place(input, row, status, error);
}

static zg_status read_parts(zg_score_input *input, const zg_row *row, zg_error *error)
{
    zg_score_side *side = &input->sides[0];
    zg_status status = read_side(input, row, FREQS, side, true, error);
    if (status != ZG_OK) return status == ZG_END ? ZG_OK : status;
    input->inputs.parts = &side->item;
    if (!(input->wanted & ZG_HAS(ZG_NEEDS_GROUPS))) return ZG_OK;
    status = zg_group_freqs_init(&input->groups, side->freqs.values, side->sizes.values,
                                 side->freqs.n, error);
    input->inputs.groups = &input->groups;
    return place(input, row, status, error);
}

static zg_status read_positions(zg_score_input *input, const zg_row *row, zg_error *error)
{
    zg_position_list *list = &input->position_list;
    zg_status status = read_list(input, row, POSITIONS, &input->positions, error);
    if (status == ZG_OK) status = read_count(input, row, N, &list->tokens, error);
    if (status != ZG_OK) return status == ZG_END ? ZG_OK : status;
    list->positions = input->positions.values;
    list->n = input->positions.n;
    for (size_t i = 0; i < list->n; i++) {
        int64_t before = i > 0 ? list->positions[i - 1] : 0;
        if (list->positions[i] <= before || list->positions[i] > list->tokens)
            return zg_error_at(error, ZG_ERROR_FORMAT, input->path, row->line, 0,
                               "positions: %lld is not behind the one before it and within n",
                               (long long)list->positions[i]);
    }
    input->inputs.positions = list;
    return ZG_OK;
}

static zg_status read_documents(zg_score_input *input, const zg_row *row, const zg_levels *levels,
                                zg_error *error)
{
    zg_score_side *target = &input->sides[1], *reference = &input->sides[2];
    zg_status status = read_side(input, row, FREQS_TARGET, target, false, error);
    if (status == ZG_OK) status = read_side(input, row, FREQS_REFERENCE, reference, false, error);
    if (status != ZG_OK) return status == ZG_END ? ZG_OK : status;
    size_t both = target->freqs.n + reference->freqs.n;
    if (!zg_memory_grow(&input->scratch, &input->scratch_capacity, both, sizeof input->scratch[0]))
        return zg_error_memory(error);
    zg_document_freqs_init(&input->documents, &target->item, &reference->item, levels,
                           input->scratch);
    input->inputs.documents = &input->documents;
    return ZG_OK;
}

zg_status zg_score_input_read(zg_score_input *input, const zg_row *row, const zg_levels *levels,
                              zg_error *error)
{
    zg_status status = ZG_OK;
    input->inputs = (zg_measure_inputs){0};
    if (input->wanted & ZG_HAS(ZG_NEEDS_TABLE)) status = read_table(input, row, levels, error);
    if (status == ZG_OK && input->wanted & (ZG_HAS(ZG_NEEDS_PARTS) | ZG_HAS(ZG_NEEDS_GROUPS)))
        status = read_parts(input, row, error);
    if (status == ZG_OK && input->wanted & ZG_HAS(ZG_NEEDS_POSITIONS))
        status = read_positions(input, row, error);
    if (status == ZG_OK && input->wanted & ZG_HAS(ZG_NEEDS_DOCUMENTS))
        status = read_documents(input, row, levels, error);
    return status;
}

void zg_score_input_free(zg_score_input *input)
{
    for (int i = 0; i < 3; i++) {
        zg_memory_free(input->sides[i].freqs.values);
        zg_memory_free(input->sides[i].sizes.values);
    }
    zg_memory_free(input->positions.values);
    zg_memory_free(input->rates);
    zg_memory_free(input->scratch);
}
