/* corpus: building. Files are read one after the other in parts of some lines, or of some files,
 * which are cleaned and tokenized side by side and put together in their order. Types are numbered
 * as they come and renumbered in byte order at the end, in one pass over the elements. */
#include <string.h>

#include "corpus_builder.h"
#include "corpus_index.h"
#include "pool.h"

void zg_import_options_init(zg_import_options *options)
{
    *options = (zg_import_options){
        .size = sizeof *options, .encoding = "utf-8", .fold = ZG_FOLD_WIDTH, .documents = "file"};
}

/* ---- taking ---- */

static zg_status open_next(builder *b, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    const zg_input *input = &b->corpus->inputs.items[b->next_file];
    if (input->table) return zg_build_table_open(b, (uint32_t)b->next_file++, error);
    b->file_begun = false;
    b->taken++;
    b->next_file++;
    return zg_reader_open(b->run, input, options->encoding, options->invalid == ZG_INVALID_REPLACE,
                          &b->reader, error);
}

static void close_file(builder *b, uint32_t file, zg_section *section)
{
    zg_reader_totals(b->reader, &b->corpus->inputs.items[file], &section->replaced);
    b->html += zg_reader_looks_like_html(b->reader);
    zg_reader_free(b->reader);
    b->reader = NULL;
    zg_run_advance(b->run, 1);
}

#define LARGE ((size_t)8 << 20)

/* More lines of the file under way. `pdf` looks at a file as a whole. */
static zg_status take_lines(builder *b, zg_part *part, zg_error *error)
{
    bool whole = b->corpus->options.clean == ZG_CLEAN_PDF, ended;
    uint32_t file = (uint32_t)b->next_file - 1;
    zg_section *section = &part->sections[part->n_sections];
    *section = (zg_section){.file = file,
                            .opens = !b->file_begun,
                            .line = 1,
                            .begin = part->input.length,
                            .id = SIZE_MAX};
    bool alone = part->n_sections == 0 && !whole;
    zg_status status = zg_reader_lines(b->reader, whole ? SIZE_MAX : ZG_BUILD_PART, &part->input,
                                       alone ? &part->long_line : NULL, &ended, error);
    const void *text = NULL;
    if (status == ZG_OK && part->long_line != NULL) {
        status = zg_spill_map(part->long_line, &text, error);
        part->long_text = text;
    }
    if (status != ZG_OK) return status;
    section->end =
        part->long_line != NULL ? (size_t)zg_spill_bytes(part->long_line) : part->input.length;
    section->closes = ended;
    part->alone = part->long_line != NULL || (alone && section->end > LARGE);
    part->n_sections++;
    b->file_begun = true;
    if (ended) close_file(b, file, section);
    return ZG_OK;
}

/* Fills a part: from one large file, or from some small ones. */
static zg_status take(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    builder *b = context;
    zg_part *part = &b->parts[slot];
    size_t most = b->corpus->options.audit != NULL ? 1 : ZG_PART_SECTIONS;
    (void)worker;
    zg_part_clear(part);
    while (part->n_sections < most && part->input.length < ZG_BUILD_PART && !part->alone) {
        zg_status status = ZG_OK;
        if (b->table != NULL)
            status = zg_build_table_take(b, part, error);
        else if (b->reader != NULL)
            status = take_lines(b, part, error);
        else if (b->next_file < b->n_files)
            status = open_next(b, error);
        else
            break;
        if (status != ZG_OK) return status;
        /* A part has at most one section of a file. */
        if (b->reader != NULL && b->file_begun) break;
    }
    return part->n_sections > 0 ? ZG_OK : ZG_END;
}

static zg_status work(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    builder *b = context;
    zg_part *part = &b->parts[slot];
    if (part->alone) return ZG_OK; /* when it is given */
    return zg_part_work(part, &b->hands[worker], b->corpus->options.only, error);
}

static zg_status give(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    builder *b = context;
    return zg_build_give(b, &b->parts[slot], &b->hands[worker], error);
}

/* ---- hands and parts ---- */

static zg_status begin_hand(builder *b, zg_hand *hand, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    zg_clean_options clean = {.clean = options->clean, .normalize = options->normalize};
    zg_status status = zg_hand_begin(hand, options, error);
    if (status == ZG_OK) {
        status =
            zg_cleaner_new(b->run, &clean, hand->unicode, &b->corpus->audit, &hand->cleaner, error);
    }
    if (status == ZG_OK && b->split == SPLIT_REGEX) {
        status = zg_regex_new("--documents", options->documents + 6, &hand->regex, error);
    }
    return status;
}

static zg_status begin_parts(builder *b, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    uint32_t threads = zg_run_threads(b->run);
    size_t parts = threads == 1 ? 1 : (size_t)threads + 2;
    b->counts_forms = (options->fold & ~(uint32_t)ZG_FOLD_WIDTH) != 0;
    b->file = UINT32_MAX;
    b->hands = zg_memory_zeroed(threads, sizeof *b->hands);
    b->parts = zg_memory_zeroed(parts, sizeof *b->parts);
    if (b->hands == NULL || b->parts == NULL || !zg_vocabulary_begin(&b->corpus->vocabulary) ||
        (b->counts_forms && !zg_forms_begin(&b->forms))) {
        return zg_error_memory(error);
    }
    zg_status status = zg_stores_begin(&b->stores, b->run, options->lean, error);
    if (options->without_text) zg_store_count(&b->stores.text);
    while (status == ZG_OK && b->n_hands < threads) {
        status = begin_hand(b, &b->hands[b->n_hands++], error);
    }
    while (status == ZG_OK && b->n_parts < parts) {
        zg_part *part = &b->parts[b->n_parts++];
        status = zg_part_begin(part, b->counts_forms, error);
        part->audit.keeps = options->audit != NULL;
    }
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
    zg_status status = zg_corpus_number(b->run, corpus, b->counts_forms ? &b->forms : NULL, error);
    if (status == ZG_OK) status = zg_fields_finish(corpus, &b->fields, error);
    if (status == ZG_OK && corpus->options.order_by != NULL) {
        status = zg_corpus_order(b->run, corpus, corpus->options.order_by, error);
    }
    return status == ZG_OK ? zg_build_notes(b, error) : status;
}

