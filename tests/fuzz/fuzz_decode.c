/* Bytes in every encoding that ICU offers: fed whole and in pieces they give the same valid text
 * or the same error. */
#include <string.h>
#include <unicode/ucnv.h>

#include "fuzz.h"

#include "unicode.h"

#define MOST ((size_t)1 << 20)

typedef struct decoded {
    zg_status status;
    zg_error error;
    uint64_t replaced;
    zg_buffer text;
} decoded;

/* `piece`: bytes at a time; 0: all. */
static decoded decode(const char *encoding, bool replace, const fuzz_input *input, size_t piece)
{
    decoded out = {0};
    zg_decoder *decoder = NULL;
    out.status = zg_decoder_new(encoding, replace, "bytes", &decoder, &out.error);
    size_t at = 0;
    while (out.status == ZG_OK) {
        size_t n = piece == 0 || piece > input->size - at ? input->size - at : piece;
        bool last = at + n == input->size;
        out.status = zg_decoder_feed(decoder, n == 0 ? "" : (const char *)input->data + at, n, last,
                                     &out.text, &out.error);
        at += n;
        if (last) break;
    }
    if (out.status == ZG_OK) out.replaced = zg_decoder_replaced(decoder);
    zg_decoder_free(decoder);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const usual[] = {"utf-8", "utf-16", "gb18030", "big5", "shift_jis",
                                        "utf-7", "hz",     "scsu",    NULL};
    fuzz_input input = {data, size};
    unsigned which = fuzz_choice(&input, 256), more = fuzz_choice(&input, 256);
    bool replace = fuzz_choice(&input, 2) == 1;
    size_t piece = 1 + fuzz_choice(&input, 7);
    const char *encoding =
        which < 9 ? usual[which]
                  : ucnv_getAvailableName((int32_t)(which << 8 | more) % ucnv_countAvailable());
    /* ICU's own converters of BOCU-1 and of compound text (of X11) go on in another way behind an
     * error that a piece ends in. */
    bool compound = encoding != NULL && strcmp(encoding, "x11-compound-text") == 0;
    if (compound || (encoding != NULL && strcmp(encoding, "BOCU-1") == 0)) piece = MOST;
    decoded whole = decode(encoding, replace, &input, 0);
    decoded parts = decode(encoding, replace, &input, piece);
    fuzz_require(whole.status == parts.status, "pieces give the status of the whole");
    if (whole.status == ZG_OK) {
        fuzz_require(whole.text.length == parts.text.length, "pieces give the text of the whole");
        fuzz_require(whole.text.length == 0 ||
                         memcmp(whole.text.data, parts.text.data, whole.text.length) == 0,
                     "pieces give the text of the whole");
        fuzz_require(whole.replaced == parts.replaced, "pieces count as the whole");
        fuzz_require(replace || whole.replaced == 0, "nothing is replaced unasked");
        fuzz_require(whole.text.length == 0 ||
                         zg_utf8_valid(whole.text.data, whole.text.length) == whole.text.length,
                     "what comes out is valid");
    } else {
        fuzz_require(!replace || whole.status != ZG_ERROR_TEXT, "what is replaced is no error");
        uint64_t byte = whole.error.byte, other = parts.error.byte;
        /* ICU does not tell how far it looked ahead where the end of a piece came between. */
        bool near = byte <= other + 8 && other <= byte + 8;
        fuzz_require(near && whole.error.line == parts.error.line,
                     "pieces have the error where the whole has it");
    }
    zg_buffer_free(&whole.text);
    zg_buffer_free(&parts.text);
    return 0;
}
