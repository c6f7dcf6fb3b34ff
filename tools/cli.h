/* cli: what all tools share: options as data, messages, exit codes, progress, signals.
 *
 * One array of options drives parsing, --help and the settings of the sidecar, so they cannot
 * drift apart. Tools are short programs of one run each; their state may be static. */
#ifndef CLI_H
#define CLI_H

#include <zigram/zigram.h>

typedef enum cli_exit { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 } cli_exit;

typedef enum cli_kind {
    CLI_KIND_END,
    CLI_KIND_HEADING, /* a title between options in --help */
    CLI_KIND_FLAG,    /* target: bool */
    CLI_KIND_TEXT,    /* target: const char *; borrowed from argv */
    CLI_KIND_LIST,    /* target: cli_list; may be repeated */
    CLI_KIND_NUMBER,  /* target: uint64_t, from low to high */
    CLI_KIND_SIZE,    /* target: uint64_t: bytes, from low up, as 500000, 64K, 256M, 4G */
    CLI_KIND_REAL,    /* target: double, from low to high */
    CLI_KIND_RANGE,   /* target: cli_range: "3" or "1-5", from low to high */
    CLI_KIND_CHOICE,  /* target: int, index into choices "a|b|c" */
    CLI_KIND_SET      /* target: uint32_t: bit i for choice i, comma between; "none": 0 */
} cli_kind;

typedef struct cli_range {
    uint64_t low, high;
} cli_range;

#define CLI_LIST_MAX 256
typedef struct cli_list {
    const char *items[CLI_LIST_MAX];
    size_t n;
} cli_list;

typedef struct cli_option {
    cli_kind kind;
    char letter;      /* 0: none */
    const char *name; /* without dashes; NULL: none */
    void *target;
    uint64_t low, high;
    const char *choices;
    const char *value; /* what --help calls the value */
    const char *help;
    const char *otherwise; /* of a TEXT: its value where the option stands without "=VALUE" */
    bool unsaid;           /* left out of the sidecar: it cannot change a result */
} cli_option;

#define CLI_HEADING(text)                                                                          \
    {                                                                                              \
        .kind = CLI_KIND_HEADING, .help = (text)                                                   \
    }
#define CLI_FLAG(letter_, name_, target_, help_)                                                   \
    {                                                                                              \
        .kind = CLI_KIND_FLAG, .letter = (letter_), .name = (name_), .target = (target_),          \
        .help = (help_)                                                                            \
    }
#define CLI_TEXT(letter_, name_, target_, value_, help_)                                           \
    {                                                                                              \
        .kind = CLI_KIND_TEXT, .letter = (letter_), .name = (name_), .target = (target_),          \
        .value = (value_), .help = (help_)                                                         \
    }
/* A value that may be left out; it is given as --name=VALUE only. */
#define CLI_OPTIONAL(name_, target_, otherwise_, value_, help_)                                    \
    {                                                                                              \
        .kind = CLI_KIND_TEXT, .name = (name_), .target = (target_), .otherwise = (otherwise_),    \
        .value = (value_), .help = (help_)                                                         \
    }
#define CLI_LIST(letter_, name_, target_, value_, help_)                                           \
    {                                                                                              \
        .kind = CLI_KIND_LIST, .letter = (letter_), .name = (name_), .target = (target_),          \
        .value = (value_), .help = (help_)                                                         \
    }
#define CLI_NUMBER(letter_, name_, target_, low_, high_, help_)                                    \
    {                                                                                              \
        .kind = CLI_KIND_NUMBER, .letter = (letter_), .name = (name_), .target = (target_),        \
        .low = (low_), .high = (high_), .value = "N", .help = (help_)                              \
    }
#define CLI_REAL(letter_, name_, target_, low_, high_, help_)                                      \
    {                                                                                              \
        .kind = CLI_KIND_REAL, .letter = (letter_), .name = (name_), .target = (target_),          \
        .low = (low_), .high = (high_), .value = "X", .help = (help_)                              \
    }
#define CLI_RANGE(letter_, name_, target_, low_, high_, help_)                                     \
    {                                                                                              \
        .kind = CLI_KIND_RANGE, .letter = (letter_), .name = (name_), .target = (target_),         \
        .low = (low_), .high = (high_), .value = "N[-M]", .help = (help_)                          \
    }
#define CLI_CHOICE(letter_, name_, target_, choices_, help_)                                       \
    {                                                                                              \
        .kind = CLI_KIND_CHOICE, .letter = (letter_), .name = (name_), .target = (target_),        \
        .choices = (choices_), .value = (choices_), .help = (help_)                                \
    }
