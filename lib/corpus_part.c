/* corpus: parts: their memory, and what becomes of the lines in them. */
#include "corpus_part.h"

#include <string.h>

zg_status zg_part_begin(zg_part *part, bool counts_forms, zg_error *error)
{
    part->sections = zg_memory_zeroed(ZG_PART_SECTIONS, sizeof *part->sections);
    bool good = part->sections != NULL && zg_vocabulary_begin(&part->vocabulary) &&
                (!counts_forms || zg_forms_begin(&part->forms)) &&
                zg_buffer_reserve(&part->input, 1) && zg_buffer_reserve(&part->text, 1);
    return good ? ZG_OK : zg_error_memory(error);
}

void zg_part_free(zg_part *part)
{
    zg_buffer_free(&part->input);
    zg_spill_free(part->long_line);
    zg_buffer_free(&part->ids);
    zg_memory_free(part->sections);
    zg_buffer_free(&part->text);
    zg_memory_free(part->paragraphs);
    zg_memory_free(part->pieces);
    zg_memory_free(part->elements);
    zg_memory_free(part->joins);
    zg_vocabulary_free(&part->vocabulary);
    zg_forms_free(&part->forms);
    zg_memory_free(part->audit.events);
    zg_memory_free(part->types);
    zg_memory_free(part->records);
    *part = (zg_part){0};
}

void zg_part_forget(zg_part *part)
{
    part->n_types = 0;
    zg_vocabulary_clear(&part->vocabulary);
    if (part->forms.forms.slots != NULL) zg_forms_clear(&part->forms);
}

void zg_part_clear(zg_part *part)
{
    zg_spill_free(part->long_line);
    part->long_line = NULL;
    part->long_text = NULL;
    part->alone = false;
    part->n_sections = 0;
    part->input.length = part->ids.length = part->text.length = 0;
    part->n_paragraphs = part->n_pieces = part->n_elements = part->n_joins = 0;
    zg_part_forget(part);
    zg_audit_clear(&part->audit);
}

/* ---- paragraphs ---- */

static bool keep_paragraph(zg_part *part, const zg_paragraph *paragraph,
                           const zg_part_paragraph *record)
{
    if (!zg_memory_grow(&part->paragraphs, &part->paragraphs_capacity, part->n_paragraphs + 1,
                        sizeof *record)) {
        return false;
    }
    part->paragraphs[part->n_paragraphs++] = *record;
    if (paragraph->length == 0) return true;
    if (!zg_buffer_append(&part->text, paragraph->text, paragraph->length) ||
        !zg_buffer_byte(&part->text, '\n') ||
        !zg_memory_grow(&part->pieces, &part->pieces_capacity, part->n_pieces + paragraph->n_pieces,
                        sizeof *part->pieces)) {
        return false;
    }
    for (size_t i = 0; i < paragraph->n_pieces; i++) {
        zg_piece *piece = &part->pieces[part->n_pieces++];
        *piece = paragraph->pieces[i];
        piece->offset += record->text;
    }
    return true;
}

zg_status zg_part_paragraph_make(zg_part *part, zg_hand *hand, uint32_t only,
                                 const zg_paragraph *paragraph, zg_part_paragraph *out,
                                 zg_error *error)
{
    const zg_piece *first = &paragraph->pieces[0];
    *out = (zg_part_paragraph){.text = part->text.length,
                               .length = paragraph->length,
                               .element = part->n_elements,
                               .piece = part->n_pieces,
                               .join = part->n_joins,
                               .line = first->line,
                               .kind = paragraph->kind};
    if (paragraph->length == 0) {
        zg_audit_place place = {.file = first->file, .page = first->page, .line = first->line};
        zg_audit_add(&part->audit, ZG_CHANGE_BLANK_LINE, 1, place);
        return ZG_OK;
    }
    out->left_out = only != 0 && !(only & 1u << paragraph->kind);
    out->characters = zg_utf8_count(paragraph->text, paragraph->length);
    if (hand->regex == NULL) return ZG_OK;
    return zg_regex_found(hand->regex, paragraph->text, paragraph->length, &out->found, error);
}

static zg_status take_paragraphs(zg_part *part, zg_hand *hand, uint32_t only, zg_error *error)
{
    zg_paragraph paragraph;
    zg_part_paragraph record;
    zg_status status;
    while ((status = zg_cleaner_next(hand->cleaner, &paragraph, error)) == ZG_OK) {
        status = zg_part_paragraph_make(part, hand, only, &paragraph, &record, error);
        if (status == ZG_OK && paragraph.length > 0 && !record.left_out) {
            status = zg_part_encode(part, hand, &paragraph, &record.tokens, error);
        }
        if (status != ZG_OK) return status;
        if (!keep_paragraph(part, &paragraph, &record)) return zg_error_memory(error);
    }
    return status == ZG_END ? ZG_OK : status;
}

/* ---- lines ---- */

static zg_status take_section(zg_part *part, zg_hand *hand, zg_section *section, uint32_t only,
                              zg_error *error)
{
    const char *p = part->input.data + section->begin, *end = part->input.data + section->end;
    size_t before = part->n_paragraphs;
    uint64_t line = section->line, page = 1;
    zg_status status = ZG_OK;
    bool plain = zg_line_plain(p, (size_t)(end - p));
    zg_cleaner_begin(hand->cleaner, section->file);
    while (p < end && status == ZG_OK) {
        const char *text = p;
        size_t end_length, length = zg_line_next(&p, end, plain, &end_length);
        status = zg_cleaner_line(hand->cleaner, text, length, line, page, error);
        if (status == ZG_OK) status = take_paragraphs(part, hand, only, error);
        if (end_length == 0) break;
        page += text[length] == '\f';
        line += !section->row || (section->spans && (text[length] == '\n' || text[length] == '\r'));
    }
    if (status == ZG_OK && section->closes) status = zg_cleaner_end(hand->cleaner, error);
    if (status == ZG_OK) status = take_paragraphs(part, hand, only, error);
    section->lines = line - section->line;
    section->pages = page - 1;
    section->tally = *zg_cleaner_tally(hand->cleaner);
    section->n_paragraphs = part->n_paragraphs - before;
    return status;
}

zg_status zg_part_work(zg_part *part, zg_hand *hand, uint32_t only, zg_error *error)
{
    zg_status status = ZG_OK;
    zg_cleaner_audit(hand->cleaner, &part->audit);
    for (size_t i = 0; i < part->n_sections && status == ZG_OK; i++) {
        status = take_section(part, hand, &part->sections[i], only, error);
    }
    if (status == ZG_OK && part->audit.status != ZG_OK) {
        if (error != NULL) *error = part->audit.error;
        status = part->audit.status;
    }
    return status;
}
