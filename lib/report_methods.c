/* report: what was counted, how, and how to cite it. */
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

void zg_report_methods(zg_report_context *r)
{
    static const zg_word_id units[] = {
        [ZG_UNIT_CHAR] = ZG_WORD_M_TOKEN_CHAR,
        [ZG_UNIT_GRAPHEME] = ZG_WORD_M_TOKEN_GRAPHEME,
        [ZG_UNIT_WORD] = ZG_WORD_M_TOKEN_WORD,
        [ZG_UNIT_SPACE] = ZG_WORD_M_TOKEN_SPACE,
    };
    char freq[ZG_SHOWN_MAX], boundary[ZG_SHOWN_MAX], length[ZG_SHOWN_MAX];
    zg_shown_whole(freq, (int64_t)zg_phrase_set_min_freq(r->phrases));
    zg_shown_real(boundary, zg_phrase_set_min_boundary(r->phrases));
    zg_shown_whole(length, (int64_t)r->min_length);
    zg_page_section(&r->page, "methods", ZG_WORD_METHODS);
    zg_page_raw(&r->page, "<dl class=\"methods\">\n");
    term(r, ZG_WORD_M_TOKEN, units[zg_corpus_unit(r->corpus)], 0, NULL);
    term(r, ZG_WORD_M_FREQ, ZG_WORD_M_FREQ_TEXT, 0, NULL);
    term(r, ZG_WORD_M_RATE, ZG_WORD_M_RATE_TEXT, 1, (const char *const[]){r->per_shown});
    term(r, ZG_WORD_M_PHRASE, ZG_WORD_M_PHRASE_TEXT, 3,
         (const char *const[]){freq, boundary, length});
    term(r, ZG_WORD_M_TEST, ZG_WORD_M_TEST_TEXT, 0, NULL);
    term(r, ZG_WORD_M_SETTINGS, ZG_WORD_M_SETTINGS_TEXT, 0, NULL);
    zg_page_raw(&r->page, "</dl>\n");
    zg_page_heading(&r->page, ZG_WORD_CITE);
    zg_page_paragraph(&r->page, ZG_WORD_CITE_TEXT, 1, (const char *const[]){zg_version()});
    zg_page_section_end(&r->page);
}
