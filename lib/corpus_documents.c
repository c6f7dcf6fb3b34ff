/* corpus: documents while they are built. Parts come in their order, worked on: their paragraphs
 * are parted into documents and appended, as many at once as belong together. */
#include <stdio.h>
#include <string.h>

#include "corpus_builder.h"

/* ---- documents ---- */

static zg_status begin_document(builder *b, const char *id, zg_error *error)
{
    const zg_corpus *corpus = b->corpus;
    const zg_stores *s = &b->stores;
    const char *name = id != NULL ? id : corpus->inputs.items[b->file].name;
    b->mark = (struct builder_mark){.text = s->text.n,
                                    .pieces = s->pieces.n,
                                    .paragraphs = s->paragraphs.n,
                                    .elements = s->elements.n,
                                    .joins = s->joins.n,
                                    .names = s->names.n};
    b->document = (zg_corpus_document_record){.name = s->names.n,
                                              .paragraph = s->paragraphs.n,
                                              .element = s->elements.n,
                                              .file = b->file};
    b->part++;
    b->name.length = 0;
    bool good = zg_buffer_text(&b->name, name);
    if (id == NULL && (b->split != SPLIT_FILE || b->row)) {
        good = good && zg_buffer_format(&b->name, "#%llu", (unsigned long long)b->part);
    }
    if (!good || !zg_buffer_byte(&b->name, '\0')) return zg_error_memory(error);
    b->open = true;
    return zg_store_add(&b->stores.names, b->name.data, b->name.length, error);
}

static zg_status end_document(builder *b, zg_error *error)
{
    const uint32_t end = ZG_ELEMENT_DOCUMENT;
    if (!b->open) return ZG_OK;
    b->open = false;
    zg_status status = zg_store_add(&b->stores.elements, &end, 1, error);
    return status == ZG_OK ? zg_store_add(&b->stores.documents, &b->document, 1, error) : status;
}

/* Takes back a document that has no token: what stands before the first match of an expression. */
static zg_status drop_empty_document(builder *b, zg_error *error)
{
    zg_stores *s = &b->stores;
    if (!b->open || b->document.tokens > 0) return ZG_OK;
    b->part--;
    b->open = false;
    zg_status status = zg_store_cut(&s->text, b->mark.text, error);
    if (status == ZG_OK) status = zg_store_cut(&s->pieces, b->mark.pieces, error);
    if (status == ZG_OK) status = zg_store_cut(&s->paragraphs, b->mark.paragraphs, error);
    if (status == ZG_OK) status = zg_store_cut(&s->elements, b->mark.elements, error);
    if (status == ZG_OK) status = zg_store_cut(&s->joins, b->mark.joins, error);
    return status == ZG_OK ? zg_store_cut(&s->names, b->mark.names, error) : status;
}

/* ---- appending ---- */

/* Where what a paragraph has in the arrays of its part begins. */
static zg_part_paragraph begin_of(const zg_part *part, size_t i)
{
    if (i < part->n_paragraphs) return part->paragraphs[i];
    return (zg_part_paragraph){.text = part->text.length,
                               .element = part->n_elements,
                               .piece = part->n_pieces,
                               .join = part->n_joins};
}

static zg_status add_pieces(builder *b, zg_piece *pieces, size_t n, uint64_t text, zg_error *error)
{
    for (size_t i = 0; i < n; i++) {
        pieces[i].offset = pieces[i].offset - text + b->stores.text.n;
        pieces[i].line += b->lines;
        pieces[i].page += (uint32_t)b->pages;
    }
    return zg_store_add(&b->stores.pieces, pieces, n, error);
}

static zg_status add_joins(builder *b, uint64_t *joins, size_t n, uint64_t element, zg_error *error)
{
    for (size_t i = 0; i < n; i++) {
        joins[i] = ((joins[i] >> 1) - element + b->stores.elements.n) << 1 | (joins[i] & 1);
    }
    return zg_store_add(&b->stores.joins, joins, n, error);
}

