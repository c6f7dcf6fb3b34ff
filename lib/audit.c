/* audit: counters and first places. */
#include "audit.h"

#include <string.h>

#include "rows.h"

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

static void stream_row(zg_audit *audit, zg_change change, uint64_t count, zg_audit_place place)
{
    zg_buffer row = {0};
    const char *file = audit->file_name ? audit->file_name : "";
    bool good =
        zg_buffer_format(&row, "%s\t%llu\t", changes[change].name, (unsigned long long)count) &&
        zg_rows_tsv(&row, file, strlen(file)) &&
        zg_buffer_format(&row, "\t%llu\t%llu\n", (unsigned long long)place.page,
                         (unsigned long long)place.line);
    audit->status = good ? zg_sink_write(audit->stream, row.data, row.length, &audit->error)
                         : zg_error_memory(&audit->error);
    zg_buffer_free(&row);
}

static void keep(zg_audit *audit, zg_change change, uint64_t count, zg_audit_place place)
{
    if (!zg_memory_grow(&audit->events, &audit->capacity, audit->n + 1, sizeof *audit->events)) {
        audit->status = zg_error_memory(&audit->error);
        return;
    }
    audit->events[audit->n++] = (zg_audit_event){.count = count, .place = place, .change = change};
}

void zg_audit_add(zg_audit *audit, zg_change change, uint64_t count, zg_audit_place place)
{
    if (count == 0) return;
    for (uint64_t i = 0; i < count && audit->counts[change] + i < ZG_AUDIT_PLACES; i++) {
        audit->places[change][audit->counts[change] + i] = place;
    }
    audit->counts[change] += count;
    if (audit->status != ZG_OK) return;
    if (audit->stream != NULL) stream_row(audit, change, count, place);
    if (audit->keeps) keep(audit, change, count, place);
}

static zg_audit_place moved(zg_audit_place place, uint32_t file, uint64_t lines, uint64_t pages)
{
    if (place.file != file) return place;
    place.line += lines;
    place.page += pages;
    return place;
}

void zg_audit_merge(zg_audit *audit, const zg_audit *from, uint32_t file, uint64_t lines,
                    uint64_t pages)
{
    if (from->keeps) {
        for (size_t i = 0; i < from->n; i++) {
            const zg_audit_event *event = &from->events[i];
            zg_audit_add(audit, event->change, event->count,
                         moved(event->place, file, lines, pages));
        }
        return;
    }
    for (size_t c = 0; c < ZG_CHANGES; c++) {
        for (uint64_t i = 0;
             i < from->counts[c] && i < ZG_AUDIT_PLACES && audit->counts[c] + i < ZG_AUDIT_PLACES;
             i++) {
            audit->places[c][audit->counts[c] + i] = moved(from->places[c][i], file, lines, pages);
        }
        audit->counts[c] += from->counts[c];
    }
}

void zg_audit_clear(zg_audit *audit)
{
    memset(audit->counts, 0, sizeof audit->counts);
    audit->n = 0;
    audit->status = ZG_OK;
}

zg_status zg_audit_open(zg_run *run, zg_audit *audit, const char *path, zg_error *error)
{
    static const char header[] = "change\tcount\tfile\tpage\tline\n";
    zg_status status = zg_sink_open(run, path, &audit->stream, error);
    if (status != ZG_OK) return status;
    return zg_sink_write(audit->stream, header, strlen(header), error);
}

zg_status zg_audit_close(zg_audit *audit, zg_error *error)
{
    if (audit->stream == NULL) return ZG_OK;
    if (audit->status != ZG_OK) {
        zg_status status = audit->status;
        if (error != NULL) *error = audit->error;
        zg_audit_abort(audit);
        return status;
    }
    zg_sink *stream = audit->stream;
    audit->stream = NULL;
    return zg_sink_close(stream, error);
}

void zg_audit_abort(zg_audit *audit)
{
    zg_sink_abort(audit->stream);
    audit->stream = NULL;
}

const char *zg_audit_name(zg_change change)
{
    return changes[change].name;
}

const char *zg_audit_text(zg_change change)
{
    return changes[change].text;
}
