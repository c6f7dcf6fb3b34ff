/* report: the summary: what a person should know after a minute, in sentences made of numbers and
 * phrases. Sections add what they find; here is what phrases say. */
#include <stdlib.h>
#include <string.h>

#include "report_parts.h"

#define LISTED   6   /* phrases that the summary names */
#define AMONG    25  /* chief phrases of which they are the most frequent */
#define LONG_CUT 240 /* bytes of a long passage that are shown, whole characters */

void zg_report_strong(zg_report_context *r, const char *text, size_t length)
{
    zg_page_raw(&r->page, "<b dir=\"auto\">");
    zg_page_text(&r->page, text, length);
    zg_page_raw(&r->page, "</b>");
}

void zg_report_to(zg_report_context *r, const char *section)
{
    zg_page_raw(&r->page, " <a class=\"to\" href=\"#");
    zg_page_raw(&r->page, section);
    zg_page_raw(&r->page, "\" aria-label=\"");
    zg_page_word(&r->page, ZG_WORD_SHOWN_THERE);
    zg_page_raw(&r->page, "\">↓</a>");
}

void zg_report_finding_end(zg_report_context *r, const char *section)
{
    zg_report_to(r, section);
    zg_page_finding_end(&r->page);
}

static char *copy_label(const zg_report_context *r, uint64_t document)
{
    size_t length;
    const char *text = zg_report_label(r, document, &length);
    return zg_memory_text(text, length);
}

/* How large the corpus is, and its shortest and longest texts. */
static zg_status find_sizes(zg_report_context *r, zg_error *error)
{
    uint64_t least = r->order[0], most = r->order[0];
    char n[ZG_SHOWN_MAX], tokens[ZG_SHOWN_MAX], low[ZG_SHOWN_MAX], high[ZG_SHOWN_MAX];
    for (uint64_t i = 1; i < r->n_documents; i++) {
        uint64_t size = zg_corpus_document(r->corpus, r->order[i]).tokens;
        if (size < zg_corpus_document(r->corpus, least).tokens) least = r->order[i];
        if (size > zg_corpus_document(r->corpus, most).tokens) most = r->order[i];
    }
    zg_shown_whole(n, (int64_t)r->n_documents);
    zg_shown_whole(tokens, (int64_t)zg_selected_tokens(r->corpus, r->documents));
    zg_shown_whole(low, (int64_t)zg_corpus_document(r->corpus, least).tokens);
    zg_shown_whole(high, (int64_t)zg_corpus_document(r->corpus, most).tokens);
    char *short_name = copy_label(r, least), *long_name = copy_label(r, most);
    zg_status status = short_name == NULL || long_name == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) {
        zg_page_finding(&r->page);
        bool same = strcmp(low, high) == 0;
        zg_page_say(&r->page,
                    r->n_documents == 1 ? ZG_WORD_FOUND_ONE
                    : same              ? ZG_WORD_FOUND_SAME
                                        : ZG_WORD_FOUND_SIZES,
                    6, (const char *const[]){n, tokens, short_name, low, long_name, high});
        zg_report_finding_end(r, "corpus");
    }
    zg_memory_free(short_name);
    zg_memory_free(long_name);
    return status;
}

/* ---- what is repeated, and where ---- */

/* Among the chief phrases those with the most occurrences, as indexes into `chief`. */
static size_t choose_frequent(const zg_report_context *r, size_t *out)
{
    size_t among = r->n_chief < AMONG ? r->n_chief : AMONG, n = 0;
    for (size_t i = 0; i < among; i++) {
        uint64_t freq = zg_phrase_set_at(r->phrases, r->chief[i])->freq;
        size_t at = n < LISTED ? n : LISTED;
        while (at > 0 && zg_phrase_set_at(r->phrases, r->chief[out[at - 1]])->freq < freq) at--;
        if (at == LISTED) continue;
        if (n < LISTED) n++;
        memmove(out + at + 1, out + at, (n - 1 - at) * sizeof *out);
        out[at] = i;
    }
    return n;
}

/* The text that has most of a subject's places, the first of equals in the order of the page. */
static zg_status find_home(const zg_report_context *r, const zg_report_subject *subject,
                           uint64_t *document, uint64_t *most, zg_error *error)
{
    uint64_t *counts = zg_memory_zeroed(r->n_documents, sizeof *counts);
    if (counts == NULL) return zg_error_memory(error);
    *most = 0;
    for (uint64_t i = 0; i < subject->freq; i++) counts[subject->places[i].document]++;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        uint64_t n = counts[zg_report_selected(r, r->order[i])];
        if (n <= *most) continue;
        *most = n;
        *document = r->order[i];
    }
    zg_memory_free(counts);
    return ZG_OK;
}

