/* The command line: lines of the input are the arguments of a tool. What is refused is refused in
 * one line; what is taken is what the sidecar would say, and gives the same when it is said again.
 * Then the tool does its work, on small files in a folder of its own, where nothing it was told
 * leads out of it. */
#define _GNU_SOURCE /* nftw */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#include "memory.h"

/* Parsing with what it keeps, which has to be forgotten between two inputs. */
#include "cli_parse.c"

#define MOST_ARGUMENTS 40

/* The mains of the tools, compiled under these names. */
int fuzz_main_collocates(int argc, char **argv);
int fuzz_main_concordance(int argc, char **argv);
int fuzz_main_import(int argc, char **argv);
int fuzz_main_keyness(int argc, char **argv);
int fuzz_main_measures(int argc, char **argv);
int fuzz_main_ngrams(int argc, char **argv);
int fuzz_main_phrases(int argc, char **argv);
int fuzz_main_report(int argc, char **argv);

static int (*const mains[])(int, char **) = {
    fuzz_main_ngrams,   fuzz_main_keyness,     fuzz_main_collocates, fuzz_main_phrases,
    fuzz_main_measures, fuzz_main_concordance, fuzz_main_import,     fuzz_main_report};

/* What tools call in place of cli_main. */
int fuzz_cli_main(const cli_tool *tool, int argc, char **argv);

/* ---- files to work on ---- */

static struct {
    const char *name, *text;
    ino_t known;
} files[] = {{"a.txt", "改革开放，实事求是。改革开放！\nthe state of the art 12.5\n", 0},
             {"b.txt", "实事求是，改革。\n开放 the art\n", 0},
             {"metadata.tsv", "document\tyear\tday\na.txt\t1954\t2020-03\nb.txt\t1978\t2021\n", 0},
             {"t.tsv", "item\to11\to12\to21\to22\na\t10\t990\t5\t1995\nb\t3\t7\t2\t9\n", 0},
             {"rows.jsonl", "{\"text\":\"改革\",\"year\":1}\n{\"text\":\"开放\",\"year\":2}\n", 0},
             {"items.tsv", "item\tform\texcept\n改革\t改革\t改革开放\n", 0},
             {"f.tsv", "ngram\tn\tfreq\tdocs\n改革\t2\t3\t2\n开放\t2\t5\t1\n", 0},
             {"stop", "的\nthe\n", 0}};

#define N_FILES (sizeof files / sizeof files[0])

static void make_files(void)
{
    for (size_t i = 0; i < N_FILES; i++) {
        struct stat found;
        const char *path = fuzz_path(files[i].name);
        if (stat(path, &found) == 0 && files[i].known == found.st_ino) continue;
        fuzz_file(files[i].name, (const uint8_t *)files[i].text, strlen(files[i].text));
        if (stat(path, &found) != 0) abort();
        files[i].known = found.st_ino;
    }
}

/* Removes all but these. */
static int tidy(const char *path, const struct stat *found, int type, struct FTW *where)
{
    (void)found;
    for (size_t i = 0; i < N_FILES; i++) {
        if (where->level == 1 && strcmp(path + where->base, files[i].name) == 0) return 0;
    }
    if (where->level > 0 && remove(path) != 0) abort();
    (void)type;
    return 0;
}

/* The folder to work in. */
static int begin_once(void)
{
    static int folder_fd = -1;
    if (folder_fd >= 0) return folder_fd;
    const char *first = fuzz_path(files[0].name);
    char folder[300];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(first, '/') - first), first);
    int nothing = open("/dev/null", O_RDWR);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
    if (folder_fd < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0) abort();
    return folder_fd;
}

/* ---- what options are set to ---- */

static size_t size_of(const cli_option *o)
{
    switch (o->kind) {
    case CLI_KIND_FLAG: return sizeof(bool);
    case CLI_KIND_TEXT: return sizeof(char *);
    case CLI_KIND_LIST: return sizeof(cli_list);
    case CLI_KIND_NUMBER:
    case CLI_KIND_SIZE: return sizeof(uint64_t);
    case CLI_KIND_REAL: return sizeof(double);
    case CLI_KIND_RANGE: return sizeof(cli_range);
    case CLI_KIND_CHOICE: return sizeof(int);
    case CLI_KIND_SET: return sizeof(uint32_t);
    default: return 0;
    }
}

typedef void visit(const cli_option *option, void *with);

