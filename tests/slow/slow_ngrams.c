/* slow_ngrams: the slow, obviously right counter of n-grams that judges zg-ngrams.
 *
 * It shares no line with the library. It holds everything in memory, writes every window out as
 * a string, sorts the strings and counts equal neighbours. slow_text.h makes elements of text,
 * here they become windows and a table.
 *
 *   slow_ngrams [--unit char|grapheme|word|space] [--within clause|sentence|paragraph|document]
 *               [-n N|MIN-MAX] [--min-freq F] [--radicals TSV] [--summary] [--elements] FILE...
 *
 * --radicals: table of radicals to repair (two hexadecimal columns); without it none are.
 * --summary: tokens, types and windows of each n, on stderr.
 * --elements: print what the text was cut into, an element a line, and count nothing.
 *
 *   gcc -std=c11 -O2 slow_ngrams.c -licuuc -o slow_ngrams
 */
#include "slow_text.h"

typedef struct window {
    char *text;
    int n;
    int document;
} window;

typedef struct row {
    const char *text;
    int n;
    long long freq, docs;
} row;

static window *windows; /* of all documents */
static size_t n_windows, room_windows;
static long long n_types, windows_of[65];

/* ---- windows ---- */

static bool space_between(const element *a, const element *b)
{
    if (opt.unit == UNIT_WORD || opt.unit == UNIT_SPACE) return true;
    if (opt.unit == UNIT_GRAPHEME) return false;
    return !a->dense && !b->dense && !a->wide && !b->wide;
}

static void add_window(const char *text, size_t length, int n, int document)
{
    windows = make_room(windows, n_windows, &room_windows, sizeof *windows);
    windows[n_windows++] = (window){joined(text, length, ""), n, document};
    windows_of[n]++;
}

/* Every window that begins with the token at `first`: the text grows element by element, and
 * each time it ends in a token it is a window. */
static void add_windows_from(size_t first, int document)
{
    static char *text;
    static size_t room;
    size_t length = 0;
    int n = 0;
    const element *before = NULL; /* the last token or mark written */
    for (size_t i = first; i < n_elements && n < opt.max_n; i++) {
        const element *e = &elements[i];
        if (e->kind != TOKEN && e->stops >= opt.within) return;
        if (e->kind == PARAGRAPH_END) continue;
        if (e->kind == TOKEN && e->blank_before && i > first && elements[i - 1].kind == TOKEN &&
            e->dense && elements[i - 1].dense && opt.within == CLAUSE)
            return;
        size_t add = strlen(e->text);
        if (length + add + 1 > room) {
            room = 2 * (length + add + 1);
            text = checked(realloc(text, room));
        }
        if (before && space_between(before, e)) text[length++] = ' ';
        memcpy(text + length, e->text, add);
        length += add;
        before = e;
        if (e->kind == TOKEN && ++n >= opt.min_n) add_window(text, length, n, document);
    }
}

static void print_elements(const char *name)
{
    static const char *const level_name[] = {"", "clause", "sentence", "paragraph", "document"};
    printf("# %s\n", name);
    for (size_t i = 0; i < n_elements; i++) {
        const element *e = &elements[i];
        if (e->kind == PARAGRAPH_END)
            printf("end\n");
        else
            printf("%s\t%s\t%s%s%s%s\n", e->kind == TOKEN ? "token" : "mark", e->text,
                   e->blank_before ? "blank " : "", e->dense ? "dense " : "",
                   e->wide ? "wide " : "", e->kind == MARK ? level_name[e->stops] : "");
    }
}

static void add_document(const char *name, int document)
{
    read_elements(name);
    if (opt.print_elements) print_elements(name);
    for (size_t i = 0; i < n_elements; i++)
        if (elements[i].kind == TOKEN) add_windows_from(i, document);
}

/* ---- the table ---- */

static int compare_windows(const void *a, const void *b)
{
    const window *x = a, *y = b;
    int order = strcmp(x->text, y->text); /* as unsigned char, by the C standard */
    if (order) return order;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

static int compare_rows(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->freq != y->freq) return x->freq > y->freq ? -1 : 1;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->n > y->n) - (x->n < y->n);
}