/* Makes the records of paragraphs `from` to `to` - 1; gives how many. */
static size_t make_records(builder *b, zg_part *part, size_t from, size_t to)
{
    zg_part_paragraph first = begin_of(part, from);
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        const zg_part_paragraph *paragraph = &part->paragraphs[i];
        if (paragraph->length == 0) continue;
        part->records[n++] = (zg_corpus_paragraph_record){
            .text = paragraph->text - first.text + b->stores.text.n,
            .element = paragraph->element - first.element + b->stores.elements.n,
            .kind = paragraph->kind};
        b->document.tokens += paragraph->tokens;
        b->document.characters += paragraph->characters;
    }
    return n;
}

/* Appends paragraphs `from` to `to` - 1 of a part to the document under way. */
static zg_status append_run(builder *b, zg_part *part, size_t from, size_t to, zg_error *error)
{
    zg_stores *s = &b->stores;
    zg_part_paragraph first = begin_of(part, from), end = begin_of(part, to);
    if (end.text == first.text) return ZG_OK; /* empty lines */
    if (!zg_memory_grow(&part->records, &part->records_capacity, to - from,
                        sizeof *part->records)) {
        return zg_error_memory(error);
    }
    size_t n = make_records(b, part, from, to);
    zg_status status = zg_store_add(&s->paragraphs, part->records, n, error);
    if (status == ZG_OK) {
        status =
            add_pieces(b, part->pieces + first.piece, end.piece - first.piece, first.text, error);
    }
    if (status == ZG_OK && end.join > first.join) {
        status =
            add_joins(b, part->joins + first.join, end.join - first.join, first.element, error);
    }
    if (status == ZG_OK) {
        status = zg_store_add(&s->text, part->text.data + first.text, end.text - first.text, error);
    }
    if (status != ZG_OK || end.element == first.element) return status;
    return zg_store_add(&s->elements, part->elements + first.element, end.element - first.element,
                        error);
}

/* ---- where documents begin and end ---- */

/* What to do before a paragraph. */
typedef struct turn {
    bool ends;   /* the document under way ends: at an empty line */
    bool begins; /* one begins with the paragraph */
    bool drops;  /* what stands before is none where it has no token */
} turn;

static turn turn_at(builder *b, const zg_part_paragraph *paragraph)
{
    turn out = {0};
    if (paragraph->length == 0) {
        out.ends = b->split == SPLIT_BLANK && b->open;
        return out;
    }
    bool found = b->split == SPLIT_REGEX && paragraph->found;
    out.begins = !b->open || b->split == SPLIT_LINE || found;
    out.drops = found && !b->matched;
    b->matched = b->matched || found;
    return out;
}

static zg_status make_turn(builder *b, turn t, zg_error *error)
{
    zg_status status = ZG_OK;
    if (t.drops) status = drop_empty_document(b, error);
    if (status == ZG_OK && (t.ends || t.begins)) status = end_document(b, error);
    return status == ZG_OK && t.begins ? begin_document(b, NULL, error) : status;
}

static void see(builder *b, zg_hand *hand, const char *text, const zg_part_paragraph *paragraph)
{
    zg_layout_seams_add(&b->seams, hand->unicode, text, paragraph->length, paragraph->kind,
                        b->corpus->options.clean == ZG_CLEAN_PDF, paragraph->line + b->lines);
}

static zg_status give_paragraphs(builder *b, zg_part *part, zg_hand *hand, size_t from, size_t to,
                                 zg_error *error)
{
    size_t run = from;
    for (size_t i = from; i < to; i++) {
        const zg_part_paragraph *paragraph = &part->paragraphs[i];
        see(b, hand, part->text.data + paragraph->text, paragraph);
        turn t = turn_at(b, paragraph);
        zg_status status = ZG_OK;
        if (t.ends || t.begins || paragraph->left_out) {
            status = append_run(b, part, run, i, error);
            run = i;
            if (status == ZG_OK) status = make_turn(b, t, error);
        }
        if (status != ZG_OK) return status;
        if (paragraph->left_out) run = i + 1;
    }
    return append_run(b, part, run, to, error);
}

