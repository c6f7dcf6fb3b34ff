/* corpus: building. Files are read, cleaned and tokenized one after the other; types are numbered
 * as they come and renumbered in byte order at the end, in one pass over the elements. */
#include <string.h>

#include "corpus_encoder.h"

/* How a file is split into documents. */
typedef enum split { SPLIT_FILE, SPLIT_LINE, SPLIT_BLANK, SPLIT_REGEX } split;

typedef struct builder {
    zg_run *run;
    zg_corpus *corpus;
    zg_unicode *unicode;
    zg_cleaner *cleaner;
    zg_encoder encoder;
    zg_regex *regex;
    split split;
    uint32_t file;
    uint64_t part; /* documents of the file so far */
    bool open;     /* a document is under way */
    bool matched;  /* the expression was found in this file */
    uint64_t html; /* files that look like HTML */
    uint64_t wrapped_lines, wrapped_cut;
} builder;

void zg_import_options_init(zg_import_options *options)
{
    *options = (zg_import_options){
        .size = sizeof *options, .encoding = "utf-8", .fold = ZG_FOLD_WIDTH, .documents = "file"};
}

/* ---- documents ---- */

static zg_status begin_document(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    const char *name = corpus->inputs.items[b->file].name;
    zg_corpus_document_record document = {.name = corpus->names.length,
                                          .paragraph = corpus->n_paragraphs,
                                          .element = corpus->n_elements,
                                          .file = b->file};
    b->part++;
    bool good = zg_buffer_text(&corpus->names, name);
    if (b->split != SPLIT_FILE) {
        good = good && zg_buffer_format(&corpus->names, "#%llu", (unsigned long long)b->part);
    }
    good = good && zg_buffer_byte(&corpus->names, '\0') &&
           zg_memory_grow(&corpus->documents, &corpus->documents_capacity, corpus->n_documents + 1,
                          sizeof document);
    if (!good) return zg_error_memory(error);
    corpus->documents[corpus->n_documents++] = document;
    b->open = true;
    return ZG_OK;
}

static zg_status end_document(builder *b, zg_error *error)
{
    if (!b->open) return ZG_OK;
    b->open = false;
    return zg_encoder_document(&b->encoder, error);
}

/* Takes back a document that has no token: what stands before the first match of an expression. */
static void drop_empty_document(builder *b)
{
    zg_corpus *corpus = b->corpus;
    if (!b->open || corpus->documents[corpus->n_documents - 1].tokens > 0) return;
    const zg_corpus_document_record *document = &corpus->documents[--corpus->n_documents];
    corpus->names.length = document->name;
    corpus->n_elements = document->element;
    while (corpus->n_joins > 0 && corpus->joins[corpus->n_joins - 1] >> 1 >= corpus->n_elements) {
        corpus->n_joins--;
    }
    if (document->paragraph < corpus->n_paragraphs) {
        corpus->text.length = corpus->paragraphs[document->paragraph].text;
        corpus->n_paragraphs = document->paragraph;
        while (corpus->map.n > 0 &&
               corpus->map.pieces[corpus->map.n - 1].offset >= corpus->text.length) {
            corpus->map.n--;
        }
    }
    b->part--;
    b->open = false;
}

/* ---- paragraphs ---- */

static zg_status store_paragraph(builder *b, const zg_paragraph *paragraph, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    zg_corpus_paragraph_record record = {
        .text = corpus->text.length, .element = corpus->n_elements, .kind = paragraph->kind};
    bool good = zg_memory_grow(&corpus->paragraphs, &corpus->paragraphs_capacity,
                               corpus->n_paragraphs + 1, sizeof record) &&
                zg_buffer_append(&corpus->text, paragraph->text, paragraph->length) &&
                zg_buffer_byte(&corpus->text, '\n');
    for (size_t i = 0; i < paragraph->n_pieces && good; i++) {
        zg_piece piece = paragraph->pieces[i];
        piece.offset += record.text;
        good = zg_sourcemap_add(&corpus->map, piece);
    }
    if (!good) return zg_error_memory(error);
    corpus->paragraphs[corpus->n_paragraphs++] = record;
    zg_corpus_document_record *document = &corpus->documents[corpus->n_documents - 1];
    document->characters += zg_utf8_count(paragraph->text, paragraph->length);
    return zg_encoder_paragraph(&b->encoder, paragraph, &document->tokens, error);
}

/* Whether a document begins with this paragraph, and whether the one before ends. */
static zg_status split_before(builder *b, const zg_paragraph *paragraph, bool *begins,
                              zg_error *error)
{
    *begins = !b->open;
    if (b->split == SPLIT_LINE) *begins = true;
    if (b->split != SPLIT_REGEX) return ZG_OK;
    bool found = false;
    zg_status status = zg_regex_found(b->regex, paragraph->text, paragraph->length, &found, error);
    if (status != ZG_OK || !found) return status;
    if (!b->matched) drop_empty_document(b);
    b->matched = true;
    *begins = true;
    return ZG_OK;
}