static void print_table(int documents)
{
    size_t n_rows = 0;
    row *rows = checked(calloc(n_windows + 1, sizeof *rows));
    if (n_windows > 0) qsort(windows, n_windows, sizeof *windows, compare_windows);
    for (size_t i = 0; i < n_windows; i++) {
        const window *w = &windows[i], *before = i > 0 ? w - 1 : NULL;
        bool same_type = before && before->n == w->n && strcmp(before->text, w->text) == 0;
        if (!same_type) rows[n_rows++] = (row){w->text, w->n, 0, 0};
        if (!same_type && w->n == 1) n_types++;
        rows[n_rows - 1].freq++;
        if (!same_type || before->document != w->document) rows[n_rows - 1].docs++;
    }
    if (n_rows > 0) qsort(rows, n_rows, sizeof *rows, compare_rows);
    printf("ngram\tn\tfreq\tper_million\tdocs\tdocs_share\n");
    for (size_t i = 0; i < n_rows && rows[i].freq >= opt.min_freq; i++) {
        for (const char *c = rows[i].text; *c; c++) {
            if (*c == '\\') putchar('\\'); /* tab and line ends are white space: never inside */
            putchar(*c);
        }
        printf("\t%d\t%lld\t%.6g\t%lld\t%.6g\n", rows[i].n, rows[i].freq,
               1e6 * (double)rows[i].freq / (double)n_tokens, rows[i].docs,
               (double)rows[i].docs / documents);
    }
    free(rows);
}

/* ---- the program ---- */

static void read_radicals(const char *name)
{
    char line[256];
    unsigned radical, ideograph;
    FILE *file = fopen(name, "r");
    if (!file) die("cannot open", name);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#') continue;
        if (sscanf(line, "%x %x", &radical, &ideograph) != 2 || radical >= 0x2FE0)
            die("not a table of radicals", name);
        radical_of[radical] = (UChar32)ideograph;
    }
    fclose(file);
}

static int choice(const char *value, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(value, names[i]) == 0) return i;
    die("unknown value", value);
    return 0;
}

static void read_orders(const char *value)
{
    int read = sscanf(value, "%d-%d", &opt.min_n, &opt.max_n);
    if (read == 1) opt.max_n = opt.min_n;
    if (read < 1 || opt.min_n < 1 || opt.max_n < opt.min_n || opt.max_n > 64)
        die("not a range within 1-64", value);
}

/* Reads the options; returns how many FILEs were moved to the front of `args`. */
static int read_options(int n, char **args)
{
    static const char *const units[] = {"char", "grapheme", "word", "space"};
    static const char *const levels[] = {"clause", "sentence", "paragraph", "document"};
    static const char *const names[] = {"--summary", "--elements", "--unit",     "--within",
                                        "-n",        "--min-freq", "--radicals", "--"};
    int files = 0;
    for (int i = 1; i < n; i++) {
        if (args[i][0] != '-') {
            args[files++] = args[i];
            continue;
        }
        int option = choice(args[i], names, 8);
        if (option >= 2 && option < 7 && ++i == n) die("needs a value", args[i - 1]);
        switch (option) {
        case 0: opt.summary = true; break;
        case 1: opt.print_elements = true; break;
        case 2: opt.unit = (unit_kind)choice(args[i], units, 4); break;
        case 3: opt.within = (level)(CLAUSE + choice(args[i], levels, 4)); break;
        case 4: read_orders(args[i]); break;
        case 5: opt.min_freq = strtoll(args[i], NULL, 10); break;
        case 6: read_radicals(args[i]); break;
        default: break; /* "--" only parts options from files */
        }
    }
    return files;
}

int main(int n_args, char **args)
{
    int documents = read_options(n_args, args);
    if (documents == 0) die("no FILE", "usage");
    for (int d = 0; d < documents; d++) add_document(args[d], d);
    if (!opt.print_elements) print_table(documents);
    if (opt.summary) {
        fprintf(stderr, "documents %d\ntokens %lld\n", documents, n_tokens);
        if (opt.min_n == 1) fprintf(stderr, "types %lld\n", n_types);
        for (int n = opt.min_n; n <= opt.max_n; n++)
            fprintf(stderr, "windows %d %lld\n", n, windows_of[n]);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) die("cannot write", "stdout");
    return 0;
}
