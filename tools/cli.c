/* cli: a run of a tool from its first option to its last word. */
#include "cli.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli_parts.h"

cli_shared cli = {.encoding = "utf-8", .fold = ZG_FOLD_WIDTH, .documents = "file", .digits = 6};

const cli_option cli_input_options[] = {
    CLI_HEADING("Text"),
    CLI_TEXT(0, "metadata", &cli.metadata, "FILE",
             "table of the documents' fields, keyed by its column document or file, else its first "
             "(default: metadata.tsv or meta.tsv in a folder given as input)"),
    CLI_TEXT(0, "text-column", &cli.text_column, "NAME",
             "rows of TSV, CSV and JSON Lines are documents, and this column is their text "
             "(default text); the others are fields"),
    CLI_TEXT(0, "id-column", &cli.id_column, "NAME",
             "column that names the documents (default: FILE#1, FILE#2 ...)"),
    CLI_TEXT(0, "encoding", &cli.encoding, "NAME",
             "encoding of the files, any that ICU knows (default utf-8); a BOM overrides"),
    CLI_CHOICE(0, "invalid", &cli.invalid, "stop|replace",
               "bytes that are not valid: stop with an error (default), or replace and count"),
    CLI_CHOICE(0, "clean", &cli.clean, "basic|pdf|none",
               "basic (default): repair characters, a line is a paragraph; pdf: also rebuild "
               "paragraphs from page lines; none: as it is"),
    CLI_SET(0, "only", &cli.only, "body|heading|other",
            "keep paragraphs of these kinds only (default all)"),
    CLI_CHOICE(0, "normalize", &cli.normalize, "nfc|nfkc|none",
               "Unicode normalization of the text (default nfc)"),
    CLI_SET(0, "fold", &cli.fold, "width|case|digits|numbers|traditional|punctuation",
            "differences that do not make another type, of width, case, digits, numbers (any "
            "number is #), traditional, punctuation; or none (default width)"),
    CLI_CHOICE(0, "unit", &cli.unit, "char|grapheme|word|space", "what a token is (default char)"),
    CLI_TEXT(0, "documents", &cli.documents, "file|line|blank|regex:RE",
             "what one document is (default file)"),
    CLI_LIST(0, "where", &cli.where, "COND",
             "take documents for which it holds: F=V[,V...], F!=V, F=A..B, F>=V, F>V, F<=V, F<V, "
             "F= (missing), F!= (present); repeated: all must"),
    CLI_TEXT(0, "order-by", &cli.order_by, "FIELD",
             "order of the documents (default: as given, in a folder by path)"),
    CLI_FLAG(0, "follow", &cli.follow, "follow symbolic links met in folders"),
    CLI_END,
};

const cli_option cli_within_options[] = {
    CLI_CHOICE(0, "within", &cli.within, "clause|sentence|paragraph|document",
               "what an n-gram may not cross (default clause)"),
    CLI_END,
};

const cli_option cli_run_options[] = {
    CLI_HEADING("Run"),
    {.kind = CLI_KIND_NUMBER,
     .letter = 't',
     .name = "threads",
     .target = &cli.threads,
     .low = 1,
     .high = 1024,
     .value = "N",
     .help = "threads (default: all processors)",
     .unsaid = true},
    {.kind = CLI_KIND_SIZE,
     .letter = 'S',
     .name = "memory",
     .target = &cli.memory,
     .low = 16 << 20,
     .value = "SIZE",
     .help = "keep within so many bytes of memory, as 256M or 4G, and put the rest in temporary "
             "files (default: no ceiling)",
     .unsaid = true},
    {.kind = CLI_KIND_TEXT,
     .letter = 'T',
     .name = "tmpdir",
     .target = &cli.tmpdir,
     .value = "DIR",
     .help = "folder for temporary files (default: $TMPDIR, else /tmp)",
     .unsaid = true},
    {.kind = CLI_KIND_FLAG,
     .letter = 'q',
     .name = "quiet",
     .target = &cli.quiet,
     .help = "no notes and no progress on stderr",
     .unsaid = true},
    {.kind = CLI_KIND_FLAG,
     .letter = 'h',
     .name = "help",
     .help = "show this and end",
     .unsaid = true},
    {.kind = CLI_KIND_FLAG, .name = "version", .help = "show the version and end", .unsaid = true},
    CLI_END,
};

const cli_option cli_table_options[] = {
    CLI_HEADING("Table"),
    {.kind = CLI_KIND_TEXT,
     .letter = 'o',
     .name = "output",
     .target = &cli.output,
     .value = "FILE",
     .help = "write to FILE, in the format of its suffix (.tsv .csv .jsonl, each also .gz), with "
             "FILE.meta.json beside it",
     .unsaid = true},
    {.kind = CLI_KIND_CHOICE,
     .name = "format",
     .target = &cli.format,
     .choices = "auto|tsv|csv|jsonl",
     .value = "tsv|csv|jsonl",
     .help = "format, whatever the suffix",
     .unsaid = true},
    {.kind = CLI_KIND_TEXT,
     .name = "meta",
     .target = &cli.meta,
     .value = "FILE",
     .help = "write the sidecar to FILE; \"\": write none",
     .unsaid = true},
    CLI_FLAG(0, "bom", &cli.bom, "begin with a byte order mark, for spreadsheets"),
    CLI_FLAG(0, "no-header", &cli.no_header, "leave out the line of column names"),
    CLI_NUMBER(0, "digits", &cli.digits, 1, 17, "significant digits of reals (default 6)"),
    CLI_END,
};