static void each_option(const cli_tool *tool, visit *call, void *with)
{
    for (const cli_option *const *group = tool->options; *group != NULL; group++) {
        for (const cli_option *o = *group; o->kind != CLI_KIND_END; o++) {
            if (o->kind != CLI_KIND_HEADING && o->target != NULL) call(o, with);
        }
    }
}

static void keep(const cli_option *o, void *with)
{
    zg_buffer *kept = with;
    if (!zg_buffer_append(kept, o->target, size_of(o))) abort();
}

static void put_back(const cli_option *o, void *with)
{
    const char **at = with;
    memcpy(o->target, *at, size_of(o));
    *at += size_of(o);
}

static void forget(const cli_tool *tool, const zg_buffer *kept, const cli_shared *shared)
{
    const char *at = kept->data;
    each_option(tool, put_back, &at);
    cli = *shared;
    n_given = 0;
}

/* What was given holds what its option allows. */
static void look_at(const cli_option *o, void *with)
{
    (void)with;
    if (!cli_given(o->target)) return;
    if (o->kind == CLI_KIND_NUMBER || o->kind == CLI_KIND_SIZE) {
        uint64_t value = *(const uint64_t *)o->target;
        fuzz_require(value >= o->low && (o->kind == CLI_KIND_SIZE || value <= o->high), "a number");
    } else if (o->kind == CLI_KIND_RANGE) {
        const cli_range *range = o->target;
        fuzz_require(range->low >= o->low && range->low <= range->high && range->high <= o->high,
                     "a range");
    } else if (o->kind == CLI_KIND_REAL) {
        double value = *(const double *)o->target;
        fuzz_require(value >= (double)o->low && value <= (double)o->high, "a real number");
    } else if (o->kind == CLI_KIND_CHOICE) {
        choice c;
        int index = *(const int *)o->target;
        fuzz_require(index >= 0 && choice_at(o->choices, (size_t)index, &c), "a choice");
    }
}

/* ---- saying it again ---- */

typedef struct spoken {
    char *items[2 * MOST_ARGUMENTS + CLI_LIST_MAX];
    int n;
    bool real; /* a number that is printed with fewer digits than it has */
} spoken;

static void add(spoken *s, const char *name, const char *value)
{
    size_t size = strlen(name) + strlen(value) + 4;
    char *text = malloc(size);
    if (text == NULL || s->n == (int)(sizeof s->items / sizeof s->items[0])) abort();
    snprintf(text, size, "%s%s", name, value);
    s->items[s->n++] = text;
}

static void say(const cli_option *o, void *with)
{
    spoken *s = with;
    char name[64];
    if (!cli_given(o->target)) return;
    if (o->name != NULL)
        snprintf(name, sizeof name, "--%s=", o->name);
    else
        snprintf(name, sizeof name, "-%c", o->letter);
    if (o->kind == CLI_KIND_LIST) {
        const cli_list *list = o->target;
        for (size_t i = 0; i < list->n; i++) add(s, name, list->items[i]);
    } else if (o->kind == CLI_KIND_FLAG) {
        name[strlen(name) - 1] = '\0';
        add(s, name, "");
    } else if (o->kind == CLI_KIND_REAL) {
        s->real = true;
    } else {
        add(s, name, show_value(o));
    }
}

static char *settings_text(void)
{
    const zg_setting *said;
    size_t n;
    zg_error error = {0};
    zg_buffer text = {0};
    if (cli_settings(&said, &n, &error) != ZG_OK) abort();
    for (size_t i = 0; i < n; i++) {
        if (!zg_buffer_format(&text, "%s=%s\n", said[i].name, said[i].value)) abort();
    }
    if (!zg_buffer_byte(&text, '\0')) abort();
    return text.data;
}

/* Parses what is set anew, and requires that the sidecar says the same of it. */
static void say_again(const cli_tool *tool, const zg_buffer *kept, const cli_shared *shared,
                      const char *const **inputs, size_t *n)
{
    static spoken s;
    int code = 0;
    for (int i = 0; i < s.n; i++) free(s.items[i]);
    s.n = 0;
    s.real = false;
    add(&s, tool->name, "");
    each_option(tool, say, &s);
    if (s.real) return;
    add(&s, "--", "");
    for (size_t i = 0; i < *n; i++) add(&s, (*inputs)[i], "");
    char *before = settings_text();
    forget(tool, kept, shared);
    static char *arguments[sizeof s.items / sizeof s.items[0]];
    memcpy(arguments, s.items, sizeof arguments);
    size_t found = 0;
    fuzz_require(cli_parse(tool, s.n, arguments, inputs, &found, &code), "said again, it is taken");
    fuzz_require(found == *n, "said again, as many inputs");
    char *after = settings_text();
    fuzz_require(strcmp(before, after) == 0, "said again, it is the same");
    free(before);
    free(after);
}

