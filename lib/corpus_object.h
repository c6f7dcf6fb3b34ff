/* corpus: the object behind zg_corpus, for the parts of this module only. */
#ifndef ZG_CORPUS_OBJECT_H
#define ZG_CORPUS_OBJECT_H

#include "corpus.h"
#include "records.h"
#include "room.h"

/* Types, each with its key and the form it is shown in. While a corpus is built they are numbered
 * as they come and `words` has the keys; zg_vocabulary_sort renumbers them in the byte order of
 * what is shown (then of keys; a mark before a token). */
typedef struct zg_vocabulary_word {
    uint64_t offset; /* in bytes */
    uint32_t length;
    uint32_t flags;
} zg_vocabulary_word;

typedef struct zg_vocabulary {
    zg_buffer bytes;
    zg_vocabulary_word *words;
    zg_vocabulary_word *keys; /* NULL: every type is shown by its key */
    size_t n, capacity;
    uint32_t *slots;  /* by key, open addressing; type + 1, 0 empty */
    size_t n_slots;   /* a power of two */
    uint32_t *direct; /* by code point, for the single characters of U+0800 to U+FFFF */
} zg_vocabulary;

bool zg_vocabulary_begin(zg_vocabulary *vocabulary);
void zg_vocabulary_free(zg_vocabulary *vocabulary);

/* The number of the token (else mark, by ZG_SEGMENT_TOKEN of `flags`) with this key, added if it
 * is new; UINT32_MAX without memory (or 2^32 - 8 types). */
uint32_t zg_vocabulary_add(zg_vocabulary *vocabulary, const char *key, uint32_t length,
                           uint32_t flags);

/* The type + 1 of a key that is a single character of the direct range and has come before; else
 * 0. */
static inline uint32_t zg_vocabulary_direct(const zg_vocabulary *vocabulary, const char *key,
                                            uint32_t length)
{
    uint32_t cp;
    if (length != 3 || ((unsigned char)key[0] & 0xF0) != 0xE0) return 0;
    zg_utf8_next(key, &cp);
    return vocabulary->direct[cp];
}

bool zg_vocabulary_find(const zg_vocabulary *vocabulary, const char *key, uint32_t length,
                        uint32_t flags, uint32_t *type);

/* Renumbers; `*renumbered` (yours to free) gives the new number of each old one. */
bool zg_vocabulary_sort(zg_vocabulary *vocabulary, uint32_t **renumbered);

/* Of bytes; what a vocabulary finds its keys by. */
uint64_t zg_vocabulary_hash(const char *text, size_t length);

/* Bytes of memory that it holds. */
uint64_t zg_vocabulary_memory(const zg_vocabulary *vocabulary);

/* Makes it empty and keeps its memory. */
void zg_vocabulary_clear(zg_vocabulary *vocabulary);

/* Makes the slots of a vocabulary whose words, keys and bytes are there. */
bool zg_vocabulary_index(zg_vocabulary *vocabulary);

/* How often a type was written how, for corpora with more folds than width. */
typedef struct zg_forms {
    zg_vocabulary forms; /* 4 bytes of the type, then the form */
    uint64_t *counts;    /* by form */
    size_t counts_capacity;
    uint64_t *plain; /* by type: written as its key */
    size_t plain_capacity;
    zg_buffer scratch;
} zg_forms;

bool zg_forms_begin(zg_forms *forms);
void zg_forms_free(zg_forms *forms);

void zg_forms_clear(zg_forms *forms);
uint64_t zg_forms_memory(const zg_forms *forms);

/* Adds what was counted of the types of another vocabulary; `types` are their numbers here. */
bool zg_forms_merge(zg_forms *forms, zg_vocabulary *vocabulary, const zg_forms *from,
                    const zg_vocabulary *of, const uint32_t *types);

/* Counts a segment of a type. The flags of a type are those of the form that is its key. */
bool zg_forms_count(zg_forms *forms, zg_vocabulary *vocabulary, uint32_t type,
                    const zg_segment *segment);

/* Gives every type the form it was written in most often (ties: the first by bytes). Where two
 * tokens or two marks would be shown alike, the one whose key it is is (else the one that was
 * written so more often, then the first by key), and the others are shown by their keys. Call it
 * before zg_vocabulary_sort. */
bool zg_forms_choose(zg_forms *forms, zg_vocabulary *vocabulary);

typedef struct zg_corpus_paragraph_record {
    uint64_t text;    /* offset of its first byte */
    uint64_t element; /* index of its first element */
    uint64_t kind;
} zg_corpus_paragraph_record;

typedef struct zg_corpus_document_record {
    uint64_t name; /* offset in names */
    uint64_t paragraph;
    uint64_t element;
    uint64_t tokens;
    uint64_t characters;
    uint32_t file;
    uint32_t zero; /* no padding: records go into files as they are */
} zg_corpus_document_record;

/* A field of the documents. */
typedef struct zg_corpus_field_record {
    uint64_t name; /* offset in field_names */
    uint64_t type; /* zg_field_type */
} zg_corpus_field_record;

/* Where the values of fields stand: offsets, text. */
typedef struct zg_field_rooms {
    zg_room values, text;
} zg_field_rooms;

#define ZG_CORPUS_SPILLS 7

struct zg_corpus {
    zg_import_options options; /* strings owned */
    zg_inputs inputs;
    zg_audit audit;
    zg_buffer notes; /* lines ended by NUL */
    zg_buffer text;  /* clean text, each paragraph ended by '\n' */
    zg_sourcemap map;
    zg_vocabulary vocabulary;
    uint32_t *elements;
    size_t n_elements;
    zg_corpus_paragraph_record *paragraphs;
    size_t n_paragraphs;
    zg_corpus_document_record *documents;
    size_t n_documents;
    zg_buffer names; /* ended by NUL */
    uint64_t *joins; /* by element: index << 1 | 1 where the line end was inside the token, else 0
                        where it stands before the token */
    size_t n_joins;
    zg_corpus_field_record *fields;
    size_t n_fields, fields_capacity;
    zg_buffer field_names;  /* ended by NUL */
    uint64_t *field_values; /* n_fields * n_documents + 1 offsets in field_text, one field after the
                               other: a value goes on to where the next begins; empty: missing */
    zg_buffer field_text;
    zg_field_rooms field_rooms; /* where both stand, but for a corpus that was opened */
    uint64_t tokens;
    uint64_t types;         /* tokens only, marks left out */
    zg_buffer version_note; /* of an opened corpus: another release of ICU made it */
    zg_mapping file;        /* of an opened corpus: what lies in it is not freed one by one */
    zg_spill *spills[ZG_CORPUS_SPILLS]; /* what its large arrays are mapped from; NULL: in memory */
    zg_run *run;                        /* whose ceiling `reserved` bytes are taken from */
    uint64_t reserved;
};

#define ZG_SPILL_ELEMENTS 3 /* the index of the elements in `spills` */

/* Takes `bytes` more from the ceiling of the run, for as long as the corpus lives. `what` is named
 * in the error. */
ZG_MUST_USE zg_status zg_corpus_reserve(zg_corpus *corpus, zg_run *run, uint64_t bytes,
                                        const char *what, zg_error *error);

struct zg_selection {
    uint64_t *documents;
    uint64_t n;
    uint64_t tokens;
};

#endif