/* ---- messages ---- */

static const char *tool_name = "zigram";

void cli_say(const char *text)
{
    fprintf(stderr, "%s: %s\n", tool_name, text);
}

int cli_usage(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20) *c = ' ';
    }
    cli_say(text);
    return CLI_USAGE;
}

void cli_name(const char *name)
{
    tool_name = name;
}

/* ---- the run: signals and progress ---- */

static zg_run *signalled_run;
static volatile sig_atomic_t caught;
static pthread_t progress_thread;
static bool progress_started;
static atomic_bool progress_ended;

static void on_signal(int number)
{
    caught = number;
    zg_run_cancel(signalled_run);
}

/* A corpus file that is mapped got shorter: what was there cannot be read, and there is no going
 * on. Files without a name go with the program. */
static void on_shorter(int number)
{
    static const char text[] = ": a file got shorter while it was read\n";
    (void)number;
    ssize_t written = write(STDERR_FILENO, tool_name, strlen(tool_name));
    if (written >= 0) written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(CLI_FAILED);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void print_progress(const zg_progress *progress, double seconds)
{
    if (progress->stage == NULL) return;
    if (progress->total == 0) {
        fprintf(stderr, "\r\033[K%s ... %.0f s", progress->stage, seconds);
        return;
    }
    double share = (double)progress->done / (double)progress->total;
    if (share > 1) share = 1;
    fprintf(stderr, "\r\033[K%s %.0f %%", progress->stage, 100 * share);
    if (share > 0.01) fprintf(stderr, ", about %.0f s left", seconds / share - seconds);
}

/* Shows progress once work has taken a second. */
static void *show_progress(void *argument)
{
    const zg_run *run = argument;
    const struct timespec pause = {.tv_nsec = 200000000};
    double begun = seconds_now(), stage_begun = begun;
    const char *stage = NULL;
    bool shown = false;
    while (!atomic_load(&progress_ended)) {
        nanosleep(&pause, NULL);
        zg_progress progress;
        zg_run_progress(run, &progress);
        double now = seconds_now();
        if (progress.stage != stage) {
            stage = progress.stage;
            stage_begun = now;
        }
        if (now - begun < 1 || atomic_load(&progress_ended)) continue;
        print_progress(&progress, now - stage_begun);
        shown = true;
    }
    if (shown) fputs("\r\033[K", stderr);
    return NULL;
}

static zg_status start(zg_run **run, zg_error *error)
{
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = (uint32_t)cli.threads;
    options.memory = cli.memory;
    options.tmpdir = cli.tmpdir;
    zg_status status = zg_run_new(&options, run, error);
    if (status != ZG_OK) return status;
    signalled_run = *run;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = on_shorter;
    sigaction(SIGBUS, &action, NULL);
    if (!cli.quiet && isatty(STDERR_FILENO)) {
        progress_started = pthread_create(&progress_thread, NULL, show_progress, *run) == 0;
    }
    return ZG_OK;
}

static void end_progress(void)
{
    if (!progress_started) return;
    atomic_store(&progress_ended, true);
    pthread_join(progress_thread, NULL);
    progress_started = false;
}

/* ---- corpus in, table out ---- */

static zg_status build_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                              zg_error *error)
{
    zg_import_options options;
    zg_import_options_init(&options);
    options.encoding = cli.encoding;
    options.invalid = (zg_invalid)cli.invalid;
    options.clean = (zg_clean)cli.clean;
    options.normalize = (zg_normalize)cli.normalize;
    options.fold = cli.fold;
    options.unit = (zg_unit)cli.unit;
    options.documents = cli.documents;
    options.metadata = cli.metadata;
    options.text_column = cli.text_column;
    options.id_column = cli.id_column;
    options.order_by = cli.order_by;
    options.only = cli.only;
    options.follow = cli.follow;
    options.other_side = cli.other_side;
    options.audit = cli.audit;
    options.lean = cli.lean;
    options.without_text = cli.without_text;
    return zg_corpus_build(run, inputs, n, &options, corpus, error);
}

bool cli_has_corpus(const char *const *inputs, size_t n)
{
    return cli_corpus_file(inputs, n) != NULL;
}

static zg_status read_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                             zg_error *error)
{
    return cli_has_corpus(inputs, n) ? cli_open_corpus(run, inputs, n, corpus, error)
                                     : build_corpus(run, inputs, n, corpus, error);
}

static zg_status select_documents(const zg_corpus *corpus, zg_selection **selection,
                                  zg_error *error)
{
    zg_status status = zg_corpus_select(corpus, cli.where.items, cli.where.n, selection, error);
    if (status != ZG_OK || cli.quiet) return status;
    const char *note;
    for (size_t i = 0; (note = zg_corpus_note(corpus, i)) != NULL; i++) cli_say(note);
    return ZG_OK;
}