/* ---- types ---- */

/* The vocabulary has to be in memory. */
static zg_status reserve_vocabulary(builder *b, zg_error *error)
{
    uint64_t needs = zg_vocabulary_memory(&b->corpus->vocabulary);
    if (b->counts_forms) needs += zg_forms_memory(&b->forms);
    if (needs <= b->vocabulary_reserved) return ZG_OK;
    uint64_t more = needs - b->vocabulary_reserved;
    b->vocabulary_reserved = needs;
    return zg_corpus_reserve(b->corpus, b->run, more, "the vocabulary", error);
}

/* Takes over what a part knows of types, so that it may go on with none. */
static zg_status take_types(builder *b, zg_part *part, zg_error *error)
{
    if (b->counts_forms && !zg_part_forms(part, &b->corpus->vocabulary, &b->forms)) {
        return zg_error_memory(error);
    }
    zg_part_forget(part);
    return reserve_vocabulary(b, error);
}

/* ---- a part that is too large to be in memory twice ---- */

#define FORGET 65536 /* types that a part has at most when it goes on */

/* Straight into the corpus, some elements at a time. */
static zg_status append_alone(builder *b, zg_part *part, zg_hand *hand,
                              const zg_paragraph *paragraph, const zg_part_paragraph *made,
                              zg_error *error)
{
    zg_stores *s = &b->stores;
    zg_corpus_paragraph_record record = {
        .text = s->text.n, .element = s->elements.n, .kind = paragraph->kind};
    zg_piece piece = paragraph->pieces[0];
    size_t next = 1;
    zg_status status = zg_store_add(&s->paragraphs, &record, 1, error);
    if (status == ZG_OK) status = add_pieces(b, &piece, 1, 0, error);
    if (status == ZG_OK) status = zg_store_add(&s->text, paragraph->text, paragraph->length, error);
    if (status == ZG_OK) status = zg_store_add(&s->text, "\n", 1, error);
    if (status != ZG_OK) return status;
    b->document.characters += made->characters;
    zg_part_encode_begin(hand, paragraph);
    do {
        part->n_elements = 0;
        status = zg_part_encode_next(part, hand, paragraph, &b->document.tokens, &next, error);
        if (status != ZG_OK && status != ZG_END) return status;
        if (!zg_part_number(part, &b->corpus->vocabulary)) return zg_error_memory(error);
        zg_status added = zg_store_add(&s->elements, part->elements, part->n_elements, error);
        if (added == ZG_OK && part->vocabulary.n > FORGET) added = take_types(b, part, error);
        if (added == ZG_OK) added = zg_run_check(b->run, error);
        if (added != ZG_OK) return added;
    } while (status == ZG_OK);
    part->n_elements = 0;
    return ZG_OK;
}

/* Names the line that there is no room for, if the error does not. */
static zg_status name_line(const builder *b, const zg_section *section, uint64_t line,
                           zg_status status, zg_error *error)
{
    if (error == NULL || status != ZG_ERROR_MEMORY || error->source[0] != '\0') return status;
    snprintf(error->source, sizeof error->source, "%s",
             b->corpus->inputs.items[section->file].path);
    error->line = section->row ? section->line : b->lines + line;
    return status;
}

static zg_status give_lines_alone(builder *b, zg_part *part, zg_hand *hand, zg_section *section,
                                  zg_error *error)
{
    const char *data = part->long_line != NULL ? part->long_text : part->input.data;
    const char *p = data + section->begin, *end = data + section->end;
    uint64_t line = 1, page = 1;
    zg_cleaner_audit(hand->cleaner, &part->audit);
    bool plain = zg_line_plain(p, (size_t)(end - p));
    zg_cleaner_begin(hand->cleaner, section->file);
    while (p < end) {
        zg_paragraph paragraph;
        zg_part_paragraph made;
        const char *text = p;
        size_t end_length, length = zg_line_next(&p, end, plain, &end_length);
        zg_status status = zg_cleaner_line(hand->cleaner, text, length, line, page, error);
        if (status == ZG_OK) status = zg_cleaner_next(hand->cleaner, &paragraph, error);
        if (status == ZG_OK) {
            status = zg_part_paragraph_make(part, hand, b->corpus->options.only, &paragraph, &made,
                                            error);
        }
        if (status != ZG_OK) return name_line(b, section, line, status, error);
        see(b, hand, paragraph.text, &made);
        status = make_turn(b, turn_at(b, &made), error);
        if (status == ZG_OK && made.length > 0 && !made.left_out) {
            status = append_alone(b, part, hand, &paragraph, &made, error);
        }
        if (status != ZG_OK) return status;
        page += end_length > 0 && text[length] == '\f';
        line += end_length > 0;
    }
    section->lines = line - 1;
    section->pages = page - 1;
    section->tally = *zg_cleaner_tally(hand->cleaner);
    return ZG_OK;
}

