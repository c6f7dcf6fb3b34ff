/* corpus: the section HEAD of a .zgc file: what is no array. Values stand one behind the other, a
 * text as u64 length (all ones: none) and bytes:
 *
 *     versions of ICU and of Unicode (texts), tokens, types (u64)
 *     options: invalid, clean, normalize, fold, unit, only, follow (u32 each), then the texts
 *     encoding, documents, metadata, text_column, id_column, order_by
 *     inputs: u64 number, for each path, name (texts), bytes (u64), crc (u32), whether it
 *     is a table and of which kind (u32 each)
 *     audit: u32 classes, u32 places of each; for each class name (text), count (u64), and for
 *     each place file (u32), page, line (u64)
 *
 * What a later version adds stands behind it. */
#include <string.h>

#include "corpus_file.h"

/* ---- writing ---- */

static bool put_text(zg_buffer *out, const char *text)
{
    if (text == NULL) return zg_file_put(out, UINT64_MAX, 8);
    size_t length = strlen(text);
    return zg_file_put(out, length, 8) && zg_buffer_append(out, text, length);
}

static bool put_options(zg_buffer *out, const zg_import_options *options)
{
    return zg_file_put(out, options->invalid, 4) && zg_file_put(out, options->clean, 4) &&
           zg_file_put(out, options->normalize, 4) && zg_file_put(out, options->fold, 4) &&
           zg_file_put(out, options->unit, 4) && zg_file_put(out, options->only, 4) &&
           zg_file_put(out, options->follow, 4) && put_text(out, options->encoding) &&
           put_text(out, options->documents) && put_text(out, options->metadata) &&
           put_text(out, options->text_column) && put_text(out, options->id_column) &&
           put_text(out, options->order_by);
}

static bool put_inputs(zg_buffer *out, const zg_inputs *inputs)
{
    bool good = zg_file_put(out, inputs->n, 8);
    for (size_t i = 0; i < inputs->n && good; i++) {
        const zg_input *input = &inputs->items[i];
        good = put_text(out, input->path) && put_text(out, input->name) &&
               zg_file_put(out, input->bytes, 8) && zg_file_put(out, input->crc, 4) &&
               zg_file_put(out, input->table, 4) && zg_file_put(out, (uint32_t)input->kind, 4);
    }
    return good;
}

static bool put_audit(zg_buffer *out, const zg_audit *audit)
{
    bool good = zg_file_put(out, ZG_CHANGES, 4) && zg_file_put(out, ZG_AUDIT_PLACES, 4);
    for (int i = 0; i < ZG_CHANGES && good; i++) {
        good = put_text(out, zg_audit_name((zg_change)i)) && zg_file_put(out, audit->counts[i], 8);
        for (size_t k = 0; k < ZG_AUDIT_PLACES && good; k++) {
            const zg_audit_place *place = &audit->places[i][k];
            good = zg_file_put(out, place->file, 4) && zg_file_put(out, place->page, 8) &&
                   zg_file_put(out, place->line, 8);
        }
    }
    return good;
}

bool zg_file_write_head(const zg_corpus *corpus, zg_buffer *out)
{
    return put_text(out, zg_icu_version()) && put_text(out, zg_unicode_version()) &&
           zg_file_put(out, corpus->tokens, 8) && zg_file_put(out, corpus->types, 8) &&
           put_options(out, &corpus->options) && put_inputs(out, &corpus->inputs) &&
           put_audit(out, &corpus->audit);
}

/* ---- reading ---- */

/* What cannot be read reads as 0 and is remembered. */
typedef struct head {
    const char *p, *end;
    bool cut;
    bool no_memory;
} head;

static uint64_t take(head *h, size_t width)
{
    uint64_t value = 0;
    if ((size_t)(h->end - h->p) < width) {
        h->cut = true;
        h->p = h->end;
        return 0;
    }
    for (size_t i = width; i-- > 0;) value = value << 8 | (unsigned char)h->p[i];
    h->p += width;
    return value;
}

static uint32_t take_u32(head *h)
{
    return (uint32_t)take(h, 4);
}

/* A copy of a text, yours; NULL for none, and where something is wrong. */
static char *take_text(head *h)
{
    uint64_t length = take(h, 8);
    if (h->cut || length == UINT64_MAX) return NULL;
    if (length > (size_t)(h->end - h->p) || memchr(h->p, '\0', length) != NULL ||
        zg_utf8_valid(h->p, length) != length) {
        h->cut = true;
        return NULL;
    }
    char *text = zg_memory_text(h->p, length);
    if (text == NULL) h->no_memory = true;
    h->p += length;
    return text;
}