zg_status cli_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                     zg_selection **selection, zg_error *error)
{
    zg_status status = read_corpus(run, inputs, n, corpus, error);
    return status == ZG_OK ? select_documents(*corpus, selection, error) : status;
}

zg_status cli_two_corpora(zg_run *run, const char *const *inputs, size_t n,
                          const char *const *others, size_t n_others, zg_corpus **corpus,
                          zg_selection **selection, zg_error *error)
{
    zg_corpus *sides[2] = {NULL, NULL};
    /* Texts are read as the file was made, so it comes first. */
    int first = cli_has_corpus(inputs, n) ? 0 : 1;
    zg_status status = ZG_OK;
    for (int i = 0; i < 2 && status == ZG_OK; i++) {
        int side = i == 0 ? first : 1 - first;
        status = side == 0 ? read_corpus(run, inputs, n, &sides[0], error)
                           : read_corpus(run, others, n_others, &sides[1], error);
    }
    if (status == ZG_OK) status = zg_corpus_join(run, sides[0], sides[1], corpus, error);
    if (status == ZG_OK) {
        status = cli_settle(*corpus, first == 0 ? inputs[0] : others[0], error);
    }
    zg_corpus_free(sides[0]);
    zg_corpus_free(sides[1]);
    return status == ZG_OK ? select_documents(*corpus, selection, error) : status;
}

zg_status cli_write(zg_table *table, zg_error *error)
{
    if (cli_names_corpus(cli.output)) {
        *error = (zg_error){.status = ZG_ERROR_ARGUMENT};
        snprintf(error->text, sizeof error->text,
                 "-o: a table is no corpus; only zg-import writes .zgc files");
        return ZG_ERROR_ARGUMENT;
    }
    zg_write_options options;
    zg_write_options_init(&options);
    const char *note;
    for (size_t i = 0; !cli.quiet && (note = zg_table_note(table, i)) != NULL; i++) cli_say(note);
    options.format = (zg_format)cli.format;
    options.bom = cli.bom;
    options.no_header = cli.no_header;
    options.digits = (int)cli.digits;
    options.meta = cli.meta;
    options.tool = tool_name;
    zg_status status = cli_settings(&options.settings, &options.n_settings, error);
    if (status != ZG_OK) return status;
    bool terminal = cli.output == NULL && options.format == ZG_FORMAT_AUTO && isatty(STDOUT_FILENO);
    int64_t rows = zg_table_rows(table);
    uint64_t written = 0;
    if (terminal) {
        options.format = ZG_FORMAT_TEXT;
        options.max_rows = 40;
    }
    status = zg_table_write(table, cli.output, &options, &written, error);
    if (status == ZG_OK && terminal && !cli.quiet && rows > (int64_t)written) {
        char text[128];
        snprintf(text, sizeof text, "%llu of %lld rows shown; a pipe or -o FILE gets all",
                 (unsigned long long)written, (long long)rows);
        cli_say(text);
    }
    return status;
}

int cli_finish(zg_run *run, zg_status status, const zg_error *error)
{
    int code = status == ZG_OK ? CLI_DONE : status == ZG_ERROR_ARGUMENT ? CLI_USAGE : CLI_FAILED;
    end_progress();
    signalled_run = NULL;
    if (caught != 0) {
        cli_say("interrupted");
        zg_run_free(run);
        signal(caught, SIG_DFL);
        raise(caught);
    } else if (status != ZG_OK) {
        char text[sizeof(zg_error) + 64];
        zg_error_format(error, text, sizeof text);
        cli_say(text);
    }
    zg_run_free(run);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror(tool_name);
        return CLI_FAILED;
    }
    return code;
}

zg_status cli_analyse(zg_run *run, const char *const *inputs, size_t n, cli_analysis *analyse,
                      zg_error *error)
{
    zg_corpus *corpus = NULL;
    zg_selection *documents = NULL;
    zg_table *table = NULL;
    zg_status status = cli_corpus(run, inputs, n, &corpus, &documents, error);
    if (status == ZG_OK) status = analyse(run, corpus, documents, &table, error);
    if (status == ZG_OK && table != NULL) status = cli_write(table, error);
    zg_table_free(table);
    zg_selection_free(documents);
    zg_corpus_free(corpus);
    return status;
}

int cli_main(const cli_tool *tool, int argc, char **argv)
{
    const char *const *inputs;
    size_t n;
    int exit_code;
    zg_run *run = NULL;
    zg_error error = {0};
    if (!cli_parse(tool, argc, argv, &inputs, &n, &exit_code)) return exit_code;
    exit_code = tool->check == NULL ? CLI_DONE : tool->check(inputs, n);
    if (exit_code != CLI_DONE) return exit_code;
    zg_status status = start(&run, &error);
    if (status == ZG_OK) status = tool->work(run, inputs, n, &error);
    return cli_finish(run, status, &error);
}