#define CLI_SET(letter_, name_, target_, choices_, help_)                                          \
    {                                                                                              \
        .kind = CLI_KIND_SET, .letter = (letter_), .name = (name_), .target = (target_),           \
        .choices = (choices_), .value = "LIST", .help = (help_)                                    \
    }
/* What --by means wherever it is. */
#define CLI_BY(target_)                                                                            \
    CLI_TEXT(0, "by", (target_), "FIELD[:BIN]",                                                    \
             "apart for each value of a field, or bin of them: a width for numbers (year:10), "    \
             "year, quarter or month for dates (date:month); document is a field too")
#define CLI_END                                                                                    \
    {                                                                                              \
        .kind = CLI_KIND_END                                                                       \
    }

/* Values of the options that tools share. */
typedef struct cli_shared {
    const char *encoding;
    int invalid, clean, normalize, unit, within;
    uint32_t only, fold;
    const char *metadata, *text_column, *id_column, *documents, *order_by;
    cli_list where;
    bool follow;
    uint64_t threads, memory;
    const char *tmpdir;
    bool quiet;
    bool lean;         /* not an option: see zg_import_options */
    bool without_text; /* the same */
    size_t other_side; /* not an option: see zg_import_options */
    const char *output, *meta, *audit;
    int format;
    bool bom, no_header;
    bool retokenizes; /* zg-import: another unit or other folds than a .zgc file has are no error */
    uint64_t digits;
} cli_shared;

extern cli_shared cli;

/* Options of every tool with a corpus as input; of one that looks at running text; of every tool;
 * of every tool that writes a table. Entries of an option array. */
extern const cli_option cli_input_options[];
extern const cli_option cli_within_options[];
extern const cli_option cli_run_options[];
extern const cli_option cli_table_options[];

typedef struct cli_tool {
    const char *name;
    const char *usage;                /* what follows the name: "[options] INPUT..." */
    const char *summary;              /* one line */
    const cli_option *const *options; /* groups, ended by NULL */
    bool no_input;                    /* goes on where no input is named */
    /* Judges options and inputs together: CLI_DONE to go on, else what cli_usage gave. May be
     * NULL. */
    int (*check)(const char *const *inputs, size_t n);
    zg_status (*work)(zg_run *run, const char *const *inputs, size_t n, zg_error *error);
} cli_tool;

/* All that a tool's main does once the defaults of its options are set: parses, checks, starts a
 * run, works, ends. Returns what main returns. */
int cli_main(const cli_tool *tool, int argc, char **argv);

/* Parses the command line. What is no option is an input: `*inputs` points into argv. Returns
 * true to go on; else `*exit_code` is what main returns (--help, --version, or a usage error). */
bool cli_parse(const cli_tool *tool, int argc, char **argv, const char *const **inputs, size_t *n,
               int *exit_code);

/* Whether the option with this target was given. */
bool cli_given(const void *target);

/* "TOOL: message" on stderr, as one line. Gives CLI_USAGE. */
int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads the corpus, texts or one .zgc file, and prints its notes. Options that a .zgc file has
 * settled must agree with it where they are given, and are set to what it has. */
zg_status cli_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                     zg_selection **selection, zg_error *error);

/* The same for two sides, each texts or one .zgc file; zg_selection_inputs has the one as input 0
 * and the other as input 1. */
zg_status cli_two_corpora(zg_run *run, const char *const *inputs, size_t n,
                          const char *const *others, size_t n_others, zg_corpus **corpus,
                          zg_selection **selection, zg_error *error);

/* Whether any of the inputs is a corpus file. */
bool cli_has_corpus(const char *const *inputs, size_t n);

/* Whether a path is named as a corpus file is: FILE.zgc. */
bool cli_names_corpus(const char *path);

/* Writes a table where the options say: aligned on a terminal, else whole. */
zg_status cli_write(zg_table *table, zg_error *error);

/* Texts to a table: reads the corpus, hands it with the selected documents to `analyse`, writes
 * the table that comes of it, if one does. */
typedef zg_status cli_analysis(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                               zg_table **table, zg_error *error);
zg_status cli_analyse(zg_run *run, const char *const *inputs, size_t n, cli_analysis *analyse,
                      zg_error *error);

/* The options with their values, for a sidecar. Valid until the program ends. */
zg_status cli_settings(const zg_setting **out, size_t *n, zg_error *error);

/* Ends the program: stops progress, reports `status`, flushes and checks stdout, dies by the
 * signal that interrupted. Returns what main returns. */
int cli_finish(zg_run *run, zg_status status, const zg_error *error);

#endif
