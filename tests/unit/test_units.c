/* Unit word against ICU's word iterator on the whole paragraph, and what is fed to ICU in pieces
 * (words, clusters, the fold traditional) against the same in one piece. Texts: $ZG_DATA and made
 * here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "tokenize.h"

typedef struct spans {
    size_t *items; /* start, end, start, end ... in bytes */
    size_t n, capacity;
} spans;

static void add(spans *s, size_t start, size_t end)
{
    if (s->n + 2 > s->capacity) {
        s->capacity = s->capacity * 2 + 1024;
        s->items = realloc(s->items, s->capacity * sizeof *s->items);
        assert_non_null(s->items);
    }
    s->items[s->n++] = start;
    s->items[s->n++] = end;
}

static bool holds_letter(const char *text, size_t start, size_t end)
{
    for (size_t i = start; i < end;) {
        uint32_t cp;
        i += zg_utf8_next(text + i, &cp);
        if (cp != 0xFF9E && cp != 0xFF9F &&
            (U_GET_GC_MASK((UChar32)cp) & (U_GC_L_MASK | U_GC_N_MASK)) != 0) {
            return true;
        }
    }
    return false;
}

/* All segments (or those that are tokens) by an iterator over the whole in UTF-16. */
static void by_icu(UBreakIteratorType type, const char *text, size_t length, bool tokens,
                   spans *out)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar *units = malloc((length + 1) * sizeof *units);
    int32_t n;
    size_t start = 0, end = 0;
    assert_non_null(units);
    u_strFromUTF8(units, (int32_t)length + 1, &n, text, (int32_t)length, &code);
    UBreakIterator *iterator = ubrk_open(type, "root", units, n, &code);
    assert_true(U_SUCCESS(code));
    for (int32_t at = 0, next = ubrk_next(iterator); next != UBRK_DONE;
         next = ubrk_next(iterator)) {
        while (at < next) {
            uint32_t cp;
            end += zg_utf8_next(text + end, &cp);
            at += cp > 0xFFFF ? 2 : 1;
        }
        if (!tokens || holds_letter(text, start, end)) add(out, start, end);
        start = end;
    }
    ubrk_close(iterator);
    free(units);
}

static void by_tokenizer(zg_tokenizer *tokenizer, const char *text, size_t length, spans *out)
{
    const zg_segment *segments;
    size_t n;
    zg_status status;
    zg_tokenizer_begin(tokenizer, text, length);
    while ((status = zg_tokenizer_next(tokenizer, &segments, &n, NULL)) == ZG_OK) {
        for (size_t i = 0; i < n; i++) {
            if (segments[i].flags & ZG_SEGMENT_TOKEN) add(out, segments[i].start, segments[i].end);
        }
    }
    assert_int_equal(status, ZG_END);
}

static void by_pieces(zg_unicode *unicode, zg_segmentation kind, const char *text, size_t length,
                      spans *out)
{
    size_t start = 0;
    zg_unicode_segment(unicode, kind, text, length);
    while (start < length) {
        size_t end = zg_unicode_segment_end(unicode);
        assert_true(end > start);
        add(out, start, end);
        start = end;
    }
}

static void assert_same(const char *name, const spans *want, const spans *got)
{
    size_t n = want->n < got->n ? want->n : got->n;
    for (size_t i = 0; i < n; i++) {
        if (want->items[i] != got->items[i]) {
            print_error("%s: at %zu, not %zu\n", name, got->items[i], want->items[i]);
            fail();
        }
    }
    assert_int_equal(want->n, got->n);
}

/* ---- texts ---- */

static const char *const texts[] = {"zh_gov_work_reports/2020.txt",
                                    "zh_four_novels/红楼梦.txt",
                                    "ja/neko_raw.txt",
                                    "ud_gold_tokens/th_pud_test.raw.txt",
                                    "en_inaugural/2025-Trump.txt",
                                    "ar/quran-simple.txt",
                                    "ko/kobill_1809890.txt",
                                    "ud_gold_tokens/zh_gsd_trad_dev.raw.txt"};

