/* report: every word of the page that does not come from the corpus, in English and Chinese: one
 * table. Part of the module. */
#ifndef ZG_REPORT_WORDS_H
#define ZG_REPORT_WORDS_H

#include <zigram/report.h>

typedef enum zg_word_id {
#define ZG_WORD(id, en, zh) ZG_WORD_##id,
#include "report_words.inc"
#undef ZG_WORD
    ZG_WORDS
} zg_word_id;

/* NUL-terminated, borrowed for ever; {0}, {1} ... stand for arguments. */
const char *zg_words(zg_lang lang, zg_word_id id);

/* What a column is called on the page; the name itself where there is no other. */
const char *zg_words_column(zg_lang lang, const char *name);

/* What a value of the report's own tables (totals, changes) is called; the value itself where there
 * is no other. `*length` is changed with it. */
const char *zg_words_value(zg_lang lang, const char *value, size_t *length);

#endif
