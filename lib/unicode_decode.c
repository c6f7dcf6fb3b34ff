/* unicode: bytes of any encoding to valid UTF-8, first of all that is done to them, since lines,
 * quotes and escapes cannot be found in UTF-16, and GBK and Big5 have trail bytes that look like
 * ASCII. UTF-8 is checked by our own code, everything else goes through ICU's converters. */
#include "unicode.h"

#include <string.h>

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#define BLOCK 16384 /* bytes given to a converter at once */

struct zg_decoder {
    char *source;
    char *encoding;
    bool replace;
    bool only_utf8;        /* nobody can choose another encoding */
    bool begun;            /* the BOM question is settled */
    UConverter *converter; /* NULL: UTF-8 */
    char held[8];          /* bytes kept for the next call */
    size_t n_held;
    uint64_t replaced;
    uint64_t line;       /* 1-based, of the next byte */
    uint64_t line_start; /* offset in the source of the first byte of that line */
    uint64_t offset;     /* bytes of the source consumed */
    bool after_cr;       /* the last code point was CR: an LF behind it belongs to it */
    UChar units[BLOCK + 16];
    int32_t offsets[BLOCK + 16];
};

void zg_decoder_free(zg_decoder *decoder)
{
    if (decoder == NULL) return;
    if (decoder->converter != NULL) ucnv_close(decoder->converter);
    zg_memory_free(decoder->source);
    zg_memory_free(decoder->encoding);
    zg_memory_free(decoder);
}

uint64_t zg_decoder_replaced(const zg_decoder *decoder)
{
    return decoder->replaced;
}

static bool is_utf8_name(const char *name)
{
    return ucnv_compareNames(name, "utf-8") == 0 || ucnv_compareNames(name, "utf8") == 0;
}

static zg_status open_converter(zg_decoder *decoder, const char *name, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &code);
    if (code == U_MEMORY_ALLOCATION_ERROR) return zg_error_memory(error);
    if (U_FAILURE(code)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--encoding",
                            "\"%s\" is not an encoding that ICU knows", name);
    }
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_FAILURE(code)) {
        ucnv_close(converter);
        return zg_error_memory(error);
    }
    if (decoder->converter != NULL) ucnv_close(decoder->converter);
    decoder->converter = converter;
    return ZG_OK;
}

zg_status zg_decoder_new(const char *encoding, bool replace, const char *source, zg_decoder **out,
                         zg_error *error)
{
    bool only_utf8 = encoding == NULL;
    if (only_utf8) encoding = "utf-8";
    zg_decoder *decoder = zg_memory_zeroed(1, sizeof *decoder);
    if (decoder == NULL) return zg_error_memory(error);
    decoder->only_utf8 = only_utf8;
    decoder->replace = replace;
    decoder->line = 1;
    decoder->source = zg_memory_text(source, strlen(source));
    decoder->encoding = zg_memory_text(encoding, strlen(encoding));
    zg_status status = ZG_OK;
    if (decoder->source == NULL || decoder->encoding == NULL)
        status = zg_error_memory(error);
    else if (!is_utf8_name(encoding))
        status = open_converter(decoder, encoding, error);
    if (status != ZG_OK) {
        zg_decoder_free(decoder);
        return status;
    }
    *out = decoder;
    return ZG_OK;
}

/* ---- where we are, for messages ---- */

