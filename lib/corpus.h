/* corpus: the encoded corpus and the cursor over its elements. Floor 5.
 *
 * Elements are 32-bit codes: ends of documents and paragraphs, blanks that stop a clause, and
 * types (tokens and marks). A type is what has one key, all folds applied, and is shown in the form
 * that is most frequent in the corpus; types are numbered in the byte order of what is shown. One
 * stream serves every
 * level of `--within`. Analyses see a const corpus and go over it with a cursor of blocks, never
 * over an array: what they see may be mapped from a file, and a corpus larger than memory. */
#ifndef ZG_CORPUS_H
#define ZG_CORPUS_H

#include <zigram/corpus.h>

#include "audit.h"
#include "run.h"
#include "sourcemap.h"
#include "tokenize.h"

#define ZG_ELEMENT_DOCUMENT  0u /* end of a document */
#define ZG_ELEMENT_PARAGRAPH 1u /* end of a paragraph */
#define ZG_ELEMENT_BLANK     2u /* white space between two dense tokens */
#define ZG_ELEMENT_FIRST     3u /* type 0; type t is ZG_ELEMENT_FIRST + t */

/* Of text from outside only: a token, or a mark, that the corpus does not have. */
#define ZG_ELEMENT_NO_TOKEN UINT32_MAX
#define ZG_ELEMENT_NO_MARK  (UINT32_MAX - 1)

/* Whether an element of text from outside is a type of the corpus. */
static inline bool zg_element_known(uint32_t element)
{
    return element < ZG_ELEMENT_NO_MARK;
}

/* A type: a token or a mark. */
typedef struct zg_word {
    const char *text;
    uint32_t length;
    uint32_t flags; /* ZG_SEGMENT_TOKEN, _DENSE, _SENTENCE, _WIDE */
} zg_word;

/* Number of types, tokens and marks together. */
uint32_t zg_corpus_words(const zg_corpus *corpus);
zg_word zg_corpus_word(const zg_corpus *corpus, uint32_t type);

/* The token, or where there is none the mark, whose key is `key` (what a segment of the corpus's
 * tokenizer has; the shown form where no fold but width is on); false where the corpus has none.
 * For text of the user's: zg_corpus_encode. */
bool zg_corpus_find_word(const zg_corpus *corpus, const char *key, size_t length, uint32_t *type);

/* Whether a type was written in other ways than its key; if so, one such key, and what it is shown
 * as, which may be the same. */
bool zg_corpus_varies(const zg_corpus *corpus, zg_word *key, zg_word *shown);

/* Says that the elements were gone over and are not needed soon. */
void zg_corpus_settle(const zg_corpus *corpus);

zg_unit zg_corpus_unit(const zg_corpus *corpus);
const zg_audit *zg_corpus_audit(const zg_corpus *corpus);

/* Appends the sidecar's members for the corpus and a selection of it: inputs, documents, tokens,
 * types. */
bool zg_corpus_describe_json(const zg_corpus *corpus, const zg_selection *selection,
                             zg_buffer *out);

typedef struct zg_document {
    const char *name;
    const char *file; /* path of the input it came from */
    uint64_t tokens;
    uint64_t characters; /* code points of its clean text, line ends not counted */
    uint64_t paragraphs;
} zg_document;

zg_document zg_corpus_document(const zg_corpus *corpus, uint64_t index);

/* Number of elements of a document, its ends included: for sizing. */
uint64_t zg_corpus_elements(const zg_corpus *corpus, uint64_t document);

/* ZG_ERROR_ARGUMENT where the clean text was not kept. */
ZG_MUST_USE zg_status zg_corpus_need_text(const zg_corpus *corpus, zg_error *error);

/* A paragraph's clean text and kind; `index` is 0-based within the document. */
const char *zg_corpus_paragraph(const zg_corpus *corpus, uint64_t document, uint64_t index,
                                size_t *length, zg_kind *kind);

/* ---- selections ---- */

/* The selected documents in corpus order; `selection` NULL: all. */
uint64_t zg_selected_count(const zg_corpus *corpus, const zg_selection *selection);
uint64_t zg_selected(const zg_corpus *corpus, const zg_selection *selection, uint64_t i);
uint64_t zg_selected_tokens(const zg_corpus *corpus, const zg_selection *selection);

/* Whether places in the selected text need positions of 64 bits (position.h). */
bool zg_needs_wide(const zg_run *run, const zg_corpus *corpus, const zg_selection *selection);

/* A selection of one document. */
ZG_MUST_USE zg_status zg_selection_one(const zg_corpus *corpus, uint64_t document,
                                       zg_selection **out, zg_error *error);

/* A selection of `n` documents, ascending. */
ZG_MUST_USE zg_status zg_selection_list(const zg_corpus *corpus, const uint64_t *documents,
                                        uint64_t n, zg_selection **out, zg_error *error);

/* ---- fields: metadata of the documents ---- */

typedef enum zg_field_type { ZG_FIELD_TEXT, ZG_FIELD_NUMBER, ZG_FIELD_DATE } zg_field_type;

/* Number of fields; `document`, which every corpus has, is not among them. */
size_t zg_corpus_fields(const zg_corpus *corpus);
const char *zg_corpus_field_name(const zg_corpus *corpus, size_t field);
zg_field_type zg_corpus_field_type(const zg_corpus *corpus, size_t field);
bool zg_corpus_field_find(const zg_corpus *corpus, const char *name, size_t length, size_t *field);