/* ---- work ---- */

/* Whether all stays in the folder, and ends soon. */
static bool is_harmless(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strchr(argv[i], '/') != NULL || strstr(argv[i], "..") != NULL) return false;
    }
    return true;
}

static void is_small(const cli_option *o, void *with)
{
    bool many = o->name != NULL && strcmp(o->name, "permutations") == 0;
    if (many && *(const uint64_t *)o->target > 20) *(bool *)with = false;
}

static void work(const cli_tool *tool, const char *const *inputs, size_t n)
{
    zg_run_options options;
    zg_run *run = NULL;
    zg_error error = {0};
    char text[sizeof(zg_error) + 64];
    zg_run_options_init(&options);
    options.threads = cli.threads == 1 ? 1 : 2;
    options.memory = cli.memory;
    options.tmpdir = cli.tmpdir;
    zg_status status = zg_run_new(&options, &run, &error);
    if (status == ZG_OK) status = tool->work(run, inputs, n, &error);
    if (status != ZG_OK) {
        fuzz_require(status != ZG_END && error.status == status, "a failure has its error");
        fuzz_require(error.text[0] != '\0', "a failure has its message");
        zg_error_format(&error, text, sizeof text);
        fuzz_require(strchr(text, '\n') == NULL, "a message is one line");
    }
    zg_run_free(run);
}

static bool harmless;

int fuzz_cli_main(const cli_tool *tool, int argc, char **argv)
{
    static const char nothing[] = "";
    const char *const *inputs = NULL;
    size_t n = 0;
    int code = -1;
    bool small = true;
    cli_shared shared = cli;
    zg_buffer kept = {0};
    if (!zg_buffer_text(&kept, nothing)) abort();
    each_option(tool, keep, &kept);
    n_given = 0;
    if (cli_parse(tool, argc, argv, &inputs, &n, &code)) {
        each_option(tool, look_at, NULL);
        say_again(tool, &kept, &shared, &inputs, &n);
        code = tool->check == NULL ? CLI_DONE : tool->check(inputs, n);
        each_option(tool, is_small, &small);
        if (code == CLI_DONE && harmless && small) work(tool, inputs, n);
    }
    forget(tool, &kept, &shared);
    zg_buffer_free(&kept);
    return code;
}

/* What was said is nothing, or whole lines of the tool; the only one where it was refused. */
static void look_at_words(const char *said, size_t length, int code)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++) {
        bool first = i == 0 || said[i - 1] == '\n';
        if (first) fuzz_require(strncmp(said + i, "zg-", 3) == 0, "a message names its tool");
        lines += said[i] == '\n';
    }
    fuzz_require(code == CLI_DONE || code == CLI_USAGE, "a line is taken or refused");
    fuzz_require(length == 0 || said[length - 1] == '\n', "a message is a line");
    if (code == CLI_USAGE) fuzz_require(lines == 1, "what is refused is refused in one line");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    char *arguments[MOST_ARGUMENTS + 1], *said = NULL;
    size_t length = 0;
    int argc = 1;
    unsigned tool = fuzz_choice(&input, sizeof mains / sizeof mains[0]);
    char *text = malloc(input.size + 1);
    if (text == NULL) abort();
    for (size_t i = 0; i < input.size; i++) text[i] = (char)input.data[i];
    text[input.size] = '\0';
    arguments[0] = text + input.size;
    for (char *line = text; *line != '\0' && argc < MOST_ARGUMENTS; argc++) {
        arguments[argc] = line;
        line += strcspn(line, "\n");
        if (*line == '\n') *line++ = '\0';
    }
    arguments[argc] = NULL;
    int folder = begin_once(), home = open(".", O_RDONLY | O_DIRECTORY);
    make_files();
    if (home < 0 || fchdir(folder) != 0) abort();
    harmless = is_harmless(argc, arguments);
    FILE *terminal = stderr;
    stderr = open_memstream(&said, &length);
    if (stderr == NULL) abort();
    int code = mains[tool](argc, arguments);
    fclose(stderr);
    stderr = terminal;
    look_at_words(said, length, code);
    free(said);
    free(text);
    if (nftw(".", tidy, 8, FTW_DEPTH | FTW_PHYS) != 0) abort();
    if (fchdir(home) != 0) abort();
    close(home);
    return 0;
}
