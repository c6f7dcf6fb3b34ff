/* Random files through --clean pdf: what comes out, white space aside, is what went in, but for
 * what the audit names, line by line.
 *
 *     layout_fuzz [-n FILES] [-s SECONDS] [-f FIRST] [FILE...]
 *
 * Every file is made from its number, so that a failure can be had again with -f NUMBER -n 1.
 * Some are soup, some are pages, some are pieces of the FILEs with changes. The judge here reads
 * nothing of the library but its output: it splits lines, knows white space, controls and marks
 * from lists of its own. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "corpus_object.h"

#define MOST_BYTES 60000

/* ---- chance ---- */

static uint64_t chance_state;

static uint64_t chance(void)
{
    uint64_t z = chance_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static size_t below(size_t n)
{
    return (size_t)(chance() % n);
}

static bool one_in(size_t n)
{
    return below(n) == 0;
}

/* ---- making files ---- */

static zg_buffer input;
static zg_buffer real; /* the files given, one behind the other */

static void put(uint32_t cp)
{
    char bytes[4];
    if (input.length < MOST_BYTES) zg_buffer_append(&input, bytes, zg_utf8_encode(bytes, cp));
}

static void put_text(const char *text)
{
    zg_buffer_text(&input, text);
}

/* A code point of the kinds that cleaning looks at. */
static uint32_t any_code_point(void)
{
    static const uint32_t marks[] = {
        '.',    ',',    ';',    ':',    '!',    '?',    '-',    '-',    '"',    '\'',   '(',
        ')',    '/',    '%',    0xAD,   0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C,
        0x201D, 0x2026, 0x2500, 0x2500, 0x2501, 0x2502, 0x3001, 0x3002, 0x300A, 0x300B, 0xFF01,
        0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0x25CF, 0x2022, 0x2460, 0xB7,   0x25A0};
    static const uint32_t blanks[] = {' ',    ' ',  ' ',    ' ',    '\t',
                                      0x3000, 0xA0, 0x2003, 0x202F, 0xF0B};
    static const uint32_t odd[] = {
        0,      1,      0x1B,   0x7F,   0x85,   0x9C,   0x200B,  0x200C,   0x200D, 0x200E,
        0x202E, 0x2060, 0xFEFF, 0x2028, 0x2029, 0x0B,   0x301,   0x323,    0x3099, 0x1100,
        0x1161, 0x11A8, 0xAC00, 0x2F00, 0x2ED3, 0x2F08, 0x1F468, 0x10FFFF, 0xFFFD, 0xF900,
        0x0E01, 0x0E31, 0x915,  0x94D,  0x627,  0x644,  0xFF9E,  0x20000,  0x2E87, 0xE000};
    switch (below(12)) {
    case 0: return marks[below(sizeof marks / sizeof *marks)];
    case 1:
    case 2: return blanks[below(sizeof blanks / sizeof *blanks)];
    case 3: return one_in(3) ? odd[below(sizeof odd / sizeof *odd)] : 'e';
    case 4: return (uint32_t)('0' + below(10));
    case 5: return (uint32_t)('A' + below(26));
    case 6:
    case 7: return (uint32_t)('a' + below(26));
    case 8: return (uint32_t)(0xAC00 + below(40));
    default: return (uint32_t)(0x4E00 + below(60));
    }
}

static void put_line_end(void)
{
    static const char *const ends[] = {"\n", "\n", "\n",   "\n", "\n\n",    "\r\n",
                                       "\r", "\f", "\n\f", "\v", "\n\n\n\n"};
    put_text(ends[below(sizeof ends / sizeof *ends)]);
}

static void make_soup(void)
{
    size_t n = below(one_in(20) ? 8000 : 600), run = 1 + below(60);
    for (size_t i = 0; i < n; i++) {
        if (one_in(run)) put_line_end();
        put(any_code_point());
    }
}

static void put_number(size_t number)
{
    static const char *const forms[] = {
        "%zu",    "- %zu -",        "\xE2\x80\x94 %zu \xE2\x80\x94",
        "%zu/40", "Page %zu of 40", "\xE7\xAC\xAC %zu \xE9\xA1\xB5"};
    char text[64];
    snprintf(text, sizeof text, forms[(chance_state >> 40) % 6], number);
    put_text(text);
}

/* A word of few kinds, so that words come again. */
static void put_word(bool latin)
{
    size_t kind = below(40);
    size_t n = 1 + (kind * 7) % 9;
    if (one_in(60)) {
        put(any_code_point());
    } else if (latin) {
        for (size_t i = 0; i < n; i++) put((uint32_t)('a' + (kind * (i + 3) * 5) % 26));
        if (one_in(30)) put_text("-like");
        put_text(one_in(9) ? ". " : one_in(9) ? ", " : " ");
    } else {
        for (size_t i = 0; i < n % 4 + 1; i++) put((uint32_t)(0x4E00 + (kind * (i + 2) * 11) % 90));
        if (one_in(12)) put_text(one_in(2) ? "\xE3\x80\x82" : "\xEF\xBC\x8C");
        if (one_in(30)) put_text(" 2020 ");
    }
}

/* Pages of lines of about one width, with heads, numbers, indents and gaps of one manner. */
static void make_pages(void)
{
    bool latin = one_in(2), head = one_in(2), foot = one_in(2), feed = one_in(2);
    size_t width = 10 + below(80), height = 3 + below(40), indent = below(5), gap = below(3);
    size_t pages = 1 + below(8), break_gap = 1 + below(6), hyphens = 2 + below(6);
    size_t paragraph = 2 + below(8), start = below(3) * 7;
    for (size_t page = 1; page <= pages; page++) {
        if (head) put_text(page % 2 ? "A Running Head 12\n\n" : "\xE5\x85\xAC\xE6\x8A\xA5\n\n");
        for (size_t line = 0; line < height; line++) {
            size_t from = input.length, want = width * (latin ? 1 : 3) / 2;
            bool first = one_in(paragraph);
            for (size_t i = 0; i < indent && first; i++) put(' ');
            if (first && one_in(4)) want = want * below(100) / 100;
            while (input.length - from < want) put_word(latin);
            if (latin && one_in(hyphens)) put('-');
            for (size_t i = 0; i <= gap; i++) put('\n');
        }
        if (foot) put_number(page + start);
        put_text(feed ? "\n\f" : "\n");
        for (size_t i = 0; i < break_gap && !feed; i++) put('\n');
    }
}

static size_t at_character(const zg_buffer *text, size_t at)
{
    while (at < text->length && ((unsigned char)text->data[at] & 0xC0) == 0x80) at++;
    return at;
}

/* A stretch of the real files, with characters dropped, doubled and put in. */
static void make_changed(void)
{
    if (real.length < 100) {
        make_pages();
        return;
    }
    size_t from = at_character(&real, below(real.length - 50)), rate = 5 + below(800);
    size_t to = from + below(one_in(10) ? 40000 : 6000);
    if (to > real.length) to = real.length;
    to = at_character(&real, to);
    for (size_t at = from; at < to;) {
        uint32_t cp;
        at += zg_utf8_next(real.data + at, &cp);
        size_t what = one_in(rate) ? below(5) : 5;
        if (what == 0) continue;
        if (what == 1) put(cp);
        if (what == 2) put(any_code_point());
        if (what == 3) put_line_end();
        if (what == 4) at = at_character(&real, at + below(200) < to ? at + below(200) : at);
        put(cp);
    }
}

static void make_input(uint64_t number)
{
    chance_state = number * UINT64_C(0xD1342543DE82EF95) + 1;
    input.length = 0;
    switch (below(4)) {
    case 0: make_soup(); break;
    case 1: make_changed(); break;
    default: make_pages(); break;
    }
}

/* ---- the judge ---- */

static uint64_t number_now;

static void fail(const char *format, ...)
{
    va_list arguments;
    printf("file %llu: ", (unsigned long long)number_now);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    FILE *out = fopen("fuzz-failed.txt", "wb");
    if (out != NULL) {
        fwrite(input.data, 1, input.length, out);
        fclose(out);
    }
    exit(1);
}

static bool white(uint32_t cp)
{
    return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xA0 || cp == 0xF0B ||
           cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || (cp >= 0x2028 && cp <= 0x2029) ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool bidi(uint32_t cp)
{
    return cp == 0x200E || cp == 0x200F || cp == 0x61C || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

typedef struct source_line {
    size_t start, end;
    uint64_t page;
    uint64_t named[ZG_CHANGES]; /* by the audit */
    bool blank, seen;
} source_line;

static source_line *lines;
static size_t lines_n, lines_capacity;

static void split_lines(void)
{
    size_t at = 0, start = 0;
    uint64_t page = 1;
    const char *text = input.data;
    lines_n = 0;
    if (input.length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) at = start = 3;
    while (start < input.length) {
        uint32_t cp = '\n';
        size_t end = at;
        if (at < input.length) at += zg_utf8_next(text + at, &cp);
        bool ends = (cp >= 10 && cp <= 13) || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
        if (!ends) continue;
        if (cp == '\r' && at < input.length && text[at] == '\n') at++;
        zg_memory_grow(&lines, &lines_capacity, lines_n + 1, sizeof *lines);
        lines[lines_n++] = (source_line){.start = start, .end = end, .page = page};
        if (cp == '\f') page++;
        start = at;
    }
}

static void read_audit(const char *path)
{
    char row[512];
    FILE *file = fopen(path, "rb");
    if (file == NULL || fgets(row, sizeof row, file) == NULL) fail("no audit");
    while (fgets(row, sizeof row, file) != NULL) {
        unsigned long long count, page, line;
        size_t length = strcspn(row, "\t"), change = 0;
        while (change < ZG_CHANGES &&
               (strlen(zg_audit_name((zg_change)change)) != length ||
                memcmp(zg_audit_name((zg_change)change), row, length) != 0)) {
            change++;
        }
        if (change == ZG_CHANGES ||
            sscanf(row + length, "%llu%*s%llu%llu", &count, &page, &line) != 3) {
            fail("odd row of the audit: %s", row);
        }
        if (line == 0 || line > lines_n) fail("the audit names line %llu of %zu", line, lines_n);
        lines[line - 1].named[change] += count;
    }
    fclose(file);
}

/* What a line should come out as, without white space; dashes and joiners are compared apart. */
static void bare_line(source_line *line, zg_buffer *out, bool last_hyphen)
{
    uint64_t counts[ZG_CHANGES] = {0};
    size_t hyphen = SIZE_MAX;
    char bytes[4];
    out->length = 0;
    for (size_t at = line->start; at < line->end;) {
        uint32_t cp;
        at += zg_utf8_next(input.data + at, &cp);
        if (white(cp)) continue;
        if (bidi(cp)) {
            counts[ZG_CHANGE_BIDI]++;
        } else if (cp < 32 || (cp >= 0x7F && cp < 0xA0)) {
            counts[ZG_CHANGE_CONTROL]++;
        } else if (cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || cp == 0xAD) {
            counts[ZG_CHANGE_INVISIBLE]++;
        } else if (cp == 0x200C || cp == 0x200D) {
            continue;
        } else {
            if (zg_unicode_radical(cp) != 0) {
                counts[ZG_CHANGE_RADICAL]++;
                cp = zg_unicode_radical(cp);
            }
            if (cp == 0x2500 || cp == 0x2501) cp = 0x2014;
            hyphen = cp == '-' || cp == 0x2010 || cp == 0x2011 ? out->length : SIZE_MAX;
            zg_buffer_append(out, bytes, zg_utf8_encode(bytes, cp));
        }
    }
    static const zg_change judged[] = {ZG_CHANGE_BIDI, ZG_CHANGE_CONTROL, ZG_CHANGE_RADICAL};
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
        if (counts[judged[i]] != line->named[judged[i]]) {
            fail("%s: %llu, the audit says %llu", zg_audit_name(judged[i]),
                 (unsigned long long)counts[judged[i]], (unsigned long long)line->named[judged[i]]);
        }
    }
    if (counts[ZG_CHANGE_INVISIBLE] > line->named[ZG_CHANGE_INVISIBLE]) fail("invisible");
    line->blank = out->length == 0;
    if (last_hyphen) {
        if (hyphen == SIZE_MAX) fail("a hyphen that is none");
        out->length = hyphen;
    }
}

static void bare_output(const char *text, size_t length, zg_buffer *out)
{
    char bytes[4];
    out->length = 0;
    for (size_t at = 0; at < length;) {
        uint32_t cp;
        at += zg_utf8_next(text + at, &cp);
        if (white(cp) || cp == 0x200C || cp == 0x200D) continue;
        if (cp == 0x2500 || cp == 0x2501) cp = 0x2014;
        zg_buffer_append(out, bytes, zg_utf8_encode(bytes, cp));
    }
}

static bool same_text(zg_unicode *unicode, const zg_buffer *a, const zg_buffer *b)
{
    static zg_buffer x, y;
    if (a->length == b->length && memcmp(a->data, b->data, a->length) == 0) return true;
    x.length = y.length = 0;
    if (zg_unicode_normalize(unicode, false, a->data, a->length, &x, NULL) != ZG_OK ||
        zg_unicode_normalize(unicode, false, b->data, b->length, &y, NULL) != ZG_OK) {
        return false;
    }
    return x.length == y.length && memcmp(x.data, y.data, x.length) == 0;
}

/* Whether the hyphen at the end of line i was taken out when the next kept line was joined. */
static bool loses_hyphen(size_t i)
{
    for (i++; i < lines_n; i++) {
        if (lines[i].named[ZG_CHANGE_HYPHEN] > 0) return true;
        if (lines[i].named[ZG_CHANGE_BLANK_LINE] == 0 &&
            lines[i].named[ZG_CHANGE_PAGE_NUMBER] == 0 &&
            lines[i].named[ZG_CHANGE_RUNNING_HEAD] == 0) {
            return false;
        }
    }
    return false;
}

static void judge_pieces(zg_unicode *unicode, const zg_corpus *corpus)
{
    static zg_buffer wanted, got;
    const zg_sourcemap *map = &corpus->map;
    uint64_t before = 0;
    for (size_t i = 0; i < map->n; i++) {
        const zg_piece *piece = &map->pieces[i];
        if (piece->line == 0 || piece->line > lines_n)
            fail("a piece of line %llu", (unsigned long long)piece->line);
        if (piece->line <= before) fail("line %llu comes late", (unsigned long long)piece->line);
        before = piece->line;
        source_line *line = &lines[piece->line - 1];
        size_t end = i + 1 < map->n ? map->pieces[i + 1].offset : corpus->text.length;
        bare_line(line, &wanted, loses_hyphen(piece->line - 1));
        bare_output(corpus->text.data + piece->offset, end - piece->offset, &got);
        if (!same_text(unicode, &wanted, &got)) {
            fail("line %llu: \"%.*s\" came out as \"%.*s\"", (unsigned long long)piece->line,
                 (int)wanted.length, wanted.data, (int)got.length, got.data);
        }
        line->seen = true;
    }
    for (size_t i = 0; i < lines_n; i++) {
        source_line *line = &lines[i];
        if (line->seen) continue;
        bare_line(line, &wanted, false);
        uint64_t named = line->named[ZG_CHANGE_BLANK_LINE] + line->named[ZG_CHANGE_PAGE_NUMBER] +
                         line->named[ZG_CHANGE_RUNNING_HEAD];
        if (named != 1)
            fail("line %zu is gone, named %llu times", i + 1, (unsigned long long)named);
        if (line->named[ZG_CHANGE_BLANK_LINE] > 0 && !line->blank)
            fail("line %zu is not blank", i + 1);
    }
}

static void judge_paragraphs(zg_unicode *unicode, const zg_corpus *corpus)
{
    static zg_buffer normal;
    bool nfc = corpus->options.normalize == ZG_NORMALIZE_NFC;
    for (size_t i = 0; i < corpus->n_paragraphs; i++) {
        size_t length;
        zg_kind kind;
        const char *text = zg_corpus_paragraph(corpus, 0, i, &length, &kind);
        uint32_t cp = ' ', last = ' ';
        if (length == 0) fail("an empty paragraph");
        zg_utf8_next(text, &cp);
        zg_utf8_previous(text, text + length, &last);
        if (white(cp) || white(last)) fail("paragraph %zu: white space at an end", i + 1);
        normal.length = 0;
        if (zg_utf8_valid(text, length) != length) fail("paragraph %zu: not UTF-8", i + 1);
        if (!nfc || zg_unicode_is_normal(unicode, false, text, length)) continue;
        zg_status status = zg_unicode_normalize(unicode, false, text, length, &normal, NULL);
        if (status != ZG_OK || normal.length != length || memcmp(normal.data, text, length) != 0) {
            fail("paragraph %zu is not in NFC", i + 1);
        }
    }
}

/* Windows of two tokens that joining made: those told one by one are those counted. */
static void judge_joins(const zg_corpus *corpus)
{
    uint64_t windows[3], joined[3], told = 0;
    size_t last = SIZE_MAX;
    if (zg_corpus_joined(NULL, corpus, NULL, 2, windows, joined, NULL) != ZG_OK) fail("joins");
    for (size_t i = 0; i < corpus->n_elements; i++) {
        uint32_t element = corpus->elements[i];
        bool token = element >= ZG_ELEMENT_FIRST &&
                     (zg_corpus_word(corpus, element - ZG_ELEMENT_FIRST).flags & ZG_SEGMENT_TOKEN);
        if (token && last != SIZE_MAX) told += zg_corpus_joined_at(corpus, 0, last, i);
        last = token ? i : SIZE_MAX;
    }
    if (told != joined[2]) {
        fail("%llu pairs exist by joining, %llu were counted", (unsigned long long)told,
             (unsigned long long)joined[2]);
    }
}

static void run_one(zg_unicode *unicode, const char *path, const char *audit)
{
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    make_input(number_now);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(input.data, 1, input.length, file) != input.length ||
        fclose(file) != 0) {
        fail("cannot write %s", path);
    }
    split_lines();
    zg_import_options_init(&options);
    options.clean = ZG_CLEAN_PDF;
    options.normalize = number_now % 5 == 0 ? ZG_NORMALIZE_NONE : ZG_NORMALIZE_NFC;
    options.audit = audit;
    zg_status status = zg_corpus_build(NULL, &path, 1, &options, &corpus, &error);
    if (status != ZG_OK) {
        /* the front of a file may look like one of an archive */
        if (status == ZG_ERROR_FORMAT) return;
        fail("%s", error.text);
    }
    read_audit(audit);
    judge_pieces(unicode, corpus);
    judge_paragraphs(unicode, corpus);
    judge_joins(corpus);
    zg_corpus_free(corpus);
}

static bool read_real(const char *path)
{
    FILE *file = fopen(path, "rb");
    char block[65536];
    size_t n;
    if (file == NULL) return false;
    while ((n = fread(block, 1, sizeof block, file)) > 0) zg_buffer_append(&real, block, n);
    fclose(file);
    real.length = zg_utf8_valid(real.data, real.length);
    return true;
}

int main(int argc, char **argv)
{
    uint64_t first = 1, files = UINT64_MAX, seconds = UINT64_MAX;
    char folder[] = "/tmp/layout-fuzz-XXXXXX", path[64], audit[64];
    zg_unicode *unicode = NULL;
    for (int option; (option = getopt(argc, argv, "n:s:f:")) != -1;) {
        uint64_t *target = option == 'n' ? &files : option == 's' ? &seconds : &first;
        if (option == '?') return 2;
        *target = strtoull(optarg, NULL, 10);
    }
    for (int i = optind; i < argc; i++) {
        if (!read_real(argv[i])) return 2;
    }
    if (mkdtemp(folder) == NULL || zg_unicode_new(&unicode, NULL) != ZG_OK) return 2;
    snprintf(path, sizeof path, "%s/a.txt", folder);
    snprintf(audit, sizeof audit, "%s/a.tsv", folder);
    time_t begun = time(NULL);
    uint64_t done = 0;
    while (done < files && (uint64_t)(time(NULL) - begun) < seconds) {
        number_now = first + done++;
        run_one(unicode, path, audit);
    }
    unlink(path);
    unlink(audit);
    rmdir(folder);
    zg_unicode_free(unicode);
    printf("%llu files, nothing lost that the audit does not name\n", (unsigned long long)done);
    return 0;
}
