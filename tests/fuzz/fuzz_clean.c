/* Lines of any text through the cleaner, in each way: paragraphs are valid text without line ends,
 * and every part of one has its line. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "clean.h"
#include "records.h"

static void look_at(const zg_paragraph *paragraph, uint64_t lines, bool basic)
{
    const char *text = paragraph->text, *end = text + paragraph->length;
    fuzz_require(zg_utf8_valid(text, paragraph->length) == paragraph->length, "valid text");
    fuzz_require(paragraph->n_pieces > 0, "a paragraph comes from somewhere");
    fuzz_require(paragraph->pieces[0].offset == 0, "its first part is at its front");
    for (size_t i = 0; i < paragraph->n_pieces; i++) {
        const zg_piece *piece = &paragraph->pieces[i];
        fuzz_require(piece->line >= 1 && piece->line <= lines, "a line that was given");
        fuzz_require(piece->offset <= paragraph->length, "an offset in the text");
        fuzz_require(i == 0 || piece[-1].offset <= piece->offset, "offsets ascend");
    }
    for (; text < end; text++) {
        fuzz_require(*text != '\n' && *text != '\r' && *text != '\f', "no line end");
        fuzz_require(*text != '\0' || !basic, "no NUL");
    }
}

static uint64_t drain(zg_cleaner *cleaner, uint64_t lines, bool basic)
{
    zg_paragraph paragraph;
    uint64_t n = 0;
    while (zg_cleaner_next(cleaner, &paragraph, NULL) == ZG_OK) {
        look_at(&paragraph, lines, basic);
        n++;
    }
    return n;
}

static void clean_all(zg_cleaner *cleaner, const zg_clean_options *options, const zg_buffer *text)
{
    const char *p = text->data, *end = p + text->length;
    uint64_t line = 0, page = 1, paragraphs = 0;
    zg_cleaner_begin(cleaner, 0);
    while (p < end) {
        const char *stop = p;
        size_t length = 0;
        while (stop < end && (length = zg_line_end(stop, end, true)) == 0) stop++;
        size_t n = (size_t)(stop - p);
        if (zg_cleaner_line(cleaner, p, n, ++line, page, NULL) != ZG_OK) abort();
        paragraphs += drain(cleaner, line, options->clean != ZG_CLEAN_NONE);
        page += length > 0 && *stop == '\f';
        p = stop + length;
    }
    if (zg_cleaner_end(cleaner, NULL) != ZG_OK) abort();
    paragraphs += drain(cleaner, line, options->clean != ZG_CLEAN_NONE);
    if (options->clean == ZG_CLEAN_PDF) {
        fuzz_require(paragraphs <= line, "no more paragraphs than lines");
    } else {
        fuzz_require(paragraphs == line, "a paragraph a line");
    }
    const zg_clean_tally *signs = zg_cleaner_tally(cleaner);
    fuzz_require(signs->lines <= line && signs->cut <= signs->lines, "signs are of these lines");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static zg_unicode *unicode; /* made once: it is large */
    static const zg_clean ways[] = {ZG_CLEAN_PDF, ZG_CLEAN_PDF, ZG_CLEAN_BASIC, ZG_CLEAN_NONE};
    fuzz_input input = {data, size};
    zg_audit audit = {0};
    zg_cleaner *cleaner = NULL;
    zg_decoder *decoder = NULL;
    zg_buffer text = {0};
    zg_clean_options options = {.clean = ways[fuzz_choice(&input, 4)],
                                .normalize = (zg_normalize)fuzz_choice(&input, 3)};
    if (unicode == NULL && zg_unicode_new(&unicode, NULL) != ZG_OK) abort();
    if (zg_decoder_new("utf-8", true, "bytes", &decoder, NULL) != ZG_OK) abort();
    if (zg_decoder_feed(decoder, (const char *)input.data, input.size, true, &text, NULL) != ZG_OK)
        abort();
    if (zg_cleaner_new(NULL, &options, unicode, &audit, &cleaner, NULL) != ZG_OK) abort();
    if (text.length > 0) {
        clean_all(cleaner, &options, &text);
        clean_all(cleaner, &options, &text); /* a second file finds nothing of the first */
    }
    zg_cleaner_free(cleaner);
    zg_decoder_free(decoder);
    zg_buffer_free(&text);
    return 0;
}
