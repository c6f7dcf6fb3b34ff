/* phrases: which marks open, close and join. A table, since what a mark does to a clause is not
 * among the properties of its character. */
#include <string.h>

#include "phrases_parts.h"

/* What opens, and what closes it. */
static const char *const brackets[][2] = {
    {"“", "”"},   {"‘", "’"},   {"「", "」"}, {"『", "』"}, {"《", "》"}, {"〈", "〉"},
    {"（", "）"}, {"(", ")"},   {"【", "】"}, {"〔", "〕"}, {"［", "］"}, {"[", "]"},
    {"｛", "｝"}, {"{", "}"},   {"〖", "〗"}, {"〘", "〙"}, {"〚", "〛"}, {"«", "»"},
    {"‹", "›"},   {"„", "“"},   {"‚", "‘"},   {"｢", "｣"},   {"﹁", "﹂"}, {"﹃", "﹄"},
    {"︽", "︾"}, {"︿", "﹀"}, {"︵", "︶"}, {"︹", "︺"}, {"︻", "︼"}, {"〝", "〞"},
    {"⟨", "⟩"},   {"⦅", "⦆"},   {"｟", "｠"}, {"﹙", "﹚"}, {"﹝", "﹞"},
};

/* Quotes that open and close. */
static const char *const either[] = {"\"", "＂", "'", "＇", "`"};

/* Marks between clauses: a phrase that goes over one has to earn it. */
static const char *const joining[] = {"，", ",",  "：", ":", "；", ";",  "﹐", "︰",
                                      "﹕", "﹔", "،",  "؛", "—",  "——", "―",  "–"};

/* The item of a mark; 0 where the text has none. */
static uint32_t item_of(const zg_ground *ground, const char *mark)
{
    uint32_t type;
    if (!zg_corpus_find_word(ground->text.corpus, mark, strlen(mark), &type)) return 0;
    return type + ZG_ITEM_FIRST;
}

static void mark_bracket(zg_ground *ground, uint32_t opening, uint32_t closing)
{
    if (opening != 0 && ground->partner[opening] == 0) {
        ground->kinds[opening] |= ZG_KIND_OPENING;
        ground->partner[opening] = closing != 0 ? closing : UINT32_MAX;
    }
    if (closing != 0 && ground->partner[closing] == 0) {
        ground->kinds[closing] |= ZG_KIND_CLOSING;
        ground->partner[closing] = opening != 0 ? opening : UINT32_MAX;
    }
}

zg_status zg_ground_marks(zg_ground *ground, zg_error *error)
{
    size_t n = (size_t)ground->text.n_words + ZG_ITEM_FIRST;
    ground->kinds = zg_memory_zeroed(n, sizeof *ground->kinds);
    ground->partner = zg_memory_zeroed(n, sizeof *ground->partner);
    if (ground->kinds == NULL || ground->partner == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < n; i++) ground->kinds[i] = ground->text.is_token[i];
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
        mark_bracket(ground, item_of(ground, brackets[i][0]), item_of(ground, brackets[i][1]));
    }
    for (size_t i = 0; i < sizeof either / sizeof either[0]; i++) {
        uint32_t item = item_of(ground, either[i]);
        if (item != 0) ground->kinds[item] |= ZG_KIND_EITHER;
    }
    for (size_t i = 0; i < sizeof joining / sizeof joining[0]; i++) {
        uint32_t item = item_of(ground, joining[i]);
        if (item != 0) ground->kinds[item] |= ZG_KIND_JOINS;
    }
    return ZG_OK;
}