/* A text that may not be absent. */
static char *take_some_text(head *h)
{
    char *text = take_text(h);
    if (text == NULL) h->cut = true;
    return text;
}

static void take_options(head *h, zg_import_options *options)
{
    uint32_t numbers[7];
    for (size_t i = 0; i < 7; i++) numbers[i] = take_u32(h);
    if (numbers[0] > ZG_INVALID_REPLACE || numbers[1] > ZG_CLEAN_NONE ||
        numbers[2] > ZG_NORMALIZE_NONE || numbers[3] >= 2u * ZG_FOLD_PUNCTUATION ||
        numbers[4] > ZG_UNIT_SPACE || numbers[6] > 1) {
        h->cut = true;
        return;
    }
    options->size = sizeof *options;
    options->invalid = (zg_invalid)numbers[0];
    options->clean = (zg_clean)numbers[1];
    options->normalize = (zg_normalize)numbers[2];
    options->fold = numbers[3];
    options->unit = (zg_unit)numbers[4];
    options->only = numbers[5];
    options->follow = numbers[6] != 0;
    options->encoding = take_some_text(h);
    options->documents = take_some_text(h);
    options->metadata = take_text(h);
    options->text_column = take_text(h);
    options->id_column = take_text(h);
    options->order_by = take_text(h);
}

static void take_inputs(head *h, zg_inputs *inputs)
{
    uint64_t n = take(h, 8);
    if (n > (size_t)(h->end - h->p)) h->cut = true;
    for (uint64_t i = 0; i < n && !h->cut && !h->no_memory; i++) {
        if (!zg_memory_grow(&inputs->items, &inputs->capacity, inputs->n + 1,
                            sizeof *inputs->items)) {
            h->no_memory = true;
            return;
        }
        zg_input *input = &inputs->items[inputs->n++];
        *input = (zg_input){.path = take_some_text(h)};
        input->name = take_some_text(h);
        input->bytes = take(h, 8);
        input->crc = take_u32(h);
        input->table = take_u32(h) != 0;
        input->kind = (zg_rows_kind)take_u32(h);
    }
}

/* The class of this name; ZG_CHANGES where this version knows none. */
static size_t find_change(const char *name)
{
    size_t i = 0;
    while (i < ZG_CHANGES && strcmp(zg_audit_name((zg_change)i), name) != 0) i++;
    return i;
}

static void take_audit(head *h, zg_audit *audit, size_t n_inputs)
{
    uint32_t classes = take_u32(h), places = take_u32(h);
    for (uint32_t i = 0; i < classes && !h->cut && !h->no_memory; i++) {
        char *name = take_some_text(h);
        size_t change = name != NULL ? find_change(name) : ZG_CHANGES;
        zg_memory_free(name);
        uint64_t count = take(h, 8);
        if (change < ZG_CHANGES) audit->counts[change] = count;
        for (uint32_t k = 0; k < places && !h->cut; k++) {
            zg_audit_place place = {.file = take_u32(h)};
            place.page = take(h, 8);
            place.line = take(h, 8);
            if (place.file >= n_inputs) h->cut = true;
            if (change < ZG_CHANGES && k < ZG_AUDIT_PLACES) audit->places[change][k] = place;
        }
    }
}

static bool add_version_note(zg_corpus *corpus, const char *icu)
{
    if (strcmp(icu, zg_icu_version()) == 0) return true;
    return zg_buffer_format(&corpus->version_note,
                            "the corpus was made with ICU %s, this is ICU %s: what is looked up "
                            "in it may be cut into other tokens; import the texts again",
                            icu, zg_icu_version()) &&
           zg_buffer_byte(&corpus->version_note, '\0');
}

zg_status zg_file_read_head(zg_corpus *corpus, const char *bytes, size_t length, const char *path,
                            zg_error *error)
{
    head h = {.p = bytes, .end = bytes + length};
    char *icu = take_some_text(&h), *unicode = take_some_text(&h);
    corpus->tokens = take(&h, 8);
    corpus->types = take(&h, 8);
    take_options(&h, &corpus->options);
    take_inputs(&h, &corpus->inputs);
    take_audit(&h, &corpus->audit, corpus->inputs.n);
    if (!h.cut && !h.no_memory && !add_version_note(corpus, icu)) h.no_memory = true;
    zg_memory_free(icu);
    zg_memory_free(unicode);
    if (h.no_memory) return zg_error_memory(error);
    if (h.cut || corpus->inputs.n == 0) return zg_file_damaged(path, "its settings", error);
    return ZG_OK;
}
