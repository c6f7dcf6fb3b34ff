/* slow_ngrams: counts of n-grams the obvious way, by looking everywhere: the judge of formulas
 * over n-grams. Characters are tokens, lines are documents. */
#ifndef ZG_TEST_SLOW_NGRAMS_H
#define ZG_TEST_SLOW_NGRAMS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOW_MOST 4096
#define SLOW_END  0u /* between documents, and at both ends */

typedef struct slow_corpus {
    uint32_t text[SLOW_MOST]; /* SLOW_END, document, SLOW_END, document ... SLOW_END */
    size_t length;
    int64_t tokens;
} slow_corpus;

typedef struct slow_gram {
    uint32_t text[16];
    size_t n;
} slow_gram;

static inline size_t slow_decode(const char *utf8, uint32_t *out, size_t room)
{
    size_t n = 0;
    for (const unsigned char *c = (const unsigned char *)utf8; *c && n < room; n++) {
        uint32_t more = *c < 0x80 ? 0 : *c < 0xE0 ? 1 : *c < 0xF0 ? 2 : 3;
        uint32_t code = more ? *c & (0x3Fu >> more) : *c;
        for (c++; more > 0; more--) code = code << 6 | (*c++ & 0x3F);
        out[n] = code == '\n' ? SLOW_END : code;
    }
    return n;
}

static inline void slow_read(slow_corpus *corpus, const char *utf8)
{
    corpus->text[0] = SLOW_END;
    corpus->length = 1 + slow_decode(utf8, corpus->text + 1, SLOW_MOST - 2);
    corpus->text[corpus->length++] = SLOW_END;
    corpus->tokens = 0;
    for (size_t i = 0; i < corpus->length; i++) corpus->tokens += corpus->text[i] != SLOW_END;
}

static inline bool slow_at(const slow_corpus *corpus, size_t at, const slow_gram *gram)
{
    return at + gram->n <= corpus->length &&
           memcmp(corpus->text + at, gram->text, gram->n * sizeof gram->text[0]) == 0;
}

static inline slow_gram slow_piece(const uint32_t *text, size_t n)
{
    slow_gram gram = {.n = n};
    memcpy(gram.text, text, n * sizeof text[0]);
    return gram;
}

static inline int64_t slow_freq(const slow_corpus *corpus, const slow_gram *gram)
{
    int64_t freq = 0;
    for (size_t i = 0; i < corpus->length; i++) freq += slow_at(corpus, i, gram);
    return freq;
}

static inline int64_t slow_freq_of(const slow_corpus *corpus, const uint32_t *text, size_t n)
{
    slow_gram gram = slow_piece(text, n);
    return slow_freq(corpus, &gram);
}

static inline int64_t slow_freq_apart(const slow_corpus *corpus, const slow_gram *gram)
{
    int64_t freq = 0;
    for (size_t i = 0; i < corpus->length;) {
        bool here = slow_at(corpus, i, gram);
        freq += here;
        i += here ? gram->n : 1;
    }
    return freq;
}

/* Distinct neighbours `offset` places from where the gram begins, with their frequencies. */
typedef struct slow_side {
    uint32_t tokens[SLOW_MOST];
    int64_t freqs[SLOW_MOST];
    size_t n;
    int64_t boundary;
} slow_side;

static inline void slow_neighbours(const slow_corpus *corpus, const slow_gram *gram, long offset,
                                   slow_side *side)
{
    memset(side, 0, sizeof *side);
    for (size_t i = 0; i < corpus->length; i++) {
        if (!slow_at(corpus, i, gram)) continue;
        uint32_t token = corpus->text[(size_t)((long)i + offset)];
        if (token == SLOW_END) {
            side->boundary++;
            continue;
        }
        size_t k = 0;
        while (k < side->n && side->tokens[k] != token) k++;
        if (k == side->n) side->tokens[side->n++] = token;
        side->freqs[k]++;
    }
}

static inline bool slow_has_end(const slow_corpus *corpus, size_t at, size_t n)
{
    if (at + n > corpus->length) return true;
    for (size_t i = at; i < at + n; i++)
        if (corpus->text[i] == SLOW_END) return true;
    return false;
}

static inline bool slow_contains(const uint32_t *text, size_t length, const slow_gram *gram)
{
    for (size_t i = 0; i + gram->n <= length; i++)
        if (memcmp(text + i, gram->text, gram->n * sizeof text[0]) == 0) return true;
    return false;
}

/* n-grams of n + 1 to 5 tokens with freq >= 2 that contain the gram: each at its first place. */
static inline void slow_holders(const slow_corpus *corpus, const slow_gram *gram, int64_t *holders,
                                int64_t *freq_holders)
{
    *holders = *freq_holders = 0;
    for (size_t n = gram->n + 1; n <= 5; n++) {
        for (size_t i = 0; i < corpus->length; i++) {
            if (slow_has_end(corpus, i, n) || !slow_contains(corpus->text + i, n, gram)) continue;
            slow_gram holder = slow_piece(corpus->text + i, n);
            size_t first = 0;
            while (!slow_at(corpus, first, &holder)) first++;
            int64_t freq = slow_freq(corpus, &holder);
            if (first != i || freq < 2) continue;
            ++*holders;
            *freq_holders += freq;
        }
    }
}

#endif
