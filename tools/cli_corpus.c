/* cli: a corpus that zg-import made. What was settled when it was made cannot be asked for in
 * another way; what is not asked for is as it was made, also in the sidecar. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "cli_parts.h"

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), n = strlen(end);
    return length >= n && strcmp(text + length - n, end) == 0;
}

bool cli_names_corpus(const char *path)
{
    return path != NULL && ends_with(path, ".zgc");
}

const char *cli_corpus_file(const char *const *inputs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cli_names_corpus(inputs[i]) || zg_corpus_is_file(inputs[i])) return inputs[i];
    }
    return NULL;
}

static zg_status refuse(zg_error *error, const char *option, const char *format, const char *value)
{
    *error = (zg_error){.status = ZG_ERROR_ARGUMENT};
    snprintf(error->source, sizeof error->source, "%s", option);
    snprintf(error->text, sizeof error->text, format, value);
    return ZG_ERROR_ARGUMENT;
}

/* An option that is settled in the file, as a number or as a text. */
typedef struct settled {
    const char *option;
    void *target;
    const char *text; /* what the file has; NULL: a number, or no text */
    uint32_t number;
    bool is_text;
    bool may_differ;
} settled;

static bool agrees(const settled *s)
{
    uint32_t number;
    if (s->is_text) {
        const char *asked = *(const char *const *)s->target;
        return asked != NULL && s->text != NULL && strcmp(asked, s->text) == 0;
    }
    memcpy(&number, s->target, sizeof number);
    return number == s->number;
}

static void take(const settled *s)
{
    if (s->is_text)
        *(const char **)s->target = s->text;
    else
        memcpy(s->target, &s->number, sizeof s->number);
}

zg_status cli_settle(const zg_corpus *corpus, const char *path, zg_error *error)
{
    const zg_import_options *made = zg_corpus_options(corpus);
    const settled list[] = {
        {"--encoding", &cli.encoding, made->encoding, 0, true, false},
        {"--documents", &cli.documents, made->documents, 0, true, false},
        {"--metadata", &cli.metadata, made->metadata, 0, true, false},
        {"--text-column", &cli.text_column, made->text_column, 0, true, false},
        {"--id-column", &cli.id_column, made->id_column, 0, true, false},
        {"--order-by", &cli.order_by, made->order_by, 0, true, false},
        {"--invalid", &cli.invalid, NULL, made->invalid, false, false},
        {"--clean", &cli.clean, NULL, made->clean, false, false},
        {"--normalize", &cli.normalize, NULL, made->normalize, false, false},
        {"--only", &cli.only, NULL, made->only, false, false},
        {"--fold", &cli.fold, NULL, made->fold, false, cli.retokenizes},
        {"--unit", &cli.unit, NULL, made->unit, false, cli.retokenizes},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (!cli_given(list[i].target)) {
            take(&list[i]);
        } else if (!agrees(&list[i]) && !list[i].may_differ) {
            return refuse(error, list[i].option,
                          list[i].target == &cli.fold || list[i].target == &cli.unit
                              ? "%s was made otherwise; zg-import makes another corpus of it"
                              : "%s was made otherwise; import the texts again",
                          path);
        }
    }
    if (cli.follow && !made->follow) {
        return refuse(error, "--follow", "%s was made otherwise; import the texts again", path);
    }
    cli.follow = made->follow;
    return ZG_OK;
}

zg_status cli_open_corpus(zg_run *run, const char *const *inputs, size_t n, zg_corpus **corpus,
                          zg_error *error)
{
    const char *path = cli_corpus_file(inputs, n);
    if (n > 1) {
        return refuse(error, path, "%s",
                      "a .zgc file is an input on its own; import all texts into one");
    }
    if (cli.audit != NULL) {
        return refuse(error, "--audit",
                      "%s is clean already; its audit can be written when the "
                      "texts are read",
                      path);
    }
    zg_status status = zg_corpus_open(run, path, corpus, error);
    if (status == ZG_OK) status = cli_settle(*corpus, path, error);
    if (status != ZG_OK) return status;
    const zg_import_options *made = zg_corpus_options(*corpus);
    if (cli.fold == made->fold && cli.unit == (int)made->unit) return ZG_OK;
    zg_corpus *other = NULL;
    status = zg_corpus_retokenize(run, *corpus, (zg_unit)cli.unit, cli.fold, &other, error);
    if (status != ZG_OK) return status;
    zg_corpus_free(*corpus);
    *corpus = other;
    return cli_settle(other, path, error);
}
