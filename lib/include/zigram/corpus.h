/* zigram/corpus.h: texts in, an encoded corpus out; selections of its documents. */
#ifndef ZIGRAM_CORPUS_H
#define ZIGRAM_CORPUS_H

#include <zigram/base.h>
#include <zigram/run.h>
#include <zigram/table.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zg_corpus zg_corpus;
typedef struct zg_selection zg_selection;

/* What one token is. */
typedef enum zg_unit { ZG_UNIT_CHAR, ZG_UNIT_GRAPHEME, ZG_UNIT_WORD, ZG_UNIT_SPACE } zg_unit;

/* What an n-gram, phrase or window may not cross. */
typedef enum zg_within {
    ZG_WITHIN_CLAUSE,
    ZG_WITHIN_SENTENCE,
    ZG_WITHIN_PARAGRAPH,
    ZG_WITHIN_DOCUMENT
} zg_within;

typedef enum zg_clean { ZG_CLEAN_BASIC, ZG_CLEAN_PDF, ZG_CLEAN_NONE } zg_clean;
typedef enum zg_normalize { ZG_NORMALIZE_NFC, ZG_NORMALIZE_NFKC, ZG_NORMALIZE_NONE } zg_normalize;
typedef enum zg_invalid { ZG_INVALID_STOP, ZG_INVALID_REPLACE } zg_invalid;

/* Folds change token keys only, never the clean text. What has one key is one type, shown in the
 * form that is most frequent in the corpus (ties: the first by bytes). Bits. */
typedef enum zg_fold {
    ZG_FOLD_NONE = 0,
    ZG_FOLD_WIDTH = 1,
    ZG_FOLD_CASE = 2,
    ZG_FOLD_DIGITS = 4,
    ZG_FOLD_NUMBERS = 8,
    ZG_FOLD_TRADITIONAL = 16,
    ZG_FOLD_PUNCTUATION = 32
} zg_fold;

/* Kinds of paragraph. */
typedef enum zg_kind { ZG_KIND_BODY, ZG_KIND_HEADING, ZG_KIND_OTHER } zg_kind;

/* How texts become a corpus. All of it is fixed in the corpus that results. */
typedef struct zg_import_options {
    size_t size;
    const char *encoding;  /* any converter name of ICU; default "utf-8". A BOM overrides. */
    zg_invalid invalid;    /* default ZG_INVALID_STOP */
    zg_clean clean;        /* default ZG_CLEAN_BASIC */
    zg_normalize normalize;/* default ZG_NORMALIZE_NFC */
    uint32_t fold;         /* bits of zg_fold; default ZG_FOLD_WIDTH */
    zg_unit unit;          /* default ZG_UNIT_CHAR */
    const char *documents; /* "file" (default), "line", "blank", "regex:RE" */
    uint32_t only;         /* bits 1 << zg_kind of the paragraphs to keep; 0 (default): all */
    const char *metadata;  /* path of a table of fields; NULL (default): metadata.tsv or meta.tsv
                              at the top of each folder given as input */
    const char *text_column; /* of tables whose rows are documents; NULL (default): "text" */
    const char *id_column;   /* names the documents of tables; NULL (default): NAME#1 ... */
    const char *order_by;    /* field that orders the documents; NULL (default): as read */
    bool follow;           /* follow symbolic links met in folders */
    size_t other_side;     /* the inputs from this one on (0-based) are another side: their
                              documents may have the names of those before; 0: there is none */
    const char *audit;     /* path of a table of every change that cleaning makes; NULL: none */
    bool without_text;     /* do not keep the clean text, only what was counted of it: paragraphs
                              are empty, and the corpus is none to write, join or tokenize anew */
    bool lean;             /* keep the large arrays in temporary files without a ceiling, too: for a
                              corpus that is only written */
} zg_import_options;

ZG_API void zg_import_options_init(zg_import_options *options);

/* Reads texts and tables of texts (files, folders, "-" for standard input; gzip is seen by its
 * content) and builds a corpus, with the run's threads; with a ceiling its large arrays are in
 * temporary files, and its vocabulary in memory. A file named .tsv, .csv or .jsonl is a table: a
 * row is a document, its other columns are fields.
 * Documents stand in the order of contracts: inputs as given, in a folder by
 * the bytes of the path. `*out` is yours: zg_corpus_free.
 * Fails with ZG_ERROR_TEXT (name, line, byte), ZG_ERROR_IO, ZG_ERROR_FORMAT (cut or damaged gzip,
 * a PDF or an archive given as text), ZG_ERROR_EMPTY (no document), ZG_ERROR_MEMORY. */
ZG_API ZG_MUST_USE zg_status zg_corpus_build(zg_run *run, const char *const *paths, size_t n,
                                             const zg_import_options *options, zg_corpus **out,
                                             zg_error *error);
ZG_API void zg_corpus_free(zg_corpus *corpus);

/* Writes all of a corpus to `path` (.zgc): text, where it came from, tokens, fields, settings. The
 * file takes its name only when it is whole. The same corpus gives the same bytes. */
ZG_API ZG_MUST_USE zg_status zg_corpus_write(zg_run *run, const zg_corpus *corpus,
                                             const char *path, zg_error *error);

/* Opens what zg_corpus_write wrote: the same corpus again. Checksums and every offset are checked
 * first; a damaged file is ZG_ERROR_FORMAT. The file is mapped, which is no memory of the run, and
 * must not be changed in place until zg_corpus_free. `*out` is yours. */
