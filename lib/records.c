/* records: a file is read in blocks, decoded, and cut into lines. Decoding comes first: lines
 * cannot be found in UTF-16, and in GBK a trail byte may look like one. */
#include "records.h"

#include <string.h>

struct zg_reader {
    zg_run *run;
    char *path;
    zg_source *source;
    zg_decoder *decoder;
    zg_buffer text; /* decoded and not yet given */
    size_t at;      /* of the next line in it */
    size_t scanned; /* no line end between `at` and here */
    uint64_t line;
    uint64_t page;
    uint64_t reserved; /* for a long line */
    bool begun;
    bool ended;
    bool html;
};

/* A line of more bytes is counted against the ceiling, as often as it is held at once at least: as
 * read, repaired, kept and tokenized. Shorter ones are part of what a reader needs anyway. */
#define LONG_LINE  ((size_t)2 << 20)
#define LINE_TIMES 4

/* Files whose text must be taken out first. A sentence for each, since an encoding error would
 * send people the wrong way. */
static const struct {
    const char *magic;
    size_t length;
    const char *text;
} kinds[] = {
    {"%PDF-", 5,
     "this is a PDF, not text; take the text out first: pdftotext FILE.pdf, then read FILE.txt "
     "with --clean pdf"},
    {"PK\x03\x04", 4,
     "this is a Word, OpenDocument or ZIP file, not text; save it as plain text (UTF-8) or unpack "
     "it first"},
    {"\xD0\xCF\x11\xE0", 4, "this is an old Word or Excel file; save it as plain text (UTF-8)"},
    {"{\\rtf", 5, "this is an RTF file; save it as plain text (UTF-8)"},
    {"Rar!", 4, "this is a RAR archive; unpack it first"},
    {"7z\xBC\xAF", 4, "this is a 7z archive; unpack it first"},
    {"\x28\xB5\x2F\xFD", 4, "this is compressed by zstd; unpack it first, or use gzip"},
    {"\xFD"
     "7zXZ",
     5, "this is compressed by xz; unpack it first, or use gzip"},
    {"BZh", 3, "this is compressed by bzip2; unpack it first, or use gzip"},
};

static zg_status check_kind(const zg_reader *reader, const char *bytes, size_t length,
                            zg_error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (length >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0) {
            return zg_error_set(error, ZG_ERROR_FORMAT, reader->path, "%s", kinds[i].text);
        }
    }
    return ZG_OK;
}

static bool begins_as_html(const char *text, size_t length)
{
    static const char *const tags[] = {"<!doctype html", "<html"};
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r')) at++;
    for (size_t i = 0; i < 2; i++) {
        size_t j = 0;
        while (tags[i][j] != '\0' && at + j < length) {
            char c = text[at + j];
            if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
            if (c != tags[i][j]) break;
            j++;
        }
        if (tags[i][j] == '\0') return true;
    }
    return false;
}

void zg_reader_free(zg_reader *reader)
{
    if (reader == NULL) return;
    zg_run_release(reader->run, reader->reserved);
    zg_source_free(reader->source);
    zg_decoder_free(reader->decoder);
    zg_buffer_free(&reader->text);
    zg_memory_free(reader->path);
    zg_memory_free(reader);
}

zg_status zg_reader_open(zg_run *run, const zg_input *input, const char *encoding, bool replace,
                         zg_reader **out, zg_error *error)
{
    zg_reader *reader = zg_memory_zeroed(1, sizeof *reader);
    if (reader == NULL) return zg_error_memory(error);
    reader->run = run;
    reader->line = 1;
    reader->page = 1;
    reader->path = zg_memory_text(input->path, strlen(input->path));
    bool room = reader->path != NULL && zg_buffer_reserve(&reader->text, 1);
    zg_status status = room ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = zg_source_open(run, input->path, &reader->source, error);
    if (status == ZG_OK) {
        status = zg_decoder_new(encoding, replace, input->path, &reader->decoder, error);
    }
    if (status != ZG_OK) {
        zg_reader_free(reader);
        return status;
    }
    *out = reader;
    return ZG_OK;
}

/* Counts the line that is being put together. */
static zg_status reserve_line(zg_reader *reader, zg_error *error)
{
    uint64_t held =
        reader->text.length > LONG_LINE ? LINE_TIMES * (uint64_t)reader->text.length : 0;
    if (held <= reader->reserved) {
        zg_run_release(reader->run, reader->reserved - held);
    } else {
        zg_status status = zg_run_reserve(reader->run, held - reader->reserved, error);
        if (status != ZG_OK) return status;
    }
    reader->reserved = held;
    return ZG_OK;
}