static const char *document_name(const void *corpus, uint64_t document, size_t *length)
{
    const char *name = zg_corpus_document_name(corpus, document);
    *length = strlen(name);
    return name;
}

/* Two documents of one name: rows may be named as they like, and as another file. Names of files
 * differ, and so do NAME#k of files that are all split. */
static zg_status check_names(const builder *b, zg_error *error)
{
    const zg_corpus *corpus = b->corpus;
    zg_status status = ZG_OK;
    bool tables = false;
    for (size_t i = 0; i < b->n_files; i++) tables = tables || corpus->inputs.items[i].table;
    if (!tables) return ZG_OK;
    zg_index seen = {.text = document_name, .context = corpus};
    status = zg_index_begin(&seen, b->run, corpus->n_documents, error);
    for (uint64_t d = 0; d < corpus->n_documents && status == ZG_OK; d++) {
        uint64_t other;
        if (zg_index_add(&seen, d, &other)) continue;
        status = zg_error_set(error, ZG_ERROR_FORMAT,
                              corpus->inputs.items[corpus->documents[d].file].path,
                              "two documents have the name %.100s: this is number %llu, and "
                              "number %llu of %s is the other",
                              zg_corpus_document_name(corpus, d), (unsigned long long)d + 1,
                              (unsigned long long)other + 1,
                              corpus->inputs.items[corpus->documents[other].file].path);
    }
    zg_index_free(&seen);
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
        zg_regex *regex = NULL;
        zg_status status = zg_regex_new("--documents", documents + 6, &regex, error);
        zg_regex_free(regex);
        return status;
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

static zg_status read_texts(builder *b, zg_error *error)
{
    static const zg_pipe pipe = {take, work, give};
    zg_corpus *corpus = b->corpus;
    zg_status status = begin_parts(b, error);
    if (status == ZG_OK && corpus->options.audit != NULL) {
        status = zg_audit_open(b->run, &corpus->audit, corpus->options.audit, error);
    }
    b->n_files = corpus->inputs.n;
    if (status == ZG_OK) {
        zg_run_stage(b->run, "reading", b->n_files);
        status = zg_pool_pipe(b->run, &pipe, b->n_parts, b, error);
    }
    if (status == ZG_OK)
        status = zg_audit_close(&corpus->audit, error);
    else
        zg_audit_abort(&corpus->audit);
    return status == ZG_OK ? zg_stores_settle(&b->stores, corpus, error) : status;
}

static zg_status build(builder *b, const char *const *paths, size_t n, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    zg_status status = parse_split(b, options->documents, error);
    if (status == ZG_OK) {
        status = zg_inputs_list(paths, n, options->follow,
                                options->text_column != NULL || options->id_column != NULL,
                                options->other_side, &b->corpus->inputs, error);
    }
    if (status == ZG_OK) status = check_tables(b, error);
    if (status == ZG_OK) status = read_metadata(b, error);
    if (status == ZG_OK) status = read_texts(b, error);
    if (status == ZG_OK) status = check_names(b, error);
    if (status == ZG_OK) status = apply_metadata(b, error);
    return status == ZG_OK ? finish(b, error) : status;
}

static void free_builder(builder *b)
{
    zg_build_table_free(b);
    zg_reader_free(b->reader);
    for (uint32_t i = 0; i < b->n_hands; i++) zg_hand_free(&b->hands[i]);
    for (size_t i = 0; i < b->n_parts; i++) zg_part_free(&b->parts[i]);
    zg_memory_free(b->hands);
    zg_memory_free(b->parts);
    zg_stores_free(&b->stores);
    zg_forms_free(&b->forms);
    zg_buffer_free(&b->name);
    zg_fields_builder_free(&b->fields);
    for (size_t i = 0; i < b->n_metadata; i++) zg_metadata_free(b->metadata[i]);
    zg_memory_free(b->metadata);
}

zg_status zg_corpus_build(zg_run *run, const char *const *paths, size_t n,
                          const zg_import_options *options, zg_corpus **out, zg_error *error)
{
    zg_import_options defaults;
    zg_import_options_init(&defaults);
    if (options == NULL) options = &defaults;
    zg_status status = check_options(options, error);
    if (status != ZG_OK) return status;
    builder b = {.run = run,
                 .corpus = zg_memory_zeroed(1, sizeof *b.corpus),
                 .fields = zg_fields_begin(run)};
    if (b.corpus == NULL) return zg_error_memory(error);
    status = copy_options(b.corpus, options, error);
    if (status == ZG_OK) status = build(&b, paths, n, error);
    free_builder(&b);
    if (status != ZG_OK)
        zg_corpus_free(b.corpus);
    else
        *out = b.corpus;
    return status;
}