/* ---- files ---- */

static zg_status open_section(builder *b, const zg_part *part, const zg_section *section,
                              zg_error *error)
{
    if (section->file != b->file) b->part = 0;
    b->file = section->file;
    b->corpus->audit.file_name = b->corpus->inputs.items[b->file].name;
    if (!section->opens) return ZG_OK;
    b->lines = b->pages = 0;
    b->row = section->row;
    b->matched = false;
    b->tally = (zg_clean_tally){0};
    b->seams = (zg_layout_seams){0};
    /* An empty file is a document too. */
    if (b->split != SPLIT_FILE) return ZG_OK;
    const char *id = section->id == SIZE_MAX ? NULL : part->ids.data + section->id;
    return begin_document(b, id, error);
}

static void add_tally(zg_clean_tally *tally, const zg_clean_tally *more)
{
    tally->lines += more->lines;
    tally->cut += more->cut;
    for (size_t i = 0; i < ZG_CLEAN_WIDTHS; i++) tally->widths[i] += more->widths[i];
}

static zg_status close_section(builder *b, const zg_section *section, zg_error *error)
{
    zg_audit_add(&b->corpus->audit, ZG_CHANGE_INVALID, section->replaced,
                 (zg_audit_place){.file = b->file});
    if (section->row && !section->opens) return ZG_OK; /* the end of a table */
    zg_build_signs(b);
    if (b->split == SPLIT_REGEX && !b->matched && b->open) {
        return zg_error_set(error, ZG_ERROR_FORMAT, b->corpus->inputs.items[b->file].path,
                            "no paragraph matches the expression of --documents; without it a "
                            "file is one document");
    }
    return end_document(b, error);
}

static zg_status give_section(builder *b, zg_part *part, zg_hand *hand, zg_section *section,
                              size_t *paragraph, zg_error *error)
{
    zg_status status = open_section(b, part, section, error);
    if (status == ZG_OK && part->alone) {
        status = give_lines_alone(b, part, hand, section, error);
    } else if (status == ZG_OK) {
        size_t end = *paragraph + section->n_paragraphs;
        status = give_paragraphs(b, part, hand, *paragraph, end, error);
        *paragraph = end;
    }
    if (status != ZG_OK) return status;
    /* The changes of a part are taken over at once. Of its files only the first may have begun
     * before it. */
    if (section == &part->sections[0]) {
        zg_audit_merge(&b->corpus->audit, &part->audit, section->file, b->lines, b->pages);
    }
    add_tally(&b->tally, &section->tally);
    b->lines += section->row ? 0 : section->lines;
    b->pages += section->row ? 0 : section->pages;
    return section->closes ? close_section(b, section, error) : ZG_OK;
}

zg_status zg_build_give(builder *b, zg_part *part, zg_hand *hand, zg_error *error)
{
    size_t paragraph = 0;
    zg_status status = ZG_OK;
    if (!zg_part_number(part, &b->corpus->vocabulary)) return zg_error_memory(error);
    for (size_t i = 0; i < part->n_sections && status == ZG_OK; i++) {
        status = give_section(b, part, hand, &part->sections[i], &paragraph, error);
    }
    return status == ZG_OK ? take_types(b, part, error) : status;
}