/* Reads one more block and decodes it behind what is in `out`. */
static zg_status read_block(zg_reader *reader, zg_buffer *out, zg_error *error)
{
    const char *bytes = "";
    size_t length = 0;
    zg_status status = zg_source_next(reader->source, &bytes, &length, error);
    if (status == ZG_END) {
        reader->ended = true;
        return zg_decoder_feed(reader->decoder, "", 0, true, out, error);
    }
    if (status == ZG_OK && !reader->begun) {
        reader->begun = true;
        status = check_kind(reader, bytes, length, error);
        reader->html = begins_as_html(bytes, length < 1024 ? length : 1024);
    }
    if (status != ZG_OK) return status;
    return zg_decoder_feed(reader->decoder, bytes, length, false, out, error);
}

/* What was given already makes room first. */
static zg_status fill(zg_reader *reader, zg_error *error)
{
    if (reader->at > 0) {
        size_t left = reader->text.length - reader->at;
        memmove(reader->text.data, reader->text.data + reader->at, left);
        reader->text.length = left;
        reader->scanned -= reader->at;
        reader->at = 0;
    }
    zg_status status = reserve_line(reader, error);
    if (status != ZG_OK) return status;
    return read_block(reader, &reader->text, error);
}

size_t zg_line_end(const char *p, const char *end, bool ended)
{
    const unsigned char *q = (const unsigned char *)p;
    if (q[0] >= 0x0A && q[0] <= 0x0C) return 1;
    if (q[0] == '\r') {
        if (p + 1 < end) return q[1] == '\n' ? 2 : 1;
        return ended ? 1 : 2;
    }
    if (q[0] == 0xC2 && end - p >= 2 && q[1] == 0x85) return 2;
    if (q[0] == 0xE2 && end - p >= 3 && q[1] == 0x80 && (q[2] == 0xA8 || q[2] == 0xA9)) return 3;
    return 0;
}

/* Finds the next line end from `scanned` on. Decoded text is whole characters, so only a CR can
 * be in doubt at its end. */
static size_t scan(zg_reader *reader, size_t *end_length)
{
    const char *data = reader->text.data, *end = data + reader->text.length;
    const char *p = data + reader->scanned;
    while (p < end) {
        const unsigned char c = (unsigned char)*p;
        if ((c < 0x0E && c > 0x09) || c == 0xC2 || c == 0xE2) {
            size_t length = zg_line_end(p, end, reader->ended);
            if (length > (size_t)(end - p)) break;
            if (length > 0) {
                *end_length = length;
                return (size_t)(p - data);
            }
        }
        p++;
    }
    reader->scanned = (size_t)(p - data);
    *end_length = 0;
    return reader->text.length;
}

zg_status zg_reader_next(zg_reader *reader, zg_line *line, zg_error *error)
{
    size_t end_length = 0, end;
    while ((end = scan(reader, &end_length), end_length == 0) && !reader->ended) {
        zg_status status = fill(reader, error);
        if (status != ZG_OK) return status;
    }
    if (end_length == 0 && reader->at == reader->text.length) return ZG_END;
    *line = (zg_line){.text = reader->text.data + reader->at,
                      .length = end - reader->at,
                      .line = reader->line,
                      .page = reader->page};
    if (end_length > 0 && reader->text.data[end] == '\f') reader->page++;
    reader->line++;
    reader->at = end + end_length;
    reader->scanned = reader->at;
    return ZG_OK;
}

/* ---- runs of lines ---- */

#define LONG ((size_t)8 << 20)

/* Loops that compilers turn into wide instructions. In valid text nothing else ends so behind the
 * bytes in front of NEL, LS and PS. */
bool zg_line_plain(const char *text, size_t length)
{
    const unsigned char *t = (const unsigned char *)text;
    uint32_t others = 0;
    for (size_t i = 0; i < length; i++) others |= (t[i] >= 0x0B) & (t[i] <= 0x0D);
    for (size_t i = 1; i < length; i++) others |= (t[i - 1] == 0xC2) & (t[i] == 0x85);
    for (size_t i = 2; i < length; i++) {
        others |= (t[i - 2] == 0xE2) & (t[i - 1] == 0x80) & ((t[i] & 0xFE) == 0xA8);
    }
    return others == 0;
}