static bool is_line_end(uint32_t cp)
{
    return (cp >= 0x0A && cp <= 0x0D) || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

static void count_point(zg_decoder *decoder, uint32_t cp, uint64_t next_offset)
{
    if (is_line_end(cp)) {
        if (!(cp == '\n' && decoder->after_cr)) decoder->line++;
        decoder->line_start = next_offset;
    }
    decoder->after_cr = cp == '\r';
}

/* Counts the lines of valid UTF-8 that begins at the decoder's offset. Text whose only line ends
 * are LF, nearly all there is, is counted by a loop that compilers turn into wide instructions. */
static void count_lines(zg_decoder *decoder, const char *text, size_t length)
{
    const unsigned char *t = (const unsigned char *)text;
    size_t feeds = 0, others = 0;
    for (size_t i = 0; i < length; i++) {
        feeds += t[i] == '\n';
        others += (t[i] >= 0x0B) & (t[i] <= 0x0D);
    }
    /* NEL, LS and PS: in valid text no other character ends so behind these bytes. */
    for (size_t i = 2; i < length; i++) {
        others += (t[i - 1] == 0xC2) & (t[i] == 0x85);
        others += (t[i - 2] == 0xE2) & (t[i - 1] == 0x80) & ((t[i] & 0xFE) == 0xA8);
    }
    others += length >= 2 && t[0] == 0xC2 && t[1] == 0x85;
    if (others == 0 && !decoder->after_cr) {
        decoder->line += feeds;
        for (size_t i = length; feeds > 0 && i > 0; i--) {
            if (text[i - 1] != '\n') continue;
            decoder->line_start = decoder->offset + i;
            break;
        }
        return;
    }
    for (size_t i = 0; i < length;) {
        uint32_t cp;
        i += zg_utf8_next(text + i, &cp);
        count_point(decoder, cp, decoder->offset + i);
    }
}

/* The encoding that ICU's detector thinks likely; NULL where it has no idea. */
static const char *likely_encoding(UCharsetDetector **detector, const char *bytes, size_t length)
{
    UErrorCode code = U_ZERO_ERROR;
    *detector = ucsdet_open(&code);
    if (U_FAILURE(code)) return NULL;
    ucsdet_setText(*detector, bytes, length < 65536 ? (int32_t)length : 65536, &code);
    const UCharsetMatch *match = ucsdet_detect(*detector, &code);
    if (U_FAILURE(code) || match == NULL) return NULL;
    if (ucsdet_getConfidence(match, &code) < 10) return NULL;
    const char *name = ucsdet_getName(match, &code);
    return U_FAILURE(code) ? NULL : name;
}

/* Whether the bytes are UTF-8 but for a few: more valid sequences of three bytes and up than twice
 * the bytes that fit nowhere. Then another encoding is no explanation. */
static bool mostly_utf8(const char *bytes, size_t length)
{
    size_t good = 0, bad = 0, at = 0, end = length < 65536 ? length : 65536;
    while (at < end) {
        uint32_t cp;
        size_t step = zg_utf8_decode(bytes + at, bytes + end, &cp);
        good += step > 2;
        bad += step == 0;
        at += step > 0 ? step : 1;
    }
    return good > 2 * bad;
}

/* What we would say of a single invalid byte: where, which, and the way out. */
static zg_status invalid_utf8(zg_decoder *decoder, const char *bytes, size_t length, size_t at,
                              bool cut, zg_error *error)
{
    UCharsetDetector *detector = NULL;
    const char *name = decoder->only_utf8 || mostly_utf8(bytes, length)
                           ? NULL
                           : likely_encoding(&detector, bytes, length);
    uint64_t byte = decoder->offset + at - decoder->line_start + 1;
    unsigned value = (unsigned char)bytes[at];
    zg_status status;
    if (decoder->only_utf8) {
        status = zg_error_at(error, ZG_ERROR_TEXT, decoder->source, decoder->line, byte,
                             "invalid UTF-8 (0x%02X); this file has to be UTF-8", value);
    } else if (name != NULL && !is_utf8_name(name)) {
        char lower[64];
        size_t n = 0;
        for (; name[n] != '\0' && n + 1 < sizeof lower; n++) {
            lower[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
        }
        lower[n] = '\0';
        status = zg_error_at(error, ZG_ERROR_TEXT, decoder->source, decoder->line, byte,
                             "invalid UTF-8 (0x%02X); looks like %s: try --encoding %s", value,
                             lower, lower);
    } else {
        status = zg_error_at(error, ZG_ERROR_TEXT, decoder->source, decoder->line, byte,
                             "invalid UTF-8 (0x%02X%s); name the encoding with --encoding, or try "
                             "--invalid replace",
                             value, cut ? ", cut by the end of the file" : "");
    }
    if (detector != NULL) ucsdet_close(detector);
    return status;
}

/* ---- UTF-8 ---- */

/* Length of a sequence by its lead byte; 0 for a byte that can lead none. */
static size_t lead_length(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* How many of the `left` bytes at `p` are a proper beginning of a sequence, at least 1. */
static size_t valid_beginning(const char *p, size_t left)
{
    const unsigned char *q = (const unsigned char *)p;
    size_t wanted = lead_length(q[0]);
    if (wanted < 2 || left < 2) return 1;
    unsigned low = q[0] == 0xE0 ? 0xA0 : q[0] == 0xF0 ? 0x90 : 0x80;
    unsigned high = q[0] == 0xED ? 0x9F : q[0] == 0xF4 ? 0x8F : 0xBF;
    if (q[1] < low || q[1] > high) return 1;
    size_t n = 2;
    while (n < wanted && n < left && (q[n] & 0xC0) == 0x80) n++;
    return n;
}

static zg_status feed_utf8(zg_decoder *decoder, const char *bytes, size_t length, bool last,
                           zg_buffer *out, zg_error *error)
{
    size_t at = 0;
    while (at < length) {
        size_t good = zg_utf8_valid(bytes + at, length - at);
        if (!zg_buffer_append(out, bytes + at, good)) return zg_error_memory(error);
        count_lines(decoder, bytes + at, good);
        decoder->offset += good;
        at += good;
        if (at == length) break;
        size_t left = length - at;
        size_t beginning = valid_beginning(bytes + at, left);
        bool cut = beginning == left && left < lead_length((unsigned char)bytes[at]);
        if (cut && !last) {
            memcpy(decoder->held, bytes + at, left);
            decoder->n_held = left;
            return ZG_OK;
        }
        if (!decoder->replace) {
            decoder->offset -= at; /* so that places count from the front of `bytes` */
            return invalid_utf8(decoder, bytes, length, at, cut, error);
        }
        if (!zg_buffer_append(out, "\xEF\xBF\xBD", 3)) return zg_error_memory(error);
        decoder->replaced++;
        decoder->after_cr = false;
        decoder->offset += beginning;
        at += beginning;
    }
    return ZG_OK;
}

/* ---- ICU's converters ---- */

static bool append_units(zg_decoder *decoder, const int32_t *offsets, int32_t n, size_t consumed,
                         zg_buffer *out)
{
    for (int32_t i = 0; i < n;) {
        uint32_t cp = decoder->units[i++];
        if ((cp & 0xFC00) == 0xD800 && i < n) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (decoder->units[i++] - 0xDC00u);
        } else if ((cp & 0xF800) == 0xD800) {
            cp = 0xFFFD;
        }
        char bytes[4];
        size_t next = i < n && offsets[i] >= 0 ? (size_t)offsets[i] : consumed;
        count_point(decoder, cp, decoder->offset + next);
        if (!zg_buffer_append(out, bytes, zg_utf8_encode(bytes, cp))) return false;
    }
    return true;
}

static zg_status invalid_other(zg_decoder *decoder, size_t consumed, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    char bad[32];
    int8_t n = (int8_t)sizeof bad;
    ucnv_getInvalidChars(decoder->converter, bad, &n, &code);
    if (U_FAILURE(code) || n < 1) n = 0;
    char shown[64] = "";
    for (int8_t i = 0; i < n && i < 4; i++) {
        static const char digits[] = "0123456789ABCDEF";
        char *p = shown + 5 * i;
        p[0] = i > 0 ? ' ' : '(';
        p[1] = '0';
        p[2] = 'x';
        p[3] = digits[(unsigned char)bad[i] >> 4];
        p[4] = digits[(unsigned char)bad[i] & 15];
        p[5] = i + 1 == n || i == 3 ? ')' : '\0';
        p[6] = '\0';
    }
    uint64_t at = decoder->offset + consumed;
    at = at >= (uint64_t)n ? at - (uint64_t)n : 0;
    uint64_t byte = at >= decoder->line_start ? at - decoder->line_start + 1 : 1;
    return zg_error_at(error, ZG_ERROR_TEXT, decoder->source, decoder->line, byte,
                       "invalid %s %s; try another --encoding, or --invalid replace",
                       decoder->encoding, shown);
}

static bool is_invalid(UErrorCode code)
{
    return code == U_INVALID_CHAR_FOUND || code == U_ILLEGAL_CHAR_FOUND ||
           code == U_TRUNCATED_CHAR_FOUND || code == U_ILLEGAL_ESCAPE_SEQUENCE ||
           code == U_UNSUPPORTED_ESCAPE_SEQUENCE;
}

static zg_status feed_block(zg_decoder *decoder, const char *bytes, size_t length, bool last,
                            zg_buffer *out, zg_error *error)
{
    const char *from = bytes;
    for (;;) {
        const char *before = from;
        UErrorCode code = U_ZERO_ERROR;
        UChar *to = decoder->units;
        ucnv_toUnicode(decoder->converter, &to, decoder->units + BLOCK, &from, bytes + length,
                       decoder->offsets, last, &code);
        size_t consumed = (size_t)(from - before);
        if (!append_units(decoder, decoder->offsets, (int32_t)(to - decoder->units), consumed,
                          out)) {
            return zg_error_memory(error);
        }
        if (is_invalid(code)) {
            if (!decoder->replace) return invalid_other(decoder, consumed, error);
            if (!zg_buffer_append(out, "\xEF\xBF\xBD", 3)) return zg_error_memory(error);
            decoder->replaced++;
            decoder->after_cr = false;
        } else if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR) {
            return zg_error_memory(error);
        }
        decoder->offset += consumed;
        if (U_SUCCESS(code) && from == bytes + length) return ZG_OK;
    }
}

static zg_status feed_other(zg_decoder *decoder, const char *bytes, size_t length, bool last,
                            zg_buffer *out, zg_error *error)
{
    do {
        size_t block = length < BLOCK ? length : BLOCK;
        bool final = last && block == length;
        zg_status status = feed_block(decoder, bytes, block, final, out, error);
        if (status != ZG_OK) return status;
        bytes += block;
        length -= block;
    } while (length > 0);
    return ZG_OK;
}

/* ---- both ---- */

/* A byte order mark names the encoding, whatever the option says. Gives its length. */
static zg_status settle_bom(zg_decoder *decoder, const char *p, size_t n, size_t *skip,
                            zg_error *error)
{
    const char *name = NULL;
    *skip = 0;
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        name = "utf-8", *skip = 3;
    else if (n >= 4 && memcmp(p, "\xFF\xFE\0\0", 4) == 0)
        name = "utf-32le", *skip = 4;
    else if (n >= 4 && memcmp(p, "\0\0\xFE\xFF", 4) == 0)
        name = "utf-32be", *skip = 4;
    else if (n >= 2 && memcmp(p, "\xFF\xFE", 2) == 0)
        name = "utf-16le", *skip = 2;
    else if (n >= 2 && memcmp(p, "\xFE\xFF", 2) == 0)
        name = "utf-16be", *skip = 2;
    decoder->begun = true;
    if (name == NULL) return ZG_OK;
    char *copy = zg_memory_text(name, strlen(name));
    if (copy == NULL) return zg_error_memory(error);
    zg_memory_free(decoder->encoding);
    decoder->encoding = copy;
    decoder->offset += *skip; /* messages count bytes of the file, the mark included */
    if (*skip != 3) return open_converter(decoder, name, error);
    if (decoder->converter != NULL) ucnv_close(decoder->converter);
    decoder->converter = NULL;
    return ZG_OK;
}

/* Of UTF-8: where the character that was cut is whole and good with the next bytes, takes it, so
 * that these need not be joined to what was held. */
static zg_status complete_held(zg_decoder *decoder, const char *bytes, size_t length, size_t *taken,
                               zg_buffer *out, zg_error *error)
{
    char whole[8];
    if (!decoder->begun || decoder->converter != NULL) return ZG_OK;
    size_t held = decoder->n_held, wanted = lead_length((unsigned char)decoder->held[0]);
    if (wanted <= held || length < wanted - held) return ZG_OK;
    memcpy(whole, decoder->held, held);
    memcpy(whole + held, bytes, wanted - held);
    if (zg_utf8_valid(whole, wanted) != wanted) return ZG_OK;
    decoder->n_held = 0;
    *taken = wanted - held;
    return feed_utf8(decoder, whole, wanted, false, out, error);
}

zg_status zg_decoder_feed(zg_decoder *decoder, const char *bytes, size_t length, bool last,
                          zg_buffer *out, zg_error *error)
{
    zg_buffer joined = {0};
    zg_status status = ZG_OK;
    size_t completed = 0;
    if (decoder->n_held > 0) status = complete_held(decoder, bytes, length, &completed, out, error);
    if (status != ZG_OK) return status;
    bytes += completed;
    length -= completed;
    if (decoder->n_held > 0) {
        if (!zg_buffer_append(&joined, decoder->held, decoder->n_held) ||
            !zg_buffer_append(&joined, bytes, length)) {
            zg_buffer_free(&joined);
            return zg_error_memory(error);
        }
        bytes = joined.data;
        length = joined.length;
        decoder->n_held = 0;
    }
    if (!decoder->begun && length < 4 && !last) {
        if (length > 0) memcpy(decoder->held, bytes, length);
        decoder->n_held = length;
    } else {
        size_t skip = 0;
        if (!decoder->begun) status = settle_bom(decoder, bytes, length, &skip, error);
        if (status == ZG_OK) {
            status = decoder->converter == NULL
                         ? feed_utf8(decoder, bytes + skip, length - skip, last, out, error)
                         : feed_other(decoder, bytes + skip, length - skip, last, out, error);
        }
    }
    zg_buffer_free(&joined);
    return status;
}