/* The value as received; `*length` 0: missing. Borrowed. */
const char *zg_corpus_field_value(const zg_corpus *corpus, size_t field, uint64_t document,
                                  size_t *length);

/* ---- groups: --by FIELD[:BIN] ---- */

typedef struct zg_group {
    char *name; /* the value, or the start of the bin */
    zg_selection *documents;
} zg_group;

typedef struct zg_groups {
    zg_group *items;
    size_t n;
    zg_field_type type; /* how names are ordered: text by bytes, numbers and dates ascending */
    uint64_t without;   /* documents that have no value and are in no group */
} zg_groups;

/* Splits the selected documents (NULL: all) by "FIELD" or "FIELD:BIN" (a width for numbers; year,
 * quarter, month for dates; `document` is a field too). Groups are in their order and hold at
 * least one document each. ZG_ERROR_ARGUMENT for an unknown field or bin, ZG_ERROR_EMPTY where no
 * document has a value. */
ZG_MUST_USE zg_status zg_groups_make(const zg_corpus *corpus, const zg_selection *documents,
                                     const char *by, zg_groups *out, zg_error *error);
void zg_groups_free(zg_groups *groups);

/* ---- the cursor ---- */

typedef struct zg_cursor {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *selection;
    uint64_t next; /* index into the selection */
} zg_cursor;

/* A run of elements of one document; a document ends with ZG_ELEMENT_DOCUMENT. */
typedef struct zg_block {
    const uint32_t *elements; /* borrowed until the next call */
    size_t n;
    uint64_t document; /* index in the corpus */
    uint64_t selected; /* index in the selection */
} zg_block;

void zg_cursor_begin(zg_cursor *cursor, zg_run *run, const zg_corpus *corpus,
                     const zg_selection *selection);
ZG_MUST_USE zg_status zg_cursor_next(zg_cursor *cursor, zg_block *block, zg_error *error);

/* ---- from tokens back to the text ---- */

/* Where a token stands: paragraph (0-based within the document), bytes of its clean text. */
typedef struct zg_token_span {
    uint64_t paragraph;
    uint64_t start, end;
} zg_token_span;

typedef struct zg_locator zg_locator;

/* Finds the tokens of whole documents in their text; one object for any number of documents, for
 * one thread. Spans stand where the ceiling of the run has room. `*out` is yours:
 * zg_locator_free. */
ZG_MUST_USE zg_status zg_locator_new(zg_run *run, const zg_corpus *corpus, zg_locator **out,
                                     zg_error *error);
void zg_locator_free(zg_locator *locator);

/* The spans of all tokens of a document, in their order; `*n` of them, borrowed until the next
 * call. */
ZG_MUST_USE zg_status zg_locator_document(zg_locator *locator, uint64_t document,
                                          const zg_token_span **spans, uint64_t *n,
                                          zg_error *error);

/* Place in the source of byte `byte` of a paragraph's clean text. */
zg_place zg_corpus_source(const zg_corpus *corpus, uint64_t document, uint64_t paragraph,
                          uint64_t byte);

/* ---- what joining lines brought ---- */

/* For each order n = 1 .. max_n: windows of n tokens within a clause, and how many of them exist
 * only because a line end was taken out (between their tokens, or inside one). Arrays of
 * max_n + 1. */
ZG_MUST_USE zg_status zg_corpus_joined(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *selection, uint32_t max_n,
                                       uint64_t *windows, uint64_t *joined, zg_error *error);

/* Whether a sequence exists only because lines were joined: a line end was taken out between its
 * tokens or inside one. `first` and `last` are its elements, counted from the front of the
 * document, as zg_match has them. Without `--clean pdf`: never. */
bool zg_corpus_joined_at(const zg_corpus *corpus, uint64_t document, uint64_t first, uint64_t last);

/* ---- text from outside ---- */

/* Encodes a text given on the command line or in a list as the corpus's own text was: repaired,
 * normalized, folded, tokenized; with the fold `numbers` a mark "#" means any number. Appends
 * elements (types only) to `*elements`; a type that the corpus does not have is given as
 * ZG_ELEMENT_NO_TOKEN or ZG_ELEMENT_NO_MARK. */
typedef struct zg_elements {
    uint32_t *items;
    size_t n, capacity;
} zg_elements;

ZG_MUST_USE zg_status zg_corpus_encode(zg_run *run, const zg_corpus *corpus, const char *text,
                                       size_t length, zg_elements *out, zg_error *error);

/* The same for many texts: what it takes is made once. For one thread; `corpus` is borrowed, and
 * `run`. `*out` is yours: zg_text_encoder_free. */
typedef struct zg_text_encoder zg_text_encoder;
ZG_MUST_USE zg_status zg_text_encoder_new(zg_run *run, const zg_corpus *corpus,
                                          zg_text_encoder **out, zg_error *error);
void zg_text_encoder_free(zg_text_encoder *encoder);
ZG_MUST_USE zg_status zg_text_encode(zg_text_encoder *encoder, const char *text, size_t length,
                                     zg_elements *out, zg_error *error);

#endif
