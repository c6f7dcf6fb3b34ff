/* audit: counters and first places. */
#include "audit.h"

static const struct {
    const char *name;
    const char *text;
} changes[ZG_CHANGES] = {
    [ZG_CHANGE_INVALID] = {"invalid_replaced", "invalid bytes replaced by U+FFFD"},
    [ZG_CHANGE_CONTROL] = {"control_removed", "control characters removed"},
    [ZG_CHANGE_INVISIBLE] = {"invisible_removed", "zero-width characters and soft hyphens removed"},
    [ZG_CHANGE_BIDI] = {"bidi_removed", "marks of writing direction removed"},
    [ZG_CHANGE_TRAILING] = {"trailing_blank_removed", "blanks at the end of a line removed"},
    [ZG_CHANGE_RADICAL] = {"radical_repaired", "radicals written as ideographs"},
    [ZG_CHANGE_DASH] = {"dash_repaired", "drawn lines written as dashes"},
    [ZG_CHANGE_NORMALIZED] = {"paragraph_normalized", "paragraphs changed by normalization"},
    [ZG_CHANGE_BLANK_LINE] = {"blank_line_removed", "empty lines left out"},
    [ZG_CHANGE_JOINED] = {"line_joined", "line ends inside a paragraph taken out"},
    [ZG_CHANGE_HYPHEN] = {"hyphen_removed", "hyphens at a line end taken out"},
    [ZG_CHANGE_STRAY_BLANK] = {"stray_blank_removed", "blanks inside a line taken out"},
    [ZG_CHANGE_INDENT] = {"indent_removed", "blanks at the start of a line taken out"},
    [ZG_CHANGE_PAGE_NUMBER] = {"page_number_removed", "page numbers taken out"},
    [ZG_CHANGE_RUNNING_HEAD] = {"running_head_removed", "running heads and feet taken out"},
};

void zg_audit_add(zg_audit *audit, zg_change change, uint64_t count, zg_audit_place place)
{
    if (count == 0) return;
    for (uint64_t i = 0; i < count && audit->counts[change] + i < ZG_AUDIT_PLACES; i++) {
        audit->places[change][audit->counts[change] + i] = place;
    }
    audit->counts[change] += count;
}

const char *zg_audit_name(zg_change change)
{
    return changes[change].name;
}

const char *zg_audit_text(zg_change change)
{
    return changes[change].text;
}