/* A text of ZG_DATA, up to `most` bytes; NULL where there is none. Yours. */
static char *load(const char *name, size_t most, size_t *length)
{
    char path[1024];
    const char *data = getenv("ZG_DATA");
    snprintf(path, sizeof path, "%s/%s", data != NULL ? data : "", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("SKIPPED %s: no file in ZG_DATA\n", name);
        return NULL;
    }
    char *text = malloc(most + 1);
    assert_non_null(text);
    *length = fread(text, 1, most, file);
    fclose(file);
    while (*length > 0 && zg_utf8_valid(text, *length) != *length) --*length;
    return text;
}

/* Takes the line ends out. */
static size_t join_lines(char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\n' && text[i] != '\r') text[n++] = text[i];
    }
    return n;
}

static size_t drop_marks(char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        uint32_t cp;
        size_t step = zg_utf8_next(text + i, &cp);
        if (U_GET_GC_MASK((UChar32)cp) & (U_GC_L_MASK | U_GC_N_MASK)) {
            memmove(text + n, text + i, step);
            n += step;
        }
        i += step;
    }
    return n;
}

/* ---- tests ---- */

static void words_of_lines_are_those_of_icu(void **state)
{
    zg_unicode *unicode = NULL;
    zg_tokenizer *tokenizer = NULL;
    (void)state;
    assert_int_equal(zg_unicode_new(&unicode, NULL), ZG_OK);
    assert_int_equal(zg_tokenizer_new(unicode, ZG_UNIT_WORD, ZG_FOLD_WIDTH, &tokenizer, NULL),
                     ZG_OK);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t length, tokens = 0;
        char *text = load(texts[i], 300000, &length);
        for (size_t at = 0; text != NULL && at < length;) {
            const char *end = memchr(text + at, '\n', length - at);
            size_t line = end != NULL ? (size_t)(end - text) - at : length - at;
            spans want = {0}, got = {0};
            by_icu(UBRK_WORD, text + at, line, true, &want);
            by_tokenizer(tokenizer, text + at, line, &got);
            assert_same(texts[i], &want, &got);
            tokens += got.n / 2;
            free(want.items);
            free(got.items);
            at += line + 1;
        }
        assert_true(text == NULL || tokens > 100);
        free(text);
    }
    zg_tokenizer_free(tokenizer);
    zg_unicode_free(unicode);
}

static void compare_pieces(zg_unicode *unicode, const char *name, const char *text, size_t length)
{
    spans want = {0}, got = {0};
    by_icu(UBRK_WORD, text, length, false, &want);
    by_pieces(unicode, ZG_SEGMENT_WORDS, text, length, &got);
    assert_same(name, &want, &got);
    want.n = got.n = 0;
    by_icu(UBRK_CHARACTER, text, length, false, &want);
    by_pieces(unicode, ZG_SEGMENT_CLUSTERS, text, length, &got);
    assert_same(name, &want, &got);
    free(want.items);
    free(got.items);
}

static void pieces_give_what_the_whole_gives(void **state)
{
    static const char *const long_texts[] = {"zh_four_novels/红楼梦.txt", "ja/neko_raw.txt",
                                             "ar/quran-simple.txt"};
    zg_unicode *unicode = NULL;
    (void)state;
    assert_int_equal(zg_unicode_new(&unicode, NULL), ZG_OK);
    for (size_t i = 0; i < sizeof long_texts / sizeof long_texts[0]; i++) {
        size_t length;
        char *text = load(long_texts[i], (size_t)3 << 20, &length);
        if (text == NULL) continue;
        length = join_lines(text, length);
        compare_pieces(unicode, long_texts[i], text, length);
        length = drop_marks(text, length);
        compare_pieces(unicode, long_texts[i], text, length);
        free(text);
    }
    zg_unicode_free(unicode);
}

static void a_long_run_of_hard_pieces(void **state)
{
    static const char *const units[] = {"क्",  "🇨🇳", "👩‍🚀", "e\xCC\x81", "a.",
                                        "1,", "ア", "ไทย",         "，a"};
    zg_unicode *unicode = NULL;
    (void)state;
    assert_int_equal(zg_unicode_new(&unicode, NULL), ZG_OK);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t one = strlen(units[i]), n = ((size_t)5 << 18) / one, length = n * one;
        char *text = malloc(length);
        assert_non_null(text);
        for (size_t k = 0; k < n; k++) memcpy(text + k * one, units[i], one);
        compare_pieces(unicode, units[i], text, length);
        free(text);
    }
    zg_unicode_free(unicode);
}

