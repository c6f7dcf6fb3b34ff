/* corpus: the object behind zg_corpus, for the parts of this module only. */
#ifndef ZG_CORPUS_OBJECT_H
#define ZG_CORPUS_OBJECT_H

#include "corpus.h"
#include "records.h"

/* Types. While a corpus is built they are numbered as they come; zg_vocabulary_sort renumbers
 * them in byte order. */
typedef struct zg_vocabulary {
    zg_buffer bytes;
    struct zg_vocabulary_word {
        uint64_t offset;
        uint32_t length;
        uint32_t flags;
    } * words;
    size_t n, capacity;
    uint32_t *slots;  /* open addressing; type + 1, 0 empty */
    size_t n_slots;   /* a power of two */
    uint32_t *direct; /* by code point, for the single characters of U+0800 to U+FFFF */
} zg_vocabulary;

bool zg_vocabulary_begin(zg_vocabulary *vocabulary);
void zg_vocabulary_free(zg_vocabulary *vocabulary);

/* The number of a type, added if it is new; UINT32_MAX without memory (or 2^32 - 8 types). */
uint32_t zg_vocabulary_add(zg_vocabulary *vocabulary, const char *text, uint32_t length,
                           uint32_t flags);
bool zg_vocabulary_find(const zg_vocabulary *vocabulary, const char *text, uint32_t length,
                        uint32_t *type);

/* Renumbers in byte order; `*renumbered` (yours to free) gives the new number of each old one. */
bool zg_vocabulary_sort(zg_vocabulary *vocabulary, uint32_t **renumbered);

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
} zg_corpus_document_record;

struct zg_corpus {
    zg_import_options options; /* strings owned */
    zg_inputs inputs;
    zg_audit audit;
    zg_buffer notes; /* lines ended by NUL */
    zg_buffer text;  /* clean text, each paragraph ended by '\n' */
    zg_sourcemap map;
    zg_vocabulary vocabulary;
    uint32_t *elements;
    size_t n_elements, elements_capacity;
    zg_corpus_paragraph_record *paragraphs;
    size_t n_paragraphs, paragraphs_capacity;
    zg_corpus_document_record *documents;
    size_t n_documents, documents_capacity;
    zg_buffer names; /* ended by NUL */
    uint64_t *joins; /* by element: index << 1 | 1 where the line end was inside the token, else 0
                        where it stands before the token */
    size_t n_joins, joins_capacity;
    uint64_t tokens;
    uint64_t types; /* tokens only, marks left out */
};

struct zg_selection {
    uint64_t *documents;
    uint64_t n;
    uint64_t tokens;
};

#endif