/* How often and where a subject stands. */
static zg_status say_where(zg_report_context *r, const zg_report_subject *subject, zg_error *error)
{
    uint64_t home = 0, most = 0;
    char freq[ZG_SHOWN_MAX], docs[ZG_SHOWN_MAX], all[ZG_SHOWN_MAX], there[ZG_SHOWN_MAX];
    zg_status status = find_home(r, subject, &home, &most, error);
    if (status != ZG_OK) return status;
    char *name = copy_label(r, home);
    if (name == NULL) return zg_error_memory(error);
    zg_shown_whole(freq, (int64_t)subject->freq);
    zg_shown_whole(docs, (int64_t)subject->docs);
    zg_shown_whole(all, (int64_t)r->n_documents);
    zg_shown_whole(there, (int64_t)most);
    zg_report_strong(r, subject->text.data, subject->text.length);
    zg_page_say(&r->page,
                r->n_documents == 1                                  ? ZG_WORD_FOUND_TIMES
                : subject->docs == 1                                 ? ZG_WORD_FOUND_ONLY
                : most == 1 || most * subject->docs == subject->freq ? ZG_WORD_FOUND_EVEN
                                                                     : ZG_WORD_FOUND_WHERE,
                5, (const char *const[]){freq, docs, all, there, name});
    zg_memory_free(name);
    return ZG_OK;
}

static zg_status find_frequent(zg_report_context *r, zg_error *error)
{
    size_t chosen[LISTED + 1];
    size_t n = choose_frequent(r, chosen);
    zg_status status = ZG_OK;
    zg_page_finding(&r->page);
    zg_page_word(&r->page, ZG_WORD_FOUND_OFTEN);
    zg_report_to(r, "slogans");
    zg_page_raw(&r->page, "\n<ul>\n");
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        zg_report_subject subject;
        status = zg_report_subject_of(r, r->chief[chosen[i]], &subject, error);
        if (status != ZG_OK) break;
        zg_page_raw(&r->page, "<li>");
        status = say_where(r, &subject, error);
        zg_page_raw(&r->page, "</li>\n");
        zg_report_subject_free(&subject);
    }
    zg_page_raw(&r->page, "</ul>\n");
    zg_page_finding_end(&r->page);
    return status;
}

/* ---- what texts share, and the longest passage ---- */

static void find_shared(zg_report_context *r)
{
    uint64_t shared = 0, all = 0;
    char numbers[4][ZG_SHOWN_MAX];
    if (r->n_documents < 2 || r->n_chief < 2) return;
    for (size_t i = 0; i < r->n_chief; i++) {
        uint64_t docs = zg_phrase_set_at(r->phrases, r->chief[i])->docs;
        shared += docs > 1;
        all += docs == r->n_documents;
    }
    zg_shown_whole(numbers[0], (int64_t)r->n_chief);
    zg_shown_whole(numbers[1], (int64_t)shared);
    zg_shown_whole(numbers[2], (int64_t)all);
    zg_shown_whole(numbers[3], (int64_t)(r->n_chief - shared));
    zg_page_finding(&r->page);
    zg_page_say(&r->page, ZG_WORD_FOUND_SHARED, 4,
                (const char *const[]){numbers[0], numbers[1], numbers[2], numbers[3]});
    zg_report_finding_end(r, "slogans");
}

static void find_longest(zg_report_context *r)
{
    size_t best = 0, length;
    char n[ZG_SHOWN_MAX], freq[ZG_SHOWN_MAX], docs[ZG_SHOWN_MAX];
    for (size_t i = 1; i < r->n_chief; i++) {
        if (zg_phrase_set_at(r->phrases, r->chief[i])->n >
            zg_phrase_set_at(r->phrases, r->chief[best])->n) {
            best = i;
        }
    }
    const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[best]);
    zg_shown_whole(n, phrase->n);
    zg_shown_whole(freq, (int64_t)phrase->freq);
    zg_shown_whole(docs, (int64_t)phrase->docs);
    const char *text = zg_report_phrase(r, r->chief[best], &length);
    size_t shown = length <= LONG_CUT ? length : LONG_CUT;
    while (shown < length && shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80) shown--;
    zg_page_finding(&r->page);
    zg_page_say(&r->page, r->n_documents > 1 ? ZG_WORD_FOUND_LONGEST : ZG_WORD_FOUND_LONGEST_ONE, 3,
                (const char *const[]){n, freq, docs});
    zg_report_strong(r, text, shown);
    if (shown < length) zg_page_raw(&r->page, "…");
    zg_page_finding_end(&r->page);
}

zg_status zg_report_findings(zg_report_context *r, zg_error *error)
{
    if (r->n_documents == 0) return ZG_OK;
    zg_status status = find_sizes(r, error);
    if (status == ZG_OK && r->n_chief > 0) {
        status = find_frequent(r, error);
        find_shared(r);
        find_longest(r);
    }
    return status;
}
