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
    uint64_t wrapped_lines, wrapped_cut;
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

#endif
