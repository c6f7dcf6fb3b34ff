/* report: what was counted, how, and how to cite it. */
#include <string.h>

#include <zigram/corpus.h>

#include "report_parts.h"

static void term(zg_report_context *r, zg_word_id name, zg_word_id text, size_t n,
                 const char *const *arguments)
{
    zg_page_raw(&r->page, "<dt>");
    zg_page_word(&r->page, name);
    zg_page_raw(&r->page, "</dt><dd>");
    zg_page_say(&r->page, text, n, arguments);
    zg_page_raw(&r->page, "</dd>\n");
}

static void counting(zg_report_context *r)
{
    static const zg_word_id units[] = {
        [ZG_UNIT_CHAR] = ZG_WORD_M_TOKEN_CHAR,
        [ZG_UNIT_GRAPHEME] = ZG_WORD_M_TOKEN_GRAPHEME,
        [ZG_UNIT_WORD] = ZG_WORD_M_TOKEN_WORD,
        [ZG_UNIT_SPACE] = ZG_WORD_M_TOKEN_SPACE,
    };
    char max_n[ZG_SHOWN_MAX], min_freq[ZG_SHOWN_MAX];
    zg_shown_whole(max_n, r->options->max_n);
    zg_shown_whole(min_freq, (int64_t)r->options->min_freq);
    term(r, ZG_WORD_M_TOKEN, units[zg_corpus_unit(r->corpus)], 0, NULL);
    term(r, ZG_WORD_M_NOT, ZG_WORD_M_NOT_TEXT, 0, NULL);
    term(r, ZG_WORD_M_FREQ, ZG_WORD_M_FREQ_TEXT, 0, NULL);
    term(r, ZG_WORD_M_RATE, ZG_WORD_M_RATE_TEXT, 1, (const char *const[]){r->per_shown});
    term(r, ZG_WORD_M_NGRAM, ZG_WORD_M_NGRAM_TEXT, 2, (const char *const[]){max_n, min_freq});
}

static void comparing(zg_report_context *r)
{
    bool dense = zg_corpus_unit(r->corpus) == ZG_UNIT_CHAR;
    const char *collocates = zg_words(r->page.lang, dense ? ZG_WORD_M_WHOLE : ZG_WORD_M_SINGLE);
    if (r->date_field != SIZE_MAX) {
        const char *field = zg_corpus_field_name(r->corpus, r->date_field);
        term(r, ZG_WORD_M_TIME, ZG_WORD_M_TIME_TEXT, 1, (const char *const[]){field});
    }
    term(r, ZG_WORD_M_KEYNESS, ZG_WORD_M_KEYNESS_TEXT, 0, NULL);
    term(r, ZG_WORD_M_FEW, ZG_WORD_M_FEW_TEXT, 0, NULL);
    term(r, ZG_WORD_M_COLLOCATES, ZG_WORD_M_COLLOCATES_TEXT, 2,
         (const char *const[]){dense ? "10" : "5", collocates});
    term(r, ZG_WORD_M_NETWORK, ZG_WORD_M_NETWORK_TEXT, 0, NULL);
    if (r->families_said.length > 0 && !zg_buffer_byte(&r->families_said, '\0')) {
        r->page.failed = true;
    } else if (r->families_said.length > 0) {
        term(r, ZG_WORD_M_FAMILY, ZG_WORD_M_FAMILY_TEXT, 1,
             (const char *const[]){r->families_said.data});
    }
}

/* Every option that was set, as it would be written. */
static void settings(zg_report_context *r)
{
    zg_page_raw(&r->page, "<dt>");
    zg_page_word(&r->page, ZG_WORD_M_SETTINGS);
    zg_page_raw(&r->page, "</dt><dd>");
    zg_page_say(&r->page, ZG_WORD_M_SETTINGS_TEXT, 2,
                (const char *const[]){zg_icu_version(), zg_unicode_version()});
    for (size_t i = 0, n = 0; i < r->options->n_settings; i++) {
        const zg_setting *setting = &r->options->settings[i];
        if (setting->value[0] == '\0') continue;
        zg_page_raw(&r->page, n++ > 0 ? " <code>--" : "<code>--");
        zg_page_text(&r->page, setting->name, strlen(setting->name));
        zg_page_raw(&r->page, "=");
        zg_page_text(&r->page, setting->value, strlen(setting->value));
        zg_page_raw(&r->page, "</code>");
    }
    zg_page_raw(&r->page, "</dd>\n");
}

void zg_report_methods(zg_report_context *r)
{
    char freq[ZG_SHOWN_MAX], boundary[ZG_SHOWN_MAX], length[ZG_SHOWN_MAX], found[ZG_SHOWN_MAX];
    char chief[ZG_SHOWN_MAX], documents[ZG_SHOWN_MAX], tokens[ZG_SHOWN_MAX];
    zg_shown_whole(freq, (int64_t)zg_phrase_set_min_freq(r->phrases));
    zg_shown_real(boundary, zg_phrase_set_min_boundary(r->phrases));
    zg_shown_whole(length, (int64_t)r->min_length);
    zg_shown_whole(found, zg_phrase_set_size(r->phrases));
    zg_shown_whole(chief, (int64_t)r->n_chief);
    zg_shown_whole(documents, (int64_t)r->n_documents);
    zg_shown_whole(tokens, (int64_t)zg_selected_tokens(r->corpus, r->documents));
    zg_page_section(&r->page, "methods", ZG_WORD_METHODS);
    zg_page_raw(&r->page, "<dl class=\"methods\">\n");
    counting(r);
    term(r, ZG_WORD_M_PHRASE, ZG_WORD_M_PHRASE_TEXT, 5,
         (const char *const[]){freq, boundary, length, found, chief});
    if (r->n_chief > 0) {
        term(r, ZG_WORD_M_INSIDE, ZG_WORD_M_INSIDE_TEXT, 0, NULL);
        comparing(r);
        term(r, ZG_WORD_M_LINES, ZG_WORD_M_LINES_TEXT, 0, NULL);
    }
    term(r, ZG_WORD_M_LAWS, ZG_WORD_M_LAWS_TEXT, 0, NULL);
    term(r, ZG_WORD_M_TEST, ZG_WORD_M_TEST_TEXT, 0, NULL);
    settings(r);
    zg_page_raw(&r->page, "</dl>\n");
    zg_page_heading(&r->page, ZG_WORD_CITE);
    zg_page_paragraph(&r->page, ZG_WORD_CITE_TEXT, 1, (const char *const[]){zg_version()});
    zg_page_paragraph(
        &r->page, ZG_WORD_CITE_SENTENCE, 6,
        (const char *const[]){zg_version(), documents, tokens, freq, boundary, length});
    zg_page_section_end(&r->page);
}