static void traditional_is_that_of_the_whole(void **state)
{
    static const char line[] = "單于瞭解乾隆，頭髮後來關係複雜「麼」。";
    size_t length = 0, capacity = (size_t)3 << 20;
    zg_unicode *unicode = NULL;
    UErrorCode code = U_ZERO_ERROR;
    (void)state;
    char *text = malloc(capacity);
    assert_non_null(text);
    for (size_t i = 0; length + 2 * sizeof line < capacity; i++) {
        size_t cut = i % 7 == 0 ? sizeof line - 1 : (sizeof line - 1) / 3 / (i % 7) * 3;
        memcpy(text + length, line, cut);
        length += cut;
    }
    UChar *units = malloc((length + 1) * sizeof *units);
    char *want = malloc(3 * length + 1);
    assert_non_null(units);
    assert_non_null(want);
    int32_t n, limit, bytes;
    u_strFromUTF8(units, (int32_t)length + 1, &n, text, (int32_t)length, &code);
    UTransliterator *icu =
        utrans_openU(u"Traditional-Simplified", -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    limit = n;
    utrans_transUChars(icu, units, &n, (int32_t)length + 1, 0, &limit, &code);
    u_strToUTF8(want, (int32_t)(3 * length + 1), &bytes, units, n, &code);
    assert_true(U_SUCCESS(code));
    zg_buffer got = {0};
    bool changed;
    assert_int_equal(zg_unicode_new(&unicode, NULL), ZG_OK);
    assert_int_equal(zg_unicode_simplify(unicode, text, length, &got, &changed, NULL), ZG_OK);
    assert_true(changed);
    assert_int_equal(got.length, (size_t)bytes);
    assert_memory_equal(got.data, want, got.length);
    utrans_close(icu);
    zg_unicode_free(unicode);
    zg_buffer_free(&got);
    free(units);
    free(want);
    free(text);
}

/* Offsets stay those of the clean text, whatever the keys are. */
static void keys_do_not_move_tokens(void **state)
{
    static const char text[] = "單于、𠀀後來，ＡＢ頭髮";
    zg_unicode *unicode = NULL;
    zg_tokenizer *tokenizer = NULL;
    const zg_segment *segments;
    size_t n;
    (void)state;
    assert_int_equal(zg_unicode_new(&unicode, NULL), ZG_OK);
    assert_int_equal(zg_tokenizer_new(unicode, ZG_UNIT_CHAR, 63, &tokenizer, NULL), ZG_OK);
    zg_tokenizer_begin(tokenizer, text, sizeof text - 1);
    assert_int_equal(zg_tokenizer_next(tokenizer, &segments, &n, NULL), ZG_OK);
    static const char *const keys[] = {"单", "于", "，", "𠀀", "后", "来", "，", "ab", "头", "发"};
    static const char *const forms[] = {"單", "于", "、", "𠀀", "後", "來", "，", "AB", "頭", "髮"};
    assert_int_equal(n, 10);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(segments[i].start, at);
        at = segments[i].end;
        assert_int_equal(segments[i].key_length, strlen(keys[i]));
        assert_memory_equal(segments[i].key, keys[i], segments[i].key_length);
        assert_int_equal(segments[i].length, strlen(forms[i]));
        assert_memory_equal(segments[i].text, forms[i], segments[i].length);
    }
    assert_int_equal(at, sizeof text - 1);
    zg_tokenizer_free(tokenizer);
    zg_unicode_free(unicode);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_lines_are_those_of_icu),
        cmocka_unit_test(pieces_give_what_the_whole_gives),
        cmocka_unit_test(a_long_run_of_hard_pieces),
        cmocka_unit_test(traditional_is_that_of_the_whole),
        cmocka_unit_test(keys_do_not_move_tokens),
    };
    return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
