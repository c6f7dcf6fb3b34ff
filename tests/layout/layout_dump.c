/* Prints what layout decides of a file, for eval.py: one line per input line,
 *   page kind(b|h|o|-) mark(N number, R running, . none) join(n none, c close, s space, h hyphen)
 * or, with -j, the joined paragraphs themselves, kind first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "memory.h"

typedef struct input {
    char *bytes;
    size_t length;
    zg_layout_line *lines;
    size_t n;
} input;

static bool read_all(const char *path, input *in)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    size_t capacity = 0;
    for (;;) {
        if (in->length + 65536 > capacity) {
            capacity = capacity * 2 + 131072;
            in->bytes = realloc(in->bytes, capacity);
            if (in->bytes == NULL) return false;
        }
        size_t got = fread(in->bytes + in->length, 1, 65536, file);
        in->length += got;
        if (got == 0) break;
    }
    bool good = ferror(file) == 0;
    fclose(file);
    return good;
}

/* LF and FF end a line; FF a page too. Trailing blanks are counted and cut off. */
static void add_line(input *in, size_t start, size_t end, bool page)
{
    zg_layout_line line = {.text = in->bytes + start, .page_before = page};
    if (end > start && in->bytes[end - 1] == '\r') end--;
    while (end > start && (in->bytes[end - 1] == ' ' || in->bytes[end - 1] == '\t')) {
        end--;
        line.trailing++;
    }
    line.length = end - start;
    in->lines[in->n++] = line;
}

static bool split(input *in)
{
    size_t ends = 1, start = 0;
    bool page = false;
    for (size_t i = 0; i < in->length; i++) ends += in->bytes[i] == '\n' || in->bytes[i] == '\f';
    in->lines = calloc(ends, sizeof *in->lines);
    if (in->lines == NULL) return false;
    if (in->length >= 3 && memcmp(in->bytes, "\xEF\xBB\xBF", 3) == 0) start = 3;
    for (size_t i = start; i < in->length; i++) {
        if (in->bytes[i] != '\n' && in->bytes[i] != '\f') continue;
        add_line(in, start, i, page);
        page = in->bytes[i] == '\f';
        start = i + 1;
    }
    if (start < in->length) add_line(in, start, in->length, page);
    return true;
}

static void print_decisions(const input *in, const zg_layout_decision *decisions)
{
    for (size_t i = 0; i < in->n; i++) {
        const zg_layout_decision *d = &decisions[i];
        printf("%llu\t%c\t%c\t%c\n", (unsigned long long)d->page, d->blank ? '-' : "bho"[d->kind],
               d -> page_number  ? 'N'
                    : d->running ? 'R'
                                 : '.',
               "ncsh"[d->join]);
    }
}

static void print_joined(const input *in, const zg_layout_decision *decisions)
{
    bool open = false;
    for (size_t i = 0; i < in->n; i++) {
        const zg_layout_decision *d = &decisions[i];
        const zg_layout_line *line = &in->lines[i];
        if (d->blank) continue;
        if (d->page_number || d->running) continue;
        if (d->join == ZG_JOIN_NONE) {
            printf("%s%c\t", open ? "\n" : "", "bho"[d->kind]);
        }
        if (d->join == ZG_JOIN_SPACE) putchar(' ');
        size_t length = line->length, skip = 0;
        while (skip < length && (line->text[skip] == ' ' || line->text[skip] == '\t')) skip++;
        for (size_t k = i + 1; k < in->n; k++) {
            if (decisions[k].blank || decisions[k].page_number || decisions[k].running) continue;
            if (decisions[k].join == ZG_JOIN_HYPHEN) {
                while (((unsigned char)line->text[length - 1] & 0xC0) == 0x80) length--;
                length--;
            }
            break;
        }
        fwrite(line->text + skip, 1, length - skip, stdout);
        open = true;
    }
    if (open) putchar('\n');
}

int main(int argc, char **argv)
{
    bool joined = argc == 3 && strcmp(argv[1], "-j") == 0;
    input in = {0};
    zg_error error;
    zg_unicode *unicode = NULL;
    if (argc < 2 || !read_all(argv[argc - 1], &in) || !split(&in)) return 2;
    zg_layout_decision *decisions = calloc(in.n + 1, sizeof *decisions);
    if (decisions == NULL || zg_unicode_new(&unicode, &error) != ZG_OK) return 1;
    zg_status status = zg_layout_decide(NULL, unicode, in.lines, in.n, decisions, &error);
    if (status == ZG_OK && joined) print_joined(&in, decisions);
    if (status == ZG_OK && !joined) print_decisions(&in, decisions);
    free(decisions);
    zg_unicode_free(unicode);
    free(in.lines);
    free(in.bytes);
    return status == ZG_OK && fflush(stdout) == 0 ? 0 : 1;
}