size_t zg_line_next(const char **p, const char *end, bool plain, size_t *end_length)
{
    const char *start = *p, *q = start;
    *end_length = 0;
    if (plain) {
        q = memchr(start, '\n', (size_t)(end - start));
        *end_length = q != NULL;
        if (q == NULL) q = end;
    }
    while (!plain && q < end) {
        const unsigned char c = (unsigned char)*q;
        if ((c <= 0x0D && c > 0x09) || c == 0xC2 || c == 0xE2) {
            *end_length = zg_line_end(q, end, true);
            if (*end_length > 0) break;
        }
        q++;
    }
    *p = q + *end_length;
    return (size_t)(q - start);
}

/* The place behind the last line end of `text` that is sure, looked for down to `from`; 0: there
 * is none. Behind a CR an LF may come. */
static size_t last_end(const char *text, size_t from, size_t length)
{
    const unsigned char *t = (const unsigned char *)text;
    for (size_t i = length; i > from; i--) {
        unsigned char c = t[i - 1];
        if (c >= 0x0A && c <= 0x0C) return i;
        if (c == '\r' && i < length) return i;
        if (c == 0x85 && i >= 2 && t[i - 2] == 0xC2) return i;
        if ((c == 0xA8 || c == 0xA9) && i >= 3 && t[i - 2] == 0x80 && t[i - 3] == 0xE2) return i;
    }
    return 0;
}

/* Moves what is behind `start` to the spill file of a long line; a CR at the end only with what
 * follows it. */
static zg_status spill_line(zg_reader *reader, zg_buffer *out, size_t start, bool whole,
                            zg_spill **overflow, zg_error *error)
{
    zg_status status = ZG_OK;
    size_t kept = !whole && out->length > start && out->data[out->length - 1] == '\r' ? 1 : 0;
    if (*overflow == NULL) status = zg_spill_open(reader->run, overflow, error);
    if (status == ZG_OK) {
        status = zg_spill_append(*overflow, out->data + start, out->length - kept - start, error);
    }
    if (kept > 0) out->data[start] = '\r';
    out->length = start + kept;
    return status;
}

/* A long line that stays in memory has to be under the ceiling. */
static zg_status check_room(zg_reader *reader, size_t length, zg_error *error)
{
    zg_status status = zg_run_reserve(reader->run, length, NULL);
    if (status == ZG_OK) zg_run_release(reader->run, length);
    if (status == ZG_OK) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_MEMORY, reader->path,
                        "the text has to be in memory as a whole, and %llu bytes of it are more "
                        "than the ceiling leaves; raise --memory",
                        (unsigned long long)length);
}

zg_status zg_reader_lines(zg_reader *reader, size_t least, zg_buffer *out, zg_spill **overflow,
                          bool *ended, zg_error *error)
{
    size_t start = out->length, searched = start;
    bool spills = overflow != NULL && zg_run_available(reader->run) != UINT64_MAX;
    zg_status status = ZG_OK;
    if (!zg_buffer_append(out, reader->text.data + reader->at, reader->text.length - reader->at)) {
        return zg_error_memory(error);
    }
    reader->text.length = reader->at = reader->scanned = 0;
    while (!reader->ended && status == ZG_OK) {
        size_t cut = 0;
        if (out->length - start >= least || (spills && *overflow != NULL)) {
            cut = last_end(out->data, searched, out->length);
            searched = out->length > start ? out->length - 1 : start;
        }
        if (cut > 0) {
            if (!zg_buffer_append(&reader->text, out->data + cut, out->length - cut)) {
                return zg_error_memory(error);
            }
            out->length = cut;
            break;
        }
        if (out->length - start > LONG) {
            status = spills ? spill_line(reader, out, start, false, overflow, error)
                            : check_room(reader, out->length - start, error);
            if (spills) searched = start;
        }
        if (status == ZG_OK) status = read_block(reader, out, error);
    }
    if (status == ZG_OK && spills && *overflow != NULL) {
        status = spill_line(reader, out, start, true, overflow, error);
    }
    *ended = reader->ended;
    return status;
}

void zg_reader_totals(const zg_reader *reader, zg_input *input, uint64_t *replaced)
{
    input->bytes = zg_source_bytes(reader->source);
    input->crc = zg_source_crc(reader->source);
    *replaced = zg_decoder_replaced(reader->decoder);
}

bool zg_reader_looks_like_html(const zg_reader *reader)
{
    return reader->html;
}
