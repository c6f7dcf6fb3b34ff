/* corpus: a part of the texts on its way into a corpus, for the parts of this module only. Parts
 * are read one after the other, cleaned and tokenized side by side, each with a vocabulary of its
 * own, and put into the corpus in their order. So the corpus is the same for any number of
 * threads. */
#ifndef ZG_CORPUS_PART_H
#define ZG_CORPUS_PART_H

#include "clean.h"
#include "corpus_object.h"
#include "records.h"

/* A run of lines of one file, or a row of a table. */
typedef struct zg_section {
    uint32_t file;
    bool opens, closes; /* the file, or row, begins and ends here */
    bool row;
    bool spans;            /* of a row: its line ends are lines of the table too */
    uint64_t line;         /* where it begins; 1 where it goes on in a file: it is not yet known */
    size_t begin, end;     /* in the input of the part */
    size_t id;             /* name of the row, in `ids`; SIZE_MAX: none */
    uint64_t replaced;     /* where it closes: invalid bytes of the file */
    size_t n_paragraphs;   /* what it became: the next of the part's paragraphs */
    uint64_t lines, pages; /* line and page ends in it */
    zg_clean_tally tally;
} zg_section;

typedef struct zg_part_paragraph {
    size_t text, length;         /* in the part's text; length 0: an empty line */
    size_t element, piece, join; /* of which it has the first */
    uint64_t tokens, characters;
    uint64_t line;
    zg_kind kind;
    bool left_out; /* its kind is not asked for */
    bool found;    /* the expression that splits documents is in it */
} zg_part_paragraph;

#define ZG_PART_SECTIONS 64 /* at most */

typedef struct zg_part {
    zg_buffer input;     /* decoded */
    zg_spill *long_line; /* instead of it: one line; NULL: none */
    const char *long_text;
    bool alone; /* large: it is worked on when its turn comes, straight into the corpus */
    zg_buffer ids;
    zg_section *sections; /* room for ZG_PART_SECTIONS */
    size_t n_sections;

    zg_buffer text; /* of the paragraphs, each ended by a line end */
    zg_part_paragraph *paragraphs;
    size_t n_paragraphs, paragraphs_capacity;
    zg_piece *pieces; /* offsets in `text` */
    size_t n_pieces, pieces_capacity;
    uint32_t *elements; /* types are those of `vocabulary` */
    size_t n_elements, elements_capacity;
    uint64_t *joins; /* as a corpus has them; elements counted within the part */
    size_t n_joins, joins_capacity;
    zg_vocabulary vocabulary;
    zg_forms forms;
    zg_audit audit;
    uint32_t *types; /* of the vocabulary, as numbered in the corpus: the first n_types */
    size_t n_types, types_capacity;
    zg_corpus_paragraph_record *records; /* scratch */
    size_t records_capacity;
} zg_part;

/* What turns texts into parts; each thread has one. */
typedef struct zg_hand {
    zg_unicode *unicode;
    zg_tokenizer *tokenizer;
    bool counts_forms; /* a fold is on that may change what a type looks like */
    zg_cleaner *cleaner;
    zg_regex *regex;
} zg_hand;

/* Zero it before; zg_hand_free in any case. Cleaner and expression are its owner's to make. */
ZG_MUST_USE zg_status zg_hand_begin(zg_hand *hand, const zg_import_options *options,
                                    zg_error *error);
void zg_hand_free(zg_hand *hand);

/* Zero it before; zg_part_free in any case. */
ZG_MUST_USE zg_status zg_part_begin(zg_part *part, bool counts_forms, zg_error *error);
void zg_part_free(zg_part *part);
void zg_part_clear(zg_part *part);

/* Appends the elements of a paragraph and its end; `*tokens` grows by its tokens. */
ZG_MUST_USE zg_status zg_part_encode(zg_part *part, zg_hand *hand, const zg_paragraph *paragraph,
                                     uint64_t *tokens, zg_error *error);

/* The same bit by bit, for what is too long for the memory of a part: begin it, and call the other
 * until ZG_END. `*piece` is 1 at first. */
void zg_part_encode_begin(zg_hand *hand, const zg_paragraph *paragraph);
ZG_MUST_USE zg_status zg_part_encode_next(zg_part *part, zg_hand *hand,
                                          const zg_paragraph *paragraph, uint64_t *tokens,
                                          size_t *piece, zg_error *error);

/* Numbers the elements of the part as the corpus's vocabulary does, which gets the types that it
 * does not have. What a part has counted of forms is taken over by zg_part_forms, once. */
bool zg_part_number(zg_part *part, zg_vocabulary *vocabulary);
void zg_part_forget(zg_part *part); /* its types, once taken over */
bool zg_part_forms(const zg_part *part, zg_vocabulary *vocabulary, zg_forms *forms);

/* Cleans and tokenizes the sections of a part; `only` as zg_import_options has it. */
ZG_MUST_USE zg_status zg_part_work(zg_part *part, zg_hand *hand, uint32_t only, zg_error *error);

/* What is known of a paragraph before it is kept: it is neither encoded nor appended here. */
ZG_MUST_USE zg_status zg_part_paragraph_make(zg_part *part, zg_hand *hand, uint32_t only,
                                             const zg_paragraph *paragraph, zg_part_paragraph *out,
                                             zg_error *error);

/* Numbers the types of a corpus in their order, and sets its totals. `forms` NULL: no fold is on
 * that asks for them. */
ZG_MUST_USE zg_status zg_corpus_number(zg_run *run, zg_corpus *corpus, zg_forms *forms,
                                       zg_error *error);

#endif
