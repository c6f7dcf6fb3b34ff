/* corpus: building. Files are read, cleaned and tokenized one after the other; types are numbered
 * as they come and renumbered in byte order at the end, in one pass over the elements. */
#include <string.h>

#include "corpus_builder.h"

void zg_import_options_init(zg_import_options *options)
{
    *options = (zg_import_options){
        .size = sizeof *options, .encoding = "utf-8", .fold = ZG_FOLD_WIDTH, .documents = "file"};
}

/* ---- files ---- */

static zg_status read_lines(builder *b, zg_reader *reader, zg_error *error)
{
    zg_line line;
    zg_status status;
    zg_cleaner_begin(b->cleaner, b->file);
    while ((status = zg_reader_next(reader, &line, error)) == ZG_OK) {
        status = zg_cleaner_line(b->cleaner, line.text, line.length, line.line, line.page, error);
        if (status == ZG_OK) status = zg_build_paragraphs(b, error);
        if (status == ZG_OK && line.line % 1024 == 0) status = zg_run_check(b->run, error);
        if (status != ZG_OK) return status;
    }
    if (status != ZG_END) return status;
    status = zg_cleaner_end(b->cleaner, error);
    if (status == ZG_OK) status = zg_build_paragraphs(b, error);
    return status;
}

static zg_status end_file(builder *b, zg_reader *reader, zg_error *error)
{
    zg_input *input = &b->corpus->inputs.items[b->file];
    uint64_t replaced;
    zg_reader_totals(reader, input, &replaced);
    zg_audit_add(&b->corpus->audit, ZG_CHANGE_INVALID, replaced, (zg_audit_place){.file = b->file});
    zg_build_signs(b);
    b->html += zg_reader_looks_like_html(reader);
    if (b->split == SPLIT_REGEX && !b->matched && b->open) {
        return zg_error_set(error, ZG_ERROR_FORMAT, input->path,
                            "no paragraph matches the expression of --documents; without it a "
                            "file is one document");
    }
    return zg_build_end(b, error);
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
    if (b->corpus->inputs.items[file].table) return zg_build_table(b, file, error);
    zg_status status = zg_reader_open(b->run, &b->corpus->inputs.items[file], options->encoding,
                                      options->invalid == ZG_INVALID_REPLACE, &reader, error);
    if (status != ZG_OK) return status;
    /* An empty file is a document too. */
    if (b->split == SPLIT_FILE) status = zg_build_begin(b, NULL, error);
    if (status == ZG_OK) status = read_lines(b, reader, error);
    if (status == ZG_OK) status = end_file(b, reader, error);
    zg_reader_free(reader);
    return status;
}

/* ---- the whole ---- */

static zg_status finish(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    if (corpus->n_documents == 0) {
        return zg_error_set(error, ZG_ERROR_EMPTY, corpus->inputs.items[0].path,
                            "no document found");
    }
    zg_status status = zg_encoder_end(&b->encoder, error);
    if (status == ZG_OK) status = zg_fields_finish(corpus, &b->fields, error);
    if (status == ZG_OK && corpus->options.order_by != NULL) {
        status = zg_corpus_order(corpus, corpus->options.order_by, error);
    }
    return status == ZG_OK ? zg_build_notes(b, error) : status;
}

/* Two documents of one name: rows may be named as they like, and as another file. */
static zg_status check_names(const zg_corpus *corpus, zg_error *error)
{
    zg_status status = ZG_OK;
    zg_map *seen = corpus->n_documents != corpus->inputs.n || corpus->options.id_column != NULL
                       ? zg_map_new()
                       : NULL;
    if (seen == NULL) {
        bool needed = corpus->n_documents != corpus->inputs.n || corpus->options.id_column != NULL;
        return needed ? zg_error_memory(error) : ZG_OK;
    }
    for (uint64_t d = 0; d < corpus->n_documents && status == ZG_OK; d++) {
        const char *name = zg_corpus_document_name(corpus, d);
        const uint64_t *other = zg_map_find(seen, name, strlen(name));
        if (other != NULL) {
            status = zg_error_set(error, ZG_ERROR_FORMAT,
                                  corpus->inputs.items[corpus->documents[d].file].path,
                                  "two documents have the name %.100s: this is number %llu, and "
                                  "number %llu of %s is the other",
                                  name, (unsigned long long)d + 1, (unsigned long long)*other + 1,
                                  corpus->inputs.items[corpus->documents[*other].file].path);
        } else if (!zg_map_add(seen, name, strlen(name), d)) {
            status = zg_error_memory(error);
        }
    }
    zg_map_free(seen);
    return status;
}

