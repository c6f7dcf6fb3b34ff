/* zg-import: texts made clean: files a person can read, an audit, a table of documents. */
#include "cli.h"

static const char *text_folder;
static bool info;

static const cli_option import_options[] = {
    CLI_HEADING("Import"),
    {.kind = CLI_KIND_TEXT,
     .name = "text",
     .target = &text_folder,
     .value = "DIR",
     .help = "write the clean text into DIR: one file a document, a paragraph a line, and "
             "metadata.tsv",
     .unsaid = true},
    {.kind = CLI_KIND_TEXT,
     .name = "audit",
     .target = &cli.audit,
     .value = "FILE",
     .help = "write every change that cleaning makes to FILE: change count file page line",
     .unsaid = true},
    {.kind = CLI_KIND_FLAG,
     .name = "info",
     .target = &info,
     .help = "write a table of the documents: document, their fields, characters tokens types "
             "paragraphs sentences (default if neither --text nor --audit nor -o FILE.zgc is "
             "given)",
     .unsaid = true},
    CLI_END,
};

static const cli_option *const options[] = {cli_input_options, import_options, cli_table_options,
                                            cli_run_options, NULL};

/* With -o FILE.zgc the corpus goes there, and a table that is asked for to standard output. */
static zg_status write_corpus(zg_run *run, const zg_corpus *corpus, zg_error *error)
{
    const char *path = cli.output;
    cli.output = NULL;
    return zg_corpus_write(run, corpus, path, error);
}

static zg_status import(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                        zg_table **table, zg_error *error)
{
    bool to_file = cli_names_corpus(cli.output);
    bool describes = info || (text_folder == NULL && cli.audit == NULL && !to_file);
    zg_status status = to_file ? write_corpus(run, corpus, error) : ZG_OK;
    if (status == ZG_OK && text_folder != NULL) {
        status = zg_corpus_write_text(run, corpus, documents, text_folder, error);
    }
    if (status == ZG_OK && describes) {
        status = zg_corpus_describe(run, corpus, documents, table, error);
    }
    return status;
}

static zg_status work(zg_run *run, const char *const *inputs, size_t n, zg_error *error)
{
    cli.retokenizes = true;
    cli.lean = cli_names_corpus(cli.output);
    return cli_analyse(run, inputs, n, import, error);
}

static int check(const char *const *inputs, size_t n)
{
    (void)inputs, (void)n;
    if (!cli_names_corpus(cli.output) || cli.where.n == 0) return CLI_DONE;
    return cli_usage("--where: a corpus file keeps all documents; say it when the file is used");
}

static const cli_tool tool = {
    .name = "zg-import",
    .usage = "[options] INPUT...",
    .summary =
        "Read and clean texts: files, folders (their .txt and .txt.gz files), - for standard "
        "input, or a .zgc file, which is tokenized anew if --unit or --fold says so. Writes a "
        "corpus (-o FILE.zgc) that all tools take instead of the texts, clean text, an audit "
        "of the cleaning, a table of documents.",
    .options = options,
    .check = check,
    .work = work,
};

int main(int argc, char **argv)
{
    return cli_main(&tool, argc, argv);
}
