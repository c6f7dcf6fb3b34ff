/* corpus: the clean text of two corpora as one. Their arrays are laid one behind the other, and
 * what that makes is tokenized anew, so that there is one vocabulary with one order. */
#include <string.h>

#include "corpus_fields.h"
#include "corpus_object.h"
#include "room.h"

/* ---- what has to agree ---- */

static zg_status refuse(const char *option, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_ARGUMENT, option,
                        "the two corpora were made with different ones; import the texts of one "
                        "anew as those of the other were");
}

static zg_status check_alike(const zg_corpus *a, const zg_corpus *b, zg_error *error)
{
    const zg_import_options *x = &a->options, *y = &b->options;
    if (x->unit != y->unit) return refuse("--unit", error);
    if (x->fold != y->fold) return refuse("--fold", error);
    if (x->clean != y->clean) return refuse("--clean", error);
    if (x->normalize != y->normalize) return refuse("--normalize", error);
    if (x->only != y->only) return refuse("--only", error);
    return ZG_OK;
}

/* ---- one behind the other ---- */

typedef struct joining {
    const zg_corpus *from[2];
    zg_corpus *to;
    size_t files; /* of the first */
    zg_fields_builder fields;
    zg_room text; /* of `to` */
} joining;

static bool join_inputs(joining *j, size_t side)
{
    zg_inputs *to = &j->to->inputs;
    const zg_inputs *from = &j->from[side]->inputs;
    for (size_t i = 0; i < from->n; i++) {
        const zg_input *input = &from->items[i];
        zg_input *copy = &to->items[to->n++];
        *copy = (zg_input){.path = zg_memory_text(input->path, strlen(input->path)),
                           .name = zg_memory_text(input->name, strlen(input->name)),
                           .given = side,
                           .bytes = input->bytes,
                           .table = input->table,
                           .kind = input->kind,
                           .crc = input->crc};
        if (copy->path == NULL || copy->name == NULL) return false;
    }
    return zg_buffer_append(&to->notes, from->notes.data, from->notes.length) &&
           zg_buffer_append(&j->to->notes, j->from[side]->notes.data, j->from[side]->notes.length);
}

static bool join_text(joining *j, size_t side)
{
    const zg_corpus *from = j->from[side];
    zg_corpus *to = j->to;
    uint64_t text = to->text.length, names = to->names.length, paragraphs = to->n_paragraphs;
    uint32_t files = side == 0 ? 0 : (uint32_t)j->files;
    for (size_t i = 0; i < from->map.n; i++) {
        zg_piece piece = from->map.pieces[i];
        piece.offset += text;
        piece.file += files;
        to->map.pieces[to->map.n++] = piece;
    }
    for (size_t i = 0; i < from->n_paragraphs; i++) {
        zg_corpus_paragraph_record record = from->paragraphs[i];
        record.text += text;
        to->paragraphs[to->n_paragraphs++] = record;
    }
    for (size_t i = 0; i < from->n_documents; i++) {
        zg_corpus_document_record record = from->documents[i];
        record.name += names;
        record.paragraph += paragraphs;
        record.file += files;
        to->documents[to->n_documents++] = record;
    }
    if (from->text.length > 0) memcpy(to->text.data + text, from->text.data, from->text.length);
    to->text.length += from->text.length;
    return zg_buffer_append(&to->names, from->names.data, from->names.length);
}

/* Fields are those of either; their types are found anew. */
static zg_status join_fields(joining *j, size_t side, uint64_t first, zg_error *error)
{
    const zg_corpus *from = j->from[side];
    for (size_t i = 0; i < from->n_fields; i++) {
        const char *name = zg_corpus_field_name(from, i);
        uint64_t field;
        zg_status status = zg_fields_column(j->to, &j->fields, name, strlen(name), &field, error);
        if (status != ZG_OK) return status;
        for (uint64_t d = 0; d < from->n_documents; d++) {
            size_t length;
            const char *value = zg_corpus_field_value(from, i, d, &length);
            status = zg_fields_add(&j->fields, first + d, field, value, length, error);
            if (status != ZG_OK) return status;
        }
    }
    return ZG_OK;
}

/* The text may be larger than the ceiling: then it is in a mapped file. */
static zg_status make_text(joining *j, zg_error *error)
{
    uint64_t length = (uint64_t)j->from[0]->text.length + j->from[1]->text.length;
    zg_status status = zg_room_make(&j->text, length, error);
    j->to->text.data = j->text.data;
    return status;
}

static bool make_room(joining *j)
{
    const zg_corpus *a = j->from[0], *b = j->from[1];
    zg_corpus *to = j->to;
    to->inputs.capacity = a->inputs.n + b->inputs.n;
    to->inputs.items = zg_memory_zeroed(to->inputs.capacity, sizeof *to->inputs.items);
    to->map.pieces = zg_memory_alloc(a->map.n + b->map.n, sizeof *to->map.pieces);
    to->paragraphs = zg_memory_alloc(a->n_paragraphs + b->n_paragraphs, sizeof *to->paragraphs);
    to->documents = zg_memory_alloc(a->n_documents + b->n_documents, sizeof *to->documents);
    return to->inputs.items != NULL && to->map.pieces != NULL && to->paragraphs != NULL &&
           to->documents != NULL;
}

static zg_status join(joining *j, zg_error *error)
{
    if (!make_room(j)) return zg_error_memory(error);
    j->files = j->from[0]->inputs.n;
    zg_status status = make_text(j, error);
    for (size_t side = 0; side < 2 && status == ZG_OK; side++) {
        uint64_t first = j->to->n_documents;
        bool good = join_inputs(j, side) && join_text(j, side);
        status = good ? join_fields(j, side, first, error) : zg_error_memory(error);
    }
    if (status == ZG_OK) status = zg_fields_finish(j->to, &j->fields, error);
    return status;
}

zg_status zg_corpus_join(zg_run *run, const zg_corpus *first, const zg_corpus *second,
                         zg_corpus **out, zg_error *error)
{
    zg_status status = check_alike(first, second, error);
    if (status == ZG_OK) status = zg_corpus_need_text(first, error);
    if (status == ZG_OK) status = zg_corpus_need_text(second, error);
    if (status != ZG_OK) return status;
    joining j = {.from = {first, second},
                 .to = zg_memory_zeroed(1, sizeof *j.to),
                 .fields = zg_fields_begin(run),
                 .text = {.run = run}};
    if (j.to == NULL) return zg_error_memory(error);
    status = join(&j, error);
    if (status == ZG_OK) {
        j.to->options = first->options; /* borrowed for the time of the call */
        status =
            zg_corpus_retokenize(run, j.to, first->options.unit, first->options.fold, out, error);
        j.to->options = (zg_import_options){0};
    }
    zg_fields_builder_free(&j.fields);
    j.to->text = (zg_buffer){0};
    zg_room_free(&j.text);
    zg_corpus_free(j.to);
    return status;
}
