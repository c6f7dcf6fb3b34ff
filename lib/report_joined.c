/* report: occurrences of phrases that exist only because lines were joined. */
#include <string.h>

#include "report_parts.h"

/* By token of the selection its element, counted from the front of its document. */
static zg_status find_elements(zg_report_context *r, uint64_t **out, zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    uint64_t token = 0;
    uint64_t *element =
        zg_memory_alloc(zg_selected_tokens(r->corpus, r->documents), sizeof *element);
    *out = element;
    if (element == NULL) return zg_error_memory(error);
    zg_cursor_begin(&cursor, r->run, r->corpus, r->documents);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        for (size_t i = 0; i < block.n; i++) {
            if (block.elements[i] < ZG_ELEMENT_FIRST) continue;
            uint32_t type = block.elements[i] - ZG_ELEMENT_FIRST;
            if (zg_corpus_word(r->corpus, type).flags & ZG_SEGMENT_TOKEN) element[token++] = i;
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

static zg_status count_joined(zg_report_context *r, const uint64_t *element, uint32_t index,
                              uint64_t *out, zg_error *error)
{
    const zg_phrase *phrase = zg_phrase_set_at(r->phrases, index);
    zg_occurrence *places = NULL;
    *out = 0;
    zg_status status = zg_phrase_set_occurrences(r->phrases, index, &places, error);
    for (uint64_t i = 0; i < phrase->freq && status == ZG_OK; i++) {
        uint64_t at = r->first_token[places[i].document] + places[i].token;
        uint64_t document = zg_selected(r->corpus, r->documents, places[i].document);
        *out += zg_corpus_joined_at(r->corpus, document, element[at], element[at + phrase->n - 1]);
    }
    zg_memory_free(places);
    return status;
}

static const zg_field fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"n", ZG_INT64, "tokens in it"},
    {"freq", ZG_INT64, "occurrences"},
    {"only_joined", ZG_INT64, "of them, those that exist only because a line end was taken out"},
};

static zg_status fill(zg_report_context *r, const uint64_t *element, zg_frame *frame,
                      uint64_t *freq, uint64_t *joined, zg_error *error)
{
    zg_status status = ZG_OK;
    for (size_t i = 0; i < r->n_chief && status == ZG_OK; i++) {
        const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[i]);
        uint64_t n = 0;
        size_t length;
        status = count_joined(r, element, r->chief[i], &n, error);
        if (status != ZG_OK) return status;
        *freq += phrase->freq;
        *joined += n;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        bool good =
            zg_frame_text(frame, 0, text, length) && zg_frame_int64(frame, 1, (int64_t)phrase->n) &&
            zg_frame_int64(frame, 2, (int64_t)phrase->freq) && zg_frame_int64(frame, 3, (int64_t)n);
        zg_frame_row(frame);
        status = good ? zg_run_check(r->run, error) : zg_error_memory(error);
    }
    return status;
}

zg_status zg_report_joined_phrases(zg_report_context *r, zg_error *error)
{
    uint64_t *element = NULL;
    zg_frame *frame = NULL;
    uint64_t freq = 0, joined = 0;
    zg_status status = zg_frame_new(fields, 4, &frame, error);
    if (status == ZG_OK) status = find_elements(r, &element, error);
    if (status == ZG_OK) status = fill(r, element, frame, &freq, &joined, error);
    zg_memory_free(element);
    const zg_key keys[] = {{3, true}, {2, true}, {0, false}};
    if (status == ZG_OK) status = zg_frame_sort(r->run, frame, keys, 3, error);
    if (status != ZG_OK) {
        zg_frame_free(frame);
        return status;
    }
    char hits[ZG_SHOWN_MAX], gained[ZG_SHOWN_MAX];
    zg_page_paragraph(&r->page, ZG_WORD_JOINED_PHRASES, 2,
                      (const char *const[]){zg_shown_whole(gained, (int64_t)joined),
                                            zg_shown_whole(hits, (int64_t)freq)});
    if (joined > 0) {
        zg_page_finding(&r->page);
        zg_page_say(&r->page, ZG_WORD_JOINED_PHRASES, 2, (const char *const[]){gained, hits});
        zg_report_finding_end(r, "corpus");
    }
    return zg_report_table(r, "joined_phrases.tsv", ZG_WORD_TABLE_JOINED_PHRASES, 20, frame, error);
}
