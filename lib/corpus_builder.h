/* corpus: a corpus under construction, for the parts of this module that build it.
 *
 * A pipe of parts: taking reads and decodes (corpus_build.c, corpus_table.c), work cleans and
 * tokenizes (corpus_part.c), giving finds the documents and appends (corpus_documents.c). Taking
 * and giving may run side by side: each has its own members here. */
#ifndef ZG_CORPUS_BUILDER_H
#define ZG_CORPUS_BUILDER_H

#include "corpus_fields.h"
#include "corpus_part.h"
#include "corpus_store.h"
#include "layout.h"

/* How a file is split into documents. */
typedef enum split { SPLIT_FILE, SPLIT_LINE, SPLIT_BLANK, SPLIT_REGEX } split;

typedef struct zg_table_reader zg_table_reader;

/* Parts hold about so much of the texts, whole lines. */
#define ZG_BUILD_PART ((size_t)256 * 1024)

typedef struct builder {
    zg_run *run;
    zg_corpus *corpus;
    zg_hand *hands; /* by worker */
    uint32_t n_hands;
    zg_part *parts;
    size_t n_parts;
    split split;
    size_t n_files;
    zg_metadata **metadata;
    size_t n_metadata;

    /* taking */
    size_t next_file;
    zg_reader *reader; /* the file under way; NULL: none */
    bool file_begun;
    zg_table_reader *table; /* or the table */
    uint64_t taken;         /* documents of files and rows begun, where none is split */
    uint64_t html;          /* files that look like HTML */
    zg_fields_builder fields;

    /* giving */
    zg_stores stores;
    zg_forms forms;
    bool counts_forms;
    uint32_t file;         /* UINT32_MAX: none yet */
    uint64_t part;         /* documents of the file so far */
    uint64_t lines, pages; /* of the file so far */
    bool open;             /* a document is under way */
    bool row;              /* it is a row of a table */
    bool matched;          /* the expression was found in this file */
    zg_corpus_document_record document;
    struct builder_mark {
        uint64_t text, pieces, paragraphs, elements, joins, names;
    } mark; /* where the document under way begins */
    zg_clean_tally tally;
    zg_layout_seams seams;
    zg_buffer name;
    uint64_t vocabulary_reserved;
    struct builder_wrapped {
        uint64_t files, lines, cut;
        uint32_t first; /* the first such file */
    } wrapped;          /* lines that end inside a sentence */
    struct builder_several {
        uint64_t files, documents;
        uint32_t first;
        uint64_t begin[ZG_LAYOUT_SEAMS];
    } several; /* files that seem to hold several documents, and the first such file */
} builder;

/* Puts a part that was worked on into the corpus. */
ZG_MUST_USE zg_status zg_build_give(builder *b, zg_part *part, zg_hand *hand, zg_error *error);

/* Opens a table of documents: input `file`. Takes a row of it into a part as a section; at its end
 * takes note of that in another section and closes it. */
ZG_MUST_USE zg_status zg_build_table_open(builder *b, uint32_t file, zg_error *error);
ZG_MUST_USE zg_status zg_build_table_take(builder *b, zg_part *part, zg_error *error);
void zg_build_table_free(builder *b);

/* corpus_notes.c: takes note of what the file (or text of a row) just given looks like; at the end
 * makes the notes. */
void zg_build_signs(builder *b);
ZG_MUST_USE zg_status zg_build_notes(builder *b, zg_error *error);

#endif
