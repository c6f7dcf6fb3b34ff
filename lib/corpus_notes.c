/* corpus: what a person should know about how the texts were read. */
#include <string.h>

#include "corpus_builder.h"

void zg_build_signs(builder *b)
{
    const zg_clean_tally *tally = &b->tally;
    bool wrapped = zg_clean_wrapped(tally);
    zg_layout_seams_end(&b->seams);
    if (wrapped) {
        if (b->wrapped.files++ == 0) b->wrapped.first = b->file;
        b->wrapped.lines += tally->lines;
        b->wrapped.cut += tally->cut;
    }
    /* Where lines are cut, any of them may look like a title. */
    if (wrapped || b->seams.n < 2 || b->split != SPLIT_FILE || b->row) return;
    if (b->several.files++ > 0) return;
    b->several.documents = b->seams.n;
    b->several.first = b->file;
    memcpy(b->several.begin, b->seams.lines, sizeof b->several.begin);
}

static bool add_note(zg_corpus *corpus, const char *text, size_t length)
{
    return zg_buffer_append(&corpus->notes, text, length) && zg_buffer_byte(&corpus->notes, '\0');
}

/* Files that hold texts; metadata are inputs too. */
static uint64_t files_of(const builder *b)
{
    return b->corpus->inputs.n - b->n_metadata;
}

static bool note_wrapped(const builder *b, zg_buffer *text)
{
    const zg_inputs *inputs = &b->corpus->inputs;
    uint64_t share = b->wrapped.cut * 100 / b->wrapped.lines;
    if (files_of(b) > 1 && !zg_buffer_format(text, "%s%s: ", inputs->items[b->wrapped.first].name,
                                             b->wrapped.files > 1 ? " and others" : "")) {
        return false;
    }
    return zg_buffer_format(text, "%llu %% of lines end inside a sentence; try --clean pdf",
                            (unsigned long long)share);
}

static bool note_several(const builder *b, zg_buffer *text)
{
    const zg_inputs *inputs = &b->corpus->inputs;
    uint64_t n = b->several.documents;
    bool good = zg_buffer_format(text, "%s seems to hold %llu documents, which begin at lines",
                                 inputs->items[b->several.first].name, (unsigned long long)n);
    for (uint64_t i = 0; i < n && i < ZG_LAYOUT_SEAMS && good; i++) {
        good = zg_buffer_format(text, "%s %llu", i > 0 ? "," : "",
                                (unsigned long long)b->several.begin[i]);
    }
    if (good && n > ZG_LAYOUT_SEAMS) good = zg_buffer_text(text, " ...");
    if (good && b->several.files > 1) {
        good = zg_buffer_format(text, " (%llu more such files)",
                                (unsigned long long)(b->several.files - 1));
    }
    return good && zg_buffer_text(text, "; --documents regex:RE splits where RE finds a title");
}

zg_status zg_build_notes(builder *b, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    zg_buffer text = {0};
    bool good = true;
    const char *lines = corpus->inputs.notes.data;
    for (size_t at = 0; at < corpus->inputs.notes.length && good;) {
        const char *end = memchr(lines + at, '\n', corpus->inputs.notes.length - at);
        size_t length = (size_t)(end - lines) - at;
        good = add_note(corpus, lines + at, length);
        at += length + 1;
    }
    if (good && b->wrapped.files > 0) {
        good = note_wrapped(b, &text) && add_note(corpus, text.data, text.length);
    }
    text.length = 0;
    if (good && b->several.files > 0) {
        good = note_several(b, &text) && add_note(corpus, text.data, text.length);
    }
    text.length = 0;
    if (good && b->html > 0) {
        good = zg_buffer_format(&text,
                                "%llu of %llu files look like HTML: the tags are counted "
                                "as text; save the pages as plain text first",
                                (unsigned long long)b->html, (unsigned long long)files_of(b)) &&
               add_note(corpus, text.data, text.length);
    }
    zg_buffer_free(&text);
    return good ? ZG_OK : zg_error_memory(error);
}