ZG_API ZG_MUST_USE zg_status zg_corpus_open(zg_run *run, const char *path, zg_corpus **out,
                                            zg_error *error);

/* Whether `path` is a file that begins as zg_corpus_write's do. */
ZG_API bool zg_corpus_is_file(const char *path);

/* The clean text of a corpus as another corpus, with another unit or other folds. `*out` is yours
 * and does not need `corpus` any more. */
ZG_API ZG_MUST_USE zg_status zg_corpus_retokenize(zg_run *run, const zg_corpus *corpus,
                                                  zg_unit unit, uint32_t fold, zg_corpus **out,
                                                  zg_error *error);

/* The clean text of two corpora as one, tokenized anew: the documents of `first`, then those of
 * `second`, of which a name may be one of the first too; the fields of either. Both have to be made
 * with the same unit, folds, cleaning and kinds of paragraphs: else ZG_ERROR_ARGUMENT.
 * zg_selection_inputs has the documents of the one as input 0 and of the other as input 1. `*out`
 * is yours and needs neither any more. */
ZG_API ZG_MUST_USE zg_status zg_corpus_join(zg_run *run, const zg_corpus *first,
                                            const zg_corpus *second, zg_corpus **out,
                                            zg_error *error);

/* How the corpus was made. Borrowed. */
ZG_API const zg_import_options *zg_corpus_options(const zg_corpus *corpus);

/* Totals over the whole corpus. */
ZG_API uint64_t zg_corpus_documents(const zg_corpus *corpus);
ZG_API uint64_t zg_corpus_tokens(const zg_corpus *corpus);
ZG_API uint64_t zg_corpus_types(const zg_corpus *corpus);

/* Name of document `index` (0-based). Borrowed; NULL where there is none. */
ZG_API const char *zg_corpus_document_name(const zg_corpus *corpus, uint64_t index);

/* What a person should know about how the corpus was read: files left out, text that looks
 * hard-wrapped. One line each, borrowed; NULL past the last. */
ZG_API const char *zg_corpus_note(const zg_corpus *corpus, size_t index);

/* Where a token stands in the file it came from. `page` and `line` are 1-based; the strings are
 * borrowed from the corpus. */
typedef struct zg_place {
    const char *file;
    uint64_t page;
    uint64_t line;
} zg_place;

/* Place of token `token` (0-based) of document `document`. ZG_ERROR_RANGE where there is none. */
ZG_API ZG_MUST_USE zg_status zg_corpus_place(const zg_corpus *corpus, uint64_t document,
                                             uint64_t token, zg_place *out, zg_error *error);

/* Selects the documents for which all of the `n` conditions `where` hold; n = 0 selects all.
 * F=V[,V...] one of the values, F!=V none of them, F=A..B from A to B (either may be left out),
 * F>=V F>V F<=V F<V, F= no value, F!= any. `document` is a field of every corpus. A field is of
 * numbers where all its values are decimal numbers, else of dates where all are dates, else text,
 * which has no order. A date stands for all its time: F=2020-03 is what lies within March. A
 * missing value meets no condition but F=. A backslash takes a comma, a point or an = as it is.
 * `*out` is yours: zg_selection_free. ZG_ERROR_ARGUMENT for an unknown field or a bad condition,
 * ZG_ERROR_EMPTY where nothing is left. */
ZG_API ZG_MUST_USE zg_status zg_corpus_select(const zg_corpus *corpus, const char *const *where,
                                              size_t n, zg_selection **out, zg_error *error);
ZG_API uint64_t zg_selection_documents(const zg_selection *selection);
ZG_API uint64_t zg_selection_tokens(const zg_selection *selection);

/* The documents of `from` (NULL: all) that are not in `without`. `*out` is yours.
 * ZG_ERROR_EMPTY where nothing is left. */
ZG_API ZG_MUST_USE zg_status zg_selection_rest(const zg_corpus *corpus, const zg_selection *from,
                                               const zg_selection *without, zg_selection **out,
                                               zg_error *error);

/* The documents of `from` (NULL: all) that were read from the inputs first ... first + n - 1 of
 * those that zg_corpus_build was given. `*out` is yours. ZG_ERROR_EMPTY where there is none. */
ZG_API ZG_MUST_USE zg_status zg_selection_inputs(const zg_corpus *corpus, const zg_selection *from,
                                                 size_t first, size_t n, zg_selection **out,
                                                 zg_error *error);
ZG_API void zg_selection_free(zg_selection *selection);

/* Writes the clean text of the selected documents (NULL: all) into `folder`, which is made if need
 * be: one file a document, a paragraph a line, and metadata.tsv with the row that
 * zg_corpus_describe has for each, by the name of its file. Folders in
 * names are kept; part k of NAME.txt becomes NAME-k.txt. Files of these names are replaced, each
 * whole; others are left alone. Two documents that would get one name are ZG_ERROR_FORMAT. */
ZG_API ZG_MUST_USE zg_status zg_corpus_write_text(zg_run *run, const zg_corpus *corpus,
                                                  const zg_selection *documents,
                                                  const char *folder, zg_error *error);

/* One row a document: `document`, its fields, `characters tokens types paragraphs sentences` (a
 * field of one of these names is left out).
 * `documents` NULL: all. The table borrows `corpus`. `*out` is yours: zg_table_free. */
ZG_API ZG_MUST_USE zg_status zg_corpus_describe(zg_run *run, const zg_corpus *corpus,
                                                const zg_selection *documents, zg_table **out,
                                                zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
