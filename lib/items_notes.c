/* items: what a person should know about a list before reading a table of it. */
#include "items.h"

#define SHOWN 3 /* forms that are named */

/* The lowest level at which no known form is stopped. A form lies in one paragraph. */
static zg_within level_for_all(const zg_items *items, zg_within within)
{
    for (uint32_t i = 0; i < zg_items_forms(items); i++) {
        while (within < ZG_WITHIN_PARAGRAPH && zg_items_form(items, i).known &&
               zg_items_stopped(items, i, within))
            within++;
    }
    return within;
}

bool zg_items_note_stopped(const zg_items *items, zg_within within, zg_buffer *out)
{
    static const char *const names[] = {"clause", "sentence", "paragraph", "document"};
    uint32_t n = 0;
    zg_buffer shown = {0};
    bool good = true;
    for (uint32_t i = 0; i < zg_items_forms(items) && good; i++) {
        zg_form form = zg_items_form(items, i);
        if (!form.known || !zg_items_stopped(items, i, within)) continue;
        if (n++ >= SHOWN) continue;
        good = (n == 1 || zg_buffer_text(&shown, ", ")) &&
               zg_buffer_append(&shown, form.text, form.text_length);
    }
    if (good && n > SHOWN) good = zg_buffer_text(&shown, " ...");
    if (good && n > 0) {
        good = zg_buffer_format(out, "%u %s at which --within %s stops and %s nowhere: ", n,
                                n == 1 ? "form holds a mark" : "forms hold a mark", names[within],
                                n == 1 ? "occurs" : "occur") &&
               zg_buffer_append(out, shown.data, shown.length) &&
               zg_buffer_format(out, "; try --within %s", names[level_for_all(items, within)]);
    }
    zg_buffer_free(&shown);
    return good;
}
