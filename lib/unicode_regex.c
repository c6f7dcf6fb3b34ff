/* unicode: ICU regular expressions over UTF-8, with a step limit that does not know the clock. */
#include "unicode.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

/* ICU counts steps of its match engine; one unit is some ten thousand of them. */
#define STEP_LIMIT  2000
#define STACK_LIMIT (8 << 20)
#define SHOWN       60 /* bytes of a text in a message, at most */

struct zg_regex {
    URegularExpression *expression;
    char *option;
    const char *text; /* borrowed: what is searched */
    size_t length;
};

void zg_regex_free(zg_regex *regex)
{
    if (regex == NULL) return;
    if (regex->expression != NULL) uregex_close(regex->expression);
    zg_memory_free(regex->option);
    zg_memory_free(regex);
}

zg_status zg_regex_new(const char *option, const char *pattern, zg_regex **out, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    UParseError place = {0};
    size_t length = 0, name = 0;
    while (pattern[length] != '\0') length++;
    while (option[name] != '\0') name++;
    if (zg_utf8_valid(pattern, length) != length) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, option, "the expression is not valid UTF-8");
    }
    zg_regex *regex = zg_memory_zeroed(1, sizeof *regex);
    if (regex == NULL) return zg_error_memory(error);
    regex->option = zg_memory_text(option, name);
    UText text = UTEXT_INITIALIZER;
    utext_openUTF8(&text, pattern, (int64_t)length, &code);
    regex->expression = uregex_openUText(&text, 0, &place, &code);
    utext_close(&text);
    if (U_SUCCESS(code)) uregex_setTimeLimit(regex->expression, STEP_LIMIT, &code);
    if (U_SUCCESS(code)) uregex_setStackLimit(regex->expression, STACK_LIMIT, &code);
    if (regex->option == NULL || code == U_MEMORY_ALLOCATION_ERROR) {
        zg_regex_free(regex);
        return zg_error_memory(error);
    }
    if (U_FAILURE(code)) {
        zg_status status = zg_error_set(error, ZG_ERROR_ARGUMENT, option,
                                        "\"%s\" is not a regular expression: %s at character %d",
                                        pattern, u_errorName(code), (int)place.offset);
        zg_regex_free(regex);
        return status;
    }
    *out = regex;
    return ZG_OK;
}

/* What a failed call of ICU's means. */
static zg_status report(const zg_regex *regex, UErrorCode code, zg_error *error)
{
    if (code == U_MEMORY_ALLOCATION_ERROR) return zg_error_memory(error);
    if (code == U_REGEX_TIME_OUT || code == U_REGEX_STACK_OVERFLOW) {
        size_t shown = regex->length < SHOWN ? regex->length : SHOWN;
        if (shown < regex->length) shown = zg_utf8_valid(regex->text, shown);
        return zg_error_set(error, ZG_ERROR_RANGE, regex->option,
                            "the expression needs too many steps on the text \"%.*s%s\"; make it "
                            "simpler",
                            (int)shown, regex->text, shown < regex->length ? "…" : "");
    }
    return zg_error_set(error, ZG_ERROR_ARGUMENT, regex->option, "the expression failed: %s",
                        u_errorName(code));
}

zg_status zg_regex_begin(zg_regex *regex, const char *text, size_t length, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    if (length > INT32_MAX) {
        return zg_error_set(error, ZG_ERROR_RANGE, regex->option,
                            "a text of %zu bytes is too long for a regular expression", length);
    }
    UText utext = UTEXT_INITIALIZER;
    regex->text = text;
    regex->length = length;
    utext_openUTF8(&utext, text, (int64_t)length, &code);
    uregex_setUText(regex->expression, &utext, &code);
    utext_close(&utext);
    return U_FAILURE(code) ? report(regex, code, error) : ZG_OK;
}

zg_status zg_regex_within(zg_regex *regex, size_t from, size_t to, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    uregex_setRegion64(regex->expression, (int64_t)from, (int64_t)to, &code);
    uregex_useAnchoringBounds(regex->expression, 0, &code);
    uregex_useTransparentBounds(regex->expression, 1, &code);
    return U_FAILURE(code) ? report(regex, code, error) : ZG_OK;
}

zg_status zg_regex_next(zg_regex *regex, bool *found, size_t *start, size_t *end, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    *found = uregex_findNext(regex->expression, &code) != 0;
    if (U_SUCCESS(code) && *found) {
        *start = (size_t)uregex_start64(regex->expression, 0, &code);
        *end = (size_t)uregex_end64(regex->expression, 0, &code);
    }
    return U_FAILURE(code) ? report(regex, code, error) : ZG_OK;
}

zg_status zg_regex_found(zg_regex *regex, const char *text, size_t length, bool *found,
                         zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    zg_status status = zg_regex_begin(regex, text, length, error);
    if (status != ZG_OK) return status;
    UBool hit = uregex_find(regex->expression, -1, &code);
    if (U_FAILURE(code)) return report(regex, code, error);
    *found = hit != 0;
    return ZG_OK;
}