/* ---- metadata ---- */

/* Reads the tables before the texts, so that a bad one is known early. */
static zg_status read_metadata(builder *b, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    const zg_inputs *inputs = &b->corpus->inputs;
    size_t n = options->metadata != NULL ? 1 : inputs->n_folders;
    b->metadata = zg_memory_zeroed(n, sizeof *b->metadata);
    if (b->metadata == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    for (; b->n_metadata < n && status == ZG_OK; b->n_metadata++) {
        const char *path =
            options->metadata != NULL ? options->metadata : inputs->folders[b->n_metadata].metadata;
        status = zg_metadata_read(b->run, path, options->encoding,
                                  options->invalid == ZG_INVALID_REPLACE,
                                  &b->metadata[b->n_metadata], error);
    }
    return status;
}

static zg_status apply_metadata(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    size_t files = corpus->inputs.n;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < b->n_metadata && status == ZG_OK; i++) {
        bool all = corpus->options.metadata != NULL;
        status =
            zg_metadata_apply(b->metadata[i], corpus, all ? 0 : corpus->inputs.folders[i].first,
                              all ? files : corpus->inputs.folders[i].last, &b->fields, error);
    }
    return status;
}

/* Options about tables where there is none, or about splitting where there is one. */
static zg_status check_tables(const builder *b, zg_error *error)
{
    const zg_inputs *inputs = &b->corpus->inputs;
    const zg_import_options *options = &b->corpus->options;
    size_t tables = 0;
    for (size_t i = 0; i < inputs->n; i++) tables += inputs->items[i].table;
    if (tables == 0 && (options->text_column != NULL || options->id_column != NULL)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT,
                            options->text_column != NULL ? "--text-column" : "--id-column",
                            "no input is a table: .tsv, .csv, .jsonl");
    }
    if (tables > 0 && b->split != SPLIT_FILE) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--documents",
                            "%s splits texts, but an input is a table, whose rows are documents",
                            options->documents);
    }
    return ZG_OK;
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
    return ZG_OK;
}

/* A copy of a text that may be NULL. */
static bool copy_text(const char **out, const char *text)
{
    *out = text == NULL ? NULL : zg_memory_text(text, strlen(text));
    return text == NULL || *out != NULL;
}

static zg_status copy_options(zg_corpus *corpus, const zg_import_options *options, zg_error *error)
{
    corpus->options = *options;
    const char *encoding = options->encoding ? options->encoding : "utf-8";
    const char *documents = options->documents ? options->documents : "file";
    zg_import_options *copy = &corpus->options;
    bool good = copy_text(&copy->encoding, encoding);
    good = copy_text(&copy->documents, documents) && good;
    good = copy_text(&copy->metadata, options->metadata) && good;
    good = copy_text(&copy->text_column, options->text_column) && good;
    good = copy_text(&copy->id_column, options->id_column) && good;
    good = copy_text(&copy->order_by, options->order_by) && good;
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status build(builder *b, const char *const *paths, size_t n, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    zg_clean_options clean = {.clean = options->clean, .normalize = options->normalize};
    zg_status status = parse_split(b, options->documents, error);
    if (status == ZG_OK) {
        status = zg_inputs_list(paths, n, options->follow,
                                options->text_column != NULL || options->id_column != NULL,
                                options->other_side,
                                &b->corpus->inputs, error);
    }
    if (status == ZG_OK) status = check_tables(b, error);
    if (status == ZG_OK) status = read_metadata(b, error);
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
    size_t n_files = b->corpus->inputs.n;
    for (size_t i = 0; i < n_files && status == ZG_OK; i++) {
        status = read_file(b, (uint32_t)i, error);
        zg_run_advance(b->run, 1);
    }
    if (status == ZG_OK)
        status = zg_audit_close(&b->corpus->audit, error);
    else
        zg_audit_abort(&b->corpus->audit);
    if (status == ZG_OK) status = check_names(b->corpus, error);
    if (status == ZG_OK) status = apply_metadata(b, error);
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
    zg_fields_builder_free(&b.fields);
    for (size_t i = 0; i < b.n_metadata; i++) zg_metadata_free(b.metadata[i]);
    zg_memory_free(b.metadata);
    if (status != ZG_OK)
        zg_corpus_free(b.corpus);
    else
        *out = b.corpus;
    return status;
}
