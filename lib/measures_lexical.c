/* measures_lexical: how rich and how predictable a text is. */
#include "measures_lexical.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "measures_math.h"
#include "measures_registry.h"
#include "memory.h"

double zg_entropy(const int64_t *freqs, size_t n, double total)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double share = (double)freqs[i] / total;
        if (freqs[i] > 0) sum -= share * log2(share);
    }
    return sum;
}

static int falling(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

static bool count_types(zg_lexical *text)
{
    for (size_t i = 0; i < text->n; i++)
        if (text->ids[i] >= text->room) text->room = (size_t)text->ids[i] + 1;
    text->marks = zg_memory_zeroed(text->room, sizeof text->marks[0]);
    int64_t *freqs = zg_memory_zeroed(text->room, sizeof freqs[0]);
    text->freqs = freqs;
    if (!text->marks || !freqs) return false;
    for (size_t i = 0; i < text->n; i++) freqs[text->ids[i]]++;
    zg_int128 squares = 0;
    for (size_t i = 0; i < text->room; i++) {
        if (freqs[i] == 0) continue;
        squares += (zg_int128)freqs[i] * freqs[i];
        text->hapaxes += freqs[i] == 1;
        text->twice += freqs[i] == 2;
        freqs[text->types++] = freqs[i];
    }
    text->squares = (double)squares;
    if (text->types > 1) qsort(freqs, text->types, sizeof freqs[0], falling);
    text->block[1] = text->n > 0 ? zg_entropy(freqs, text->types, (double)text->n) : NAN;
    return true;
}

/* A place named by the n-gram that begins there. */
typedef struct place {
    uint64_t key; /* name of the (n - 1)-gram, and the token behind it */
    size_t at;
} place;

static int by_key(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Names the n-grams by their rank and gives the entropy of their frequencies. */
static double block_entropy(const zg_lexical *text, size_t order, place *places, uint32_t *names)
{
    size_t windows = text->n - order + 1;
    for (size_t i = 0; i < windows; i++)
        places[i] = (place){(uint64_t)names[i] << 32 | text->ids[i + order - 1], i};
    qsort(places, windows, sizeof places[0], by_key);
    double sum = 0;
    uint32_t name = 0;
    for (size_t begin = 0, end; begin < windows; begin = end, name++) {
        for (end = begin; end < windows && places[end].key == places[begin].key; end++)
            names[places[end].at] = name;
        double share = (double)(end - begin) / (double)windows;
        sum -= share * log2(share);
    }
    return sum;
}

static bool count_blocks(zg_lexical *text, int max_block)
{
    if (max_block < 2 || text->n < 2) return true;
    place *places = zg_memory_alloc(text->n, sizeof places[0]);
    uint32_t *names = zg_memory_alloc(text->n, sizeof names[0]);
    if (places && names) {
        memcpy(names, text->ids, text->n * sizeof names[0]);
        for (size_t order = 2; order <= (size_t)max_block && order <= text->n; order++)
            text->block[order] = block_entropy(text, order, places, names);
    }
    bool done = places && names;
    zg_memory_free(places);
    zg_memory_free(names);
    return done;
}

zg_status zg_lexical_new(const uint32_t *ids, size_t n, int max_block, zg_lexical **out,
                         zg_error *error)
{
    if (max_block < 0 || max_block > 4)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "block entropies go from order 1 to 4");
    if (n >= UINT32_MAX)
        return zg_error_set(error, ZG_ERROR_RANGE, "", "more than 2^32 tokens in one text");
    zg_lexical *text = zg_memory_zeroed(1, sizeof *text);
    if (!text) return zg_error_memory(error);
    text->ids = ids;
    text->n = n;
    for (int i = 0; i < 5; i++) text->block[i] = NAN;
    if (!count_types(text) || !count_blocks(text, max_block)) {
        zg_lexical_free(text);
        return zg_error_memory(error);
    }
    *out = text;
    return ZG_OK;
}

void zg_lexical_free(zg_lexical *text)
{
    if (!text) return;
    zg_memory_free(text->freqs);
    zg_memory_free(text->marks);
    zg_memory_free(text);
}

double zg_mattr(const zg_lexical *text, size_t window)
{
    if (window == 0 || text->n < window) return NAN;
    uint64_t types = 0, sum = 0;
    uint32_t *inside = text->marks;
    for (size_t i = 0; i < text->n; i++) {
        types += inside[text->ids[i]]++ == 0;
        if (i >= window) types -= --inside[text->ids[i - window]] == 0;
        if (i + 1 >= window) sum += types;
    }
    for (size_t i = text->n - window; i < text->n; i++) inside[text->ids[i]] = 0;
    return (double)sum / ((double)window * (double)(text->n - window + 1));
}

double zg_msttr(const zg_lexical *text, size_t window)
{
    if (window == 0 || text->n < window) return NAN;
    uint64_t types = 0;
    size_t segments = text->n / window;
    uint32_t *inside = text->marks;
    for (size_t k = 0; k < segments; k++) {
        const uint32_t *segment = text->ids + k * window;
        for (size_t i = 0; i < window; i++) types += inside[segment[i]]++ == 0;
        for (size_t i = 0; i < window; i++) inside[segment[i]] = 0;
    }
    return (double)types / ((double)window * (double)segments);
}

static double tokens(const zg_lexical *text)
{
    return (double)text->n;
}

static double types(const zg_lexical *text)
{
    return (double)text->types;
}

static double hapaxes(const zg_lexical *text)
{
    return (double)text->hapaxes;
}

static double twice(const zg_lexical *text)
{
    return (double)text->twice;
}

static double ttr(const zg_lexical *text)
{
    return types(text) / tokens(text);
}

static double hapax_over_n(const zg_lexical *text)
{
    return hapaxes(text) / tokens(text);
}

static double hapax_over_v(const zg_lexical *text)
{
    return hapaxes(text) / types(text);
}

static double yule_k(const zg_lexical *text)
{
    return 1e4 * (text->squares - tokens(text)) / (tokens(text) * tokens(text));
}

static double yule_i(const zg_lexical *text)
{
    double rest = text->squares - types(text);
    return rest > 0 ? types(text) * types(text) / rest : NAN;
}

static double simpson_d(const zg_lexical *text)
{
    return (text->squares - tokens(text)) / (tokens(text) * (tokens(text) - 1));
}

static double herdan_c(const zg_lexical *text)
{
    return log(types(text)) / log(tokens(text));
}

static double guiraud_r(const zg_lexical *text)
{
    return types(text) / sqrt(tokens(text));
}

static double maas_a2(const zg_lexical *text)
{
    double log_n = log10(tokens(text));
    return log10(tokens(text) / types(text)) / (log_n * log_n);
}

static double honore_r(const zg_lexical *text)
{
    if (text->types == text->hapaxes) return NAN;
    return 100 * log(tokens(text)) * types(text) / (double)(text->types - text->hapaxes);
}

static double entropy(const zg_lexical *text)
{
    return text->block[1];
}

static double entropy_norm(const zg_lexical *text)
{
    return entropy(text) / log2(types(text));
}

static double miller_madow(const zg_lexical *text)
{
    return entropy(text) + (types(text) - 1) / (2 * tokens(text) * ZG_LN2);
}

#define BLOCK(order)                                                                               \
    static double block_##order(const zg_lexical *text)                                            \
    {                                                                                              \
        return text->block[order];                                                                 \
    }                                                                                              \
    static double conditional_##order(const zg_lexical *text)                                      \
    {                                                                                              \
        return text->block[order] - text->block[(order)-1];                                        \
    }

BLOCK(2)
BLOCK(3)
BLOCK(4)

#define WINDOW(size)                                                                               \
    static double mattr_##size(const zg_lexical *text)                                             \
    {                                                                                              \
        return zg_mattr(text, size);                                                               \
    }                                                                                              \
    static double msttr_##size(const zg_lexical *text)                                             \
    {                                                                                              \
        return zg_msttr(text, size);                                                               \
    }

WINDOW(10)
WINDOW(25)
WINDOW(50)
WINDOW(100)
WINDOW(1000)

#define LEXICAL "lexical"
#define RICH    "rich"
#define POOR    "poor"
#define FREE    "unpredictable"
#define LENGTH  "falls with the length of the text: compare texts of equal length only"
#define MATTR   "Covington & McFall 2010"
#define MSTTR   "Johnson 1944"

static const zg_measure measures[] = {
    {.name = "tokens",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "N",
     .whole = true,
     .compute = {.tokens = tokens},
     .formula = "N",
     .unit = "tokens",
     .high = "",
     .source = ""},
    {.name = "types",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "V",
     .whole = true,
     .compute = {.tokens = types},
     .formula = "V",
     .unit = "types",
     .high = "",
     .source = ""},
    {.name = "hapaxes",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "V1",
     .whole = true,
     .compute = {.tokens = hapaxes},
     .formula = "V1: types that occur once",
     .unit = "types",
     .high = "",
     .source = ""},
    {.name = "dis_legomena",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "V2",
     .whole = true,
     .compute = {.tokens = twice},
     .formula = "V2: types that occur twice",
     .unit = "types",
     .high = "",
     .source = ""},
    {.name = "ttr",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "ttr",
     .compute = {.tokens = ttr},
     .formula = "V / N",
     .unit = "",
     .high = RICH,
     .source = "",
     .check = LENGTH},
    {.name = "hapax_over_n",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "hapax_over_N",
     .compute = {.tokens = hapax_over_n},
     .formula = "V1 / N",
     .unit = "",
     .high = RICH,
     .source = "",
     .check = LENGTH},
    {.name = "hapax_over_v",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "hapax_over_V",
     .compute = {.tokens = hapax_over_v},
     .formula = "V1 / V",
     .unit = "",
     .high = RICH,
     .source = ""},
    {.name = "yule_k",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "yule_k",
     .compute = {.tokens = yule_k},
     .formula = "10^4 (sum of f^2 - N) / N^2",
     .unit = "",
     .high = POOR,
     .source = "Yule"},
    {.name = "yule_i",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "yule_i",
     .compute = {.tokens = yule_i},
     .formula = "V^2 / (sum of f^2 - V)",
     .unit = "",
     .high = RICH,
     .source = "Yule"},
    {.name = "simpson_d",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "simpson_d",
     .compute = {.tokens = simpson_d},
     .formula = "sum of f (f - 1) / (N (N - 1))",
     .unit = "",
     .high = POOR,
     .source = "Simpson"},
    {.name = "herdan_c",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "herdan_c",
     .compute = {.tokens = herdan_c},
     .formula = "ln V / ln N",
     .unit = "",
     .high = RICH,
     .source = "Herdan"},
    {.name = "guiraud_r",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "guiraud_r",
     .compute = {.tokens = guiraud_r},
     .formula = "V / sqrt(N)",
     .unit = "",
     .high = RICH,
     .source = "Guiraud"},
    {.name = "maas_a2_log10",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "maas_a2_log10",
     .compute = {.tokens = maas_a2},
     .formula = "(log10 N - log10 V) / (log10 N)^2",
     .unit = "",
     .high = POOR,
     .source = "Maas"},
    {.name = "honore_r",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "honore_r",
     .compute = {.tokens = honore_r},
     .formula = "100 ln N / (1 - V1/V)",
     .unit = "",
     .high = RICH,
     .source = "Honoré"},
    {.name = "good_turing_p0",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "good_turing_p0",
     .compute = {.tokens = hapax_over_n},
     .formula = "V1 / N: chance that the next type is new",
     .unit = "",
     .high = RICH,
     .source = "Good"},
    {.name = "entropy_bits",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "entropy_bits",
     .compute = {.tokens = entropy},
     .formula = "-sum of p log2 p",
     .unit = "bits",
     .high = FREE,
     .source = "Shannon"},
    {.name = "entropy_norm",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "entropy_norm",
     .compute = {.tokens = entropy_norm},
     .formula = "entropy_bits / log2 V",
     .unit = "",
     .high = FREE,
     .source = ""},
    {.name = "entropy_millermadow_bits",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "entropy_millermadow_bits",
     .compute = {.tokens = miller_madow},
     .formula = "entropy_bits + (V - 1) / (2 N ln 2)",
     .unit = "bits",
     .high = FREE,
     .source = "Miller & Madow"},
    {.name = "block_entropy_2",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "block_entropy_2",
     .compute = {.tokens = block_2},
     .formula = "entropy of overlapping 2-grams",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "cond_entropy_2",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "cond_entropy_2",
     .compute = {.tokens = conditional_2},
     .formula = "block_entropy_2 - entropy_bits",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "block_entropy_3",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "block_entropy_3",
     .compute = {.tokens = block_3},
     .formula = "entropy of overlapping 3-grams",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "cond_entropy_3",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "cond_entropy_3",
     .compute = {.tokens = conditional_3},
     .formula = "block_entropy_3 - block_entropy_2",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "block_entropy_4",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "block_entropy_4",
     .compute = {.tokens = block_4},
     .formula = "entropy of overlapping 4-grams",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "cond_entropy_4",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "cond_entropy_4",
     .compute = {.tokens = conditional_4},
     .formula = "block_entropy_4 - block_entropy_3",
     .unit = "bits",
     .high = FREE,
     .source = ""},
    {.name = "mattr_10",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "mattr_10",
     .compute = {.tokens = mattr_10},
     .formula = "mean V / N of all windows of 10 tokens",
     .unit = "",
     .high = RICH,
     .source = MATTR},
    {.name = "msttr_10",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "msttr_10",
     .compute = {.tokens = msttr_10},
     .formula = "mean V / N of full segments of 10 tokens",
     .unit = "",
     .high = RICH,
     .source = MSTTR},
    {.name = "mattr_25",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "mattr_25",
     .compute = {.tokens = mattr_25},
     .formula = "mean V / N of all windows of 25 tokens",
     .unit = "",
     .high = RICH,
     .source = MATTR},
    {.name = "msttr_25",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "msttr_25",
     .compute = {.tokens = msttr_25},
     .formula = "mean V / N of full segments of 25 tokens",
     .unit = "",
     .high = RICH,
     .source = MSTTR},
    {.name = "mattr_50",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "mattr_50",
     .compute = {.tokens = mattr_50},
     .formula = "mean V / N of all windows of 50 tokens",
     .unit = "",
     .high = RICH,
     .source = MATTR},
    {.name = "msttr_50",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "msttr_50",
     .compute = {.tokens = msttr_50},
     .formula = "mean V / N of full segments of 50 tokens",
     .unit = "",
     .high = RICH,
     .source = MSTTR},
    {.name = "mattr_100",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .compute = {.tokens = mattr_100},
     .formula = "mean V / N of all windows of 100 tokens",
     .unit = "",
     .high = RICH,
     .source = MATTR},
    {.name = "msttr_100",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .compute = {.tokens = msttr_100},
     .formula = "mean V / N of full segments of 100 tokens",
     .unit = "",
     .high = RICH,
     .source = MSTTR},
    {.name = "mattr_1000",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .compute = {.tokens = mattr_1000},
     .formula = "mean V / N of all windows of 1000 tokens",
     .unit = "",
     .high = RICH,
     .source = MATTR},
    {.name = "msttr_1000",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .compute = {.tokens = msttr_1000},
     .formula = "mean V / N of full segments of 1000 tokens",
     .unit = "",
     .high = RICH,
     .source = MSTTR},
};

const zg_measure_array zg_measures_lexical = ZG_MEASURE_ARRAY(measures);