static zg_status take_paragraph(builder *b, const zg_paragraph *paragraph, zg_error *error)
{
    bool begins;
    uint32_t only = b->corpus->options.only;
    if (paragraph->length == 0) {
        zg_audit_place place = {
            .file = b->file, .page = paragraph->pieces[0].page, .line = paragraph->pieces[0].line};
        zg_audit_add(&b->corpus->audit, ZG_CHANGE_BLANK_LINE, 1, place);
        return b->split == SPLIT_BLANK ? end_document(b, error) : ZG_OK;
    }
    zg_status status = split_before(b, paragraph, &begins, error);
    if (status == ZG_OK && begins) {
        status = end_document(b, error);
        if (status == ZG_OK) status = begin_document(b, error);
    }
    if (status != ZG_OK || (only != 0 && !(only & 1u << paragraph->kind))) return status;
    return store_paragraph(b, paragraph, error);
}

/* ---- files ---- */

static zg_status take_paragraphs(builder *b, zg_error *error)
{
    zg_paragraph paragraph;
    zg_status status;
    while ((status = zg_cleaner_next(b->cleaner, &paragraph, error)) == ZG_OK) {
        status = take_paragraph(b, &paragraph, error);
        if (status != ZG_OK) return status;
    }
    return status == ZG_END ? ZG_OK : status;
}

static zg_status read_lines(builder *b, zg_reader *reader, zg_error *error)
{
    zg_line line;
    zg_status status;
    zg_cleaner_begin(b->cleaner, b->file);
    while ((status = zg_reader_next(reader, &line, error)) == ZG_OK) {
        status = zg_cleaner_line(b->cleaner, line.text, line.length, line.line, line.page, error);
        if (status == ZG_OK) status = take_paragraphs(b, error);
        if (status == ZG_OK && line.line % 1024 == 0) status = zg_run_check(b->run, error);
        if (status != ZG_OK) return status;
    }
    if (status != ZG_END) return status;
    status = zg_cleaner_end(b->cleaner, error);
    if (status == ZG_OK) status = take_paragraphs(b, error);
    return status;
}

static zg_status end_file(builder *b, zg_reader *reader, zg_error *error)
{
    zg_input *input = &b->corpus->inputs.items[b->file];
    uint64_t replaced, lines, cut;
    zg_reader_totals(reader, input, &replaced);
    zg_audit_add(&b->corpus->audit, ZG_CHANGE_INVALID, replaced, (zg_audit_place){.file = b->file});
    zg_cleaner_wrapping(b->cleaner, &lines, &cut);
    b->wrapped_lines += lines;
    b->wrapped_cut += cut;
    b->html += zg_reader_looks_like_html(reader);
    if (b->split == SPLIT_REGEX && !b->matched && b->open) {
        return zg_error_set(error, ZG_ERROR_FORMAT, input->path,
                            "no paragraph matches the expression of --documents; without it a "
                            "file is one document");
    }
    return end_document(b, error);
}

static zg_status read_file(builder *b, uint32_t file, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    zg_reader *reader = NULL;
    b->file = file;
    b->corpus->audit.file_name = b->corpus->inputs.items[file].name;
    b->part = 0;
    b->open = false;
    b->matched = false;
    zg_status status = zg_reader_open(b->run, &b->corpus->inputs.items[file], options->encoding,
                                      options->invalid == ZG_INVALID_REPLACE, &reader, error);
    if (status != ZG_OK) return status;
    /* An empty file is a document too. */
    if (b->split == SPLIT_FILE) status = begin_document(b, error);
    if (status == ZG_OK) status = read_lines(b, reader, error);
    if (status == ZG_OK) status = end_file(b, reader, error);
    zg_reader_free(reader);
    return status;
}

/* ---- the whole ---- */

static bool add_note(zg_corpus *corpus, const char *text, size_t length)
{
    return zg_buffer_append(&corpus->notes, text, length) && zg_buffer_byte(&corpus->notes, '\0');
}

