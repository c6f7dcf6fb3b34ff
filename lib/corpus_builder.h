/* corpus: a corpus under construction, for the parts of this module that build it. */
#ifndef ZG_CORPUS_BUILDER_H
#define ZG_CORPUS_BUILDER_H

#include "corpus_encoder.h"
#include "corpus_fields.h"

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
    bool rows;     /* the file is a table */
    bool matched;  /* the expression was found in this file */
    uint64_t html; /* files that look like HTML */
    struct builder_wrapped {
        uint64_t files, lines, cut;
        uint32_t first; /* the first such file */
    } wrapped;          /* lines that end inside a sentence */
    struct builder_several {
        uint64_t files, documents;
        uint32_t first;
        uint64_t begin[ZG_CLEAN_BEGIN];
    } several; /* files that seem to hold several documents, and the first such file */
    zg_fields_builder fields;
    zg_metadata **metadata;
    size_t n_metadata;
} builder;

/* Begins a document named `id`; NULL: after its file, with its number behind it where the file is
 * split. */
ZG_MUST_USE zg_status zg_build_begin(builder *b, const char *id, zg_error *error);

/* Ends it, where one is under way. */
ZG_MUST_USE zg_status zg_build_end(builder *b, zg_error *error);

/* Takes what paragraphs the cleaner has. */
ZG_MUST_USE zg_status zg_build_paragraphs(builder *b, zg_error *error);

/* Reads a table of documents: the file is input `file`. */
ZG_MUST_USE zg_status zg_build_table(builder *b, uint32_t file, zg_error *error);

/* corpus_notes.c: takes note of what the file (or text of a row) just read looks like; at the end
 * makes the notes. */
void zg_build_signs(builder *b);
ZG_MUST_USE zg_status zg_build_notes(builder *b, zg_error *error);

#endif
