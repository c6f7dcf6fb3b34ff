/* tokenize: the object behind zg_tokenizer, for the parts of this module only. */
#ifndef ZG_TOKENIZE_OBJECT_H
#define ZG_TOKENIZE_OBJECT_H

#include "tokenize.h"

struct zg_tokenizer {
    zg_unicode *unicode;
    zg_unit unit;
    uint32_t fold;
    const char *text, *end, *p;
    size_t stretch_end; /* within `text`: end of the stretch that ICU is cutting; 0: none */
    size_t stretch_start;
    const char *plain_end; /* end of the plain stretch under way; NULL: none */
    bool runs;             /* zg_tokenizer_runs */
    zg_segment *segments;
    size_t n, capacity;
    zg_buffer scratch;
    bool blank;          /* white space since the last segment */
    bool previous_dense; /* the last segment is a dense token */
    bool has_mark;       /* a mark is held back */
    zg_segment mark;
    zg_buffer mark_text, mark_key;
    uint32_t mark_unit;       /* bytes of one of the run */
    bool begun;               /* the paragraph has been looked at as a whole */
    bool is_simplified;       /* `simplified` is the paragraph, traditional characters simplified */
    zg_buffer simplified;     /* as many code points as the paragraph */
    const char *simplified_p; /* where the character at `simplified_at` stands in it */
    const char *simplified_at;
    zg_buffer folding[2]; /* scratch of a key */
};

/* Looks at a new paragraph as a whole, where a fold asks for that. */
ZG_MUST_USE zg_status zg_tokenizer_look(zg_tokenizer *t, zg_error *error);

/* Appends the key of a token or a mark from `start` to `end`, of which `bits` are the classes of
 * its characters together. Segments come in the order of the text. */
ZG_MUST_USE zg_status zg_tokenizer_key(zg_tokenizer *t, const char *start, const char *end,
                                       uint32_t bits, bool token, zg_buffer *out, zg_error *error);

/* Whether some fold besides width may change a token or mark of these classes. */
bool zg_tokenizer_folds(const zg_tokenizer *t, uint32_t bits, bool token);

#endif
