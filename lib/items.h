/* items: lists of what is to be counted or looked for. Floor 5.
 *
 * An item has a name and one or more forms; a form is a run of elements, from token to token, with
 * the marks between. A form may have exceptions: longer runs in which it does not count (中国 in
 * 发展中国家). Texts are encoded as the corpus's own text was. A form with a type that the corpus
 * lacks occurs nowhere and keeps its row. Marks at the edges of a form are not looked at, as they
 * never are part of an n-gram. */
#ifndef ZG_ITEMS_H
#define ZG_ITEMS_H

#include "corpus.h"
#include "run.h"

typedef struct zg_items zg_items;

typedef struct zg_form {
    uint32_t item;
    uint32_t tokens;          /* n: marks are not counted */
    const uint32_t *elements; /* ZG_ELEMENT_FIRST + type; `length` of them */
    uint32_t length;
    bool known;       /* false: the corpus lacks a type of it (ZG_ELEMENT_NO_... among them) */
    bool marks;       /* a mark stands inside */
    const char *text; /* as given, NUL behind it */
    size_t text_length;
} zg_form;

/* A longer run in which a form does not count. It holds the form. */
typedef struct zg_except {
    uint32_t form;
    const uint32_t *elements;
    uint32_t length;
} zg_except;

/* An empty list. `*out` is yours: zg_items_free. `corpus` is borrowed. */
ZG_MUST_USE zg_status zg_items_new(const zg_corpus *corpus, zg_items **out, zg_error *error);
void zg_items_free(zg_items *items);

/* Reads a list: a table (TSV; by its suffix CSV or JSON Lines) with a column `item`, and if wanted
 * `form` (empty: the item itself) and `except`, or, where no column is called `item` or `form`, one
 * form a line. Rows of one item are its forms, in any order; a form named again adds its
 * exception. Errors name file and line: ZG_ERROR_FORMAT for a form without a token, an exception
 * that is not longer than its form; what zg_rows_next fails with. */
ZG_MUST_USE zg_status zg_items_read(zg_run *run, const zg_corpus *corpus, const char *path,
                                    zg_items **out, zg_error *error);

/* Adds an item (its index is zg_items_size before), or finds the one of that name. */
ZG_MUST_USE zg_status zg_items_add(zg_items *items, const char *name, size_t length,
                                   uint32_t *index, zg_error *error);

/* Adds a form to an item, as elements or as text, or finds the equal one that it has. */
ZG_MUST_USE zg_status zg_items_add_elements(zg_items *items, uint32_t item, const char *text,
                                            size_t length, const uint32_t *elements, size_t n,
                                            uint32_t *form, zg_error *error);
ZG_MUST_USE zg_status zg_items_add_text(zg_run *run, zg_items *items, uint32_t item,
                                        const char *text, size_t length, uint32_t *form,
                                        zg_error *error);

/* Adds an exception to a form. */
ZG_MUST_USE zg_status zg_items_add_except(zg_run *run, zg_items *items, uint32_t form,
                                          const char *text, size_t length, zg_error *error);

uint32_t zg_items_size(const zg_items *items);
const char *zg_items_name(const zg_items *items, uint32_t item, size_t *length);

/* n of an item: that of its forms where all have the same, else 0. */
uint32_t zg_items_tokens(const zg_items *items, uint32_t item);

/* All forms, in the order they were added; views, valid until something is added. */
uint32_t zg_items_forms(const zg_items *items);
zg_form zg_items_form(const zg_items *items, uint32_t form);
uint32_t zg_items_excepts(const zg_items *items);
zg_except zg_items_except(const zg_items *items, uint32_t except);

/* Whether a form holds a mark that stops at this level, so that it can occur nowhere. */
bool zg_items_stopped(const zg_items *items, uint32_t form, zg_within within);

/* Appends a line that tells which forms occur nowhere for that reason, and the level at which they
 * could; nothing where there are none. */
bool zg_items_note_stopped(const zg_items *items, zg_within within, zg_buffer *out);

/* Whether an element stops a run at this level (contracts 3). */
bool zg_element_stops(const zg_corpus *corpus, uint32_t element, zg_within within);

#endif
