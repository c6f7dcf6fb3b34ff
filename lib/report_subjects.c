/* report: subjects of pictures: chief phrases, and the items of a list of one's own. */
#include <string.h>

#include "match.h"
#include "report_parts.h"

zg_status zg_report_subject_of(zg_report_context *r, uint32_t phrase, zg_report_subject *out,
                               zg_error *error)
{
    const zg_phrase *found = zg_phrase_set_at(r->phrases, phrase);
    *out = (zg_report_subject){.freq = found->freq, .docs = found->docs};
    if (!zg_phrase_set_render(r->phrases, phrase, &out->text)) {
        zg_report_subject_free(out);
        return zg_error_memory(error);
    }
    zg_status status = zg_phrase_set_occurrences(r->phrases, phrase, &out->places, error);
    if (status != ZG_OK) zg_report_subject_free(out);
    return status;
}

void zg_report_subject_free(zg_report_subject *subject)
{
    zg_buffer_free(&subject->text);
    zg_memory_free(subject->places);
    *subject = (zg_report_subject){0};
}

void zg_report_subjects_free(zg_report_subject *subjects, size_t n)
{
    if (subjects == NULL) return;
    for (size_t i = 0; i < n; i++) zg_report_subject_free(&subjects[i]);
    zg_memory_free(subjects);
}

zg_status zg_report_subjects(zg_report_context *r, size_t n, zg_report_subject **out,
                             zg_error *error)
{
    zg_report_subject *subjects = zg_memory_zeroed(n, sizeof *subjects);
    zg_status status = subjects == NULL ? zg_error_memory(error) : ZG_OK;
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        status = zg_report_subject_of(r, r->chief[i], &subjects[i], error);
    }
    if (status == ZG_OK)
        *out = subjects;
    else
        zg_report_subjects_free(subjects, n);
    return status;
}

/* ---- items ---- */

static zg_status name_items(zg_report_context *r, const zg_items *items, zg_error *error)
{
    size_t n = zg_items_size(items);
    r->items = zg_memory_zeroed(n, sizeof *r->items);
    if (r->items == NULL) return zg_error_memory(error);
    r->n_items = n;
    for (uint32_t i = 0; i < n; i++) {
        size_t length;
        const char *name = zg_items_name(items, i, &length);
        if (!zg_buffer_append(&r->items[i].text, name, length)) return zg_error_memory(error);
    }
    return ZG_OK;
}

/* Matches come in the order of the text, those of one item too. */
static zg_status find_places(zg_report_context *r, const zg_matcher *matcher, size_t *room,
                             zg_error *error)
{
    zg_matching *pass = NULL;
    const zg_match *matches;
    size_t n;
    zg_status status = zg_matching_new(r->run, matcher, r->documents, &pass, error);
    while (status == ZG_OK && (status = zg_matching_next(pass, &matches, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n && status == ZG_OK; i++) {
            zg_report_subject *item = &r->items[matches[i].item];
            uint32_t document = (uint32_t)matches[i].selected;
            if (matches[i].excluded) continue;
            if (!zg_memory_grow(&item->places, &room[matches[i].item], item->freq + 1,
                                sizeof *item->places)) {
                status = zg_error_memory(error);
                break;
            }
            if (item->freq == 0 || item->places[item->freq - 1].document != document) item->docs++;
            item->places[item->freq++] = (zg_occurrence){
                .document = document, .token = (uint32_t)matches[i].token, .container = UINT32_MAX};
        }
    }
    zg_matching_free(pass);
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_report_find_items(zg_report_context *r, zg_error *error)
{
    zg_items *items = NULL;
    zg_matcher *matcher = NULL;
    size_t *room = NULL;
    if (r->options->items == NULL) return ZG_OK;
    zg_status status = zg_items_read(r->run, r->corpus, r->options->items, &items, error);
    if (status == ZG_OK) status = name_items(r, items, error);
    if (status == ZG_OK && r->n_items > 0) {
        room = zg_memory_zeroed(r->n_items, sizeof *room);
        if (room == NULL) status = zg_error_memory(error);
        if (status == ZG_OK && !zg_items_note_stopped(items, ZG_WITHIN_SENTENCE, &r->items_note)) {
            status = zg_error_memory(error);
        }
        if (status == ZG_OK) {
            status = zg_matcher_new(r->run, r->corpus, items, ZG_WITHIN_SENTENCE, &matcher, error);
        }
        if (status == ZG_OK) status = find_places(r, matcher, room, error);
    }
    zg_memory_free(room);
    zg_matcher_free(matcher);
    zg_items_free(items);
    return status;
}