static zg_status add_notes(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    zg_buffer text = {0};
    bool good = true;
    const char *lines = corpus->inputs.notes.data;
    for (size_t at = 0; at < corpus->inputs.notes.length && good;) {
        const char *end = memchr(lines + at, '\n', corpus->inputs.notes.length - at);
        size_t length = (size_t)(end - lines) - at;
        good = add_note(corpus, lines + at, length);
        at += length + 1;
    }
    if (good && corpus->options.clean == ZG_CLEAN_BASIC && b->wrapped_lines >= 20 &&
        b->wrapped_cut * 2 > b->wrapped_lines) {
        good = zg_buffer_format(&text,
                                "%llu %% of lines end inside a sentence; if the text was "
                                "taken out of pages, try --clean pdf",
                                (unsigned long long)(b->wrapped_cut * 100 / b->wrapped_lines)) &&
               add_note(corpus, text.data, text.length);
    }
    text.length = 0;
    if (good && b->html > 0) {
        good =
            zg_buffer_format(&text,
                             "%llu of %llu files look like HTML: the tags are counted "
                             "as text; save the pages as plain text first",
                             (unsigned long long)b->html, (unsigned long long)corpus->inputs.n) &&
            add_note(corpus, text.data, text.length);
    }
    zg_buffer_free(&text);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status finish(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    if (corpus->n_documents == 0) {
        return zg_error_set(error, ZG_ERROR_EMPTY, corpus->inputs.items[0].path,
                            "no document found");
    }
    zg_status status = zg_encoder_end(&b->encoder, error);
    return status == ZG_OK ? add_notes(b, error) : status;
}

static zg_status parse_split(builder *b, const char *documents, zg_error *error)
{
    if (documents == NULL || strcmp(documents, "file") == 0)
        b->split = SPLIT_FILE;
    else if (strcmp(documents, "line") == 0)
        b->split = SPLIT_LINE;
    else if (strcmp(documents, "blank") == 0)
        b->split = SPLIT_BLANK;
    else if (strncmp(documents, "regex:", 6) == 0) {
        b->split = SPLIT_REGEX;
        return zg_regex_new("--documents", documents + 6, &b->regex, error);
    } else {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--documents",
                            "\"%s\" is not one of file, line, blank, regex:RE", documents);
    }
    return ZG_OK;
}

static zg_status check_options(const zg_import_options *options, zg_error *error)
{
    if (options->fold >= 2u * ZG_FOLD_PUNCTUATION) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--fold", "unknown bits: %#x",
                            (unsigned)options->fold);
    }
    if (options->metadata || options->text_column || options->id_column || options->order_by) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, NULL,
                            "metadata, columns and order of documents are not there yet");
    }
    return ZG_OK;
}

static zg_status copy_options(zg_corpus *corpus, const zg_import_options *options, zg_error *error)
{
    corpus->options = *options;
    const char *encoding = options->encoding ? options->encoding : "utf-8";
    const char *documents = options->documents ? options->documents : "file";
    corpus->options.encoding = zg_memory_text(encoding, strlen(encoding));
    corpus->options.documents = zg_memory_text(documents, strlen(documents));
    if (corpus->options.encoding == NULL || corpus->options.documents == NULL) {
        return zg_error_memory(error);
    }
    return ZG_OK;
}

static zg_status build(builder *b, const char *const *paths, size_t n, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    zg_clean_options clean = {.clean = options->clean, .normalize = options->normalize};
    zg_status status = parse_split(b, options->documents, error);
    if (status == ZG_OK) {
        status = zg_inputs_list(paths, n, options->follow, &b->corpus->inputs, error);
    }
    if (status == ZG_OK) status = zg_unicode_new(&b->unicode, error);
    if (status == ZG_OK) {
        status = zg_cleaner_new(b->run, &clean, b->unicode, &b->corpus->audit, &b->cleaner, error);
    }
    if (status == ZG_OK) {
        status = zg_encoder_begin(&b->encoder, b->corpus, b->unicode, error);
    }
    if (status == ZG_OK && options->audit != NULL) {
        status = zg_audit_open(b->run, &b->corpus->audit, options->audit, error);
    }
    if (status == ZG_OK) zg_run_stage(b->run, "reading", b->corpus->inputs.n);
    for (size_t i = 0; i < b->corpus->inputs.n && status == ZG_OK; i++) {
        status = read_file(b, (uint32_t)i, error);
        zg_run_advance(b->run, 1);
    }
    if (status == ZG_OK)
        status = zg_audit_close(&b->corpus->audit, error);
    else
        zg_audit_abort(&b->corpus->audit);
    return status == ZG_OK ? finish(b, error) : status;
}

zg_status zg_corpus_build(zg_run *run, const char *const *paths, size_t n,
                          const zg_import_options *options, zg_corpus **out, zg_error *error)
{
    zg_import_options defaults;
    zg_import_options_init(&defaults);
    if (options == NULL) options = &defaults;
    zg_status status = check_options(options, error);
    if (status != ZG_OK) return status;
    builder b = {.run = run, .corpus = zg_memory_zeroed(1, sizeof *b.corpus)};
    if (b.corpus == NULL) return zg_error_memory(error);
    status = copy_options(b.corpus, options, error);
    if (status == ZG_OK) status = build(&b, paths, n, error);
    zg_encoder_free(&b.encoder);
    zg_cleaner_free(b.cleaner);
    zg_unicode_free(b.unicode);
    zg_regex_free(b.regex);
    if (status != ZG_OK)
        zg_corpus_free(b.corpus);
    else
        *out = b.corpus;
    return status;
}
