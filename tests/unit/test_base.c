/* Error records: one line whatever is put in, names that keep their end, text cut between
 * characters, and the form in which a person reads it. */
#include "error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool is_one_line_of_utf8(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
        size_t more = *p < 0x80 ? 0 : *p < 0xC2 ? 99 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
        if (more == 99 || *p < 0x20 || *p == 0x7F) return false;
        p++;
        for (; more > 0; more--, p++) {
            if ((*p & 0xC0) != 0x80) return false;
        }
    }
    return true;
}

static void expect_line(const zg_error *error, const char *line)
{
    char buffer[2048];
    size_t length = strlen(line);
    assert_int_equal(zg_error_format(error, buffer, sizeof buffer), length);
    assert_string_equal(buffer, line);
    /* Every smaller room: as much as fits, and the length that was wanted. */
    for (size_t size = 0; size <= length + 1; size++) {
        memset(buffer, 'x', sizeof buffer);
        assert_int_equal(zg_error_format(error, buffer, size), length);
        if (size == 0) {
            assert_int_equal(buffer[0], 'x');
            continue;
        }
        assert_memory_equal(buffer, line, size - 1);
        assert_int_equal(buffer[size - 1], '\0');
        assert_int_equal(buffer[size], 'x');
    }
}

static void statuses_have_names(void **state)
{
    (void)state;
    for (int status = ZG_OK; status <= ZG_ERROR_CANCELLED; status++) {
        const char *name = zg_status_text((zg_status)status);
        assert_true(name[0] != '\0');
        assert_string_not_equal(name, "unknown status");
        for (int other = ZG_OK; other < status; other++) {
            assert_string_not_equal(name, zg_status_text((zg_status)other));
        }
    }
    char version[64];
    snprintf(version, sizeof version, "%d.%d.%d", ZG_VERSION_MAJOR, ZG_VERSION_MINOR,
             ZG_VERSION_PATCH);
    assert_string_equal(zg_version(), version);
}

static void a_record_becomes_one_line(void **state)
{
    (void)state;
    zg_error error;
    memset(&error, 0x5A, sizeof error);
    assert_int_equal(zg_error_at(&error, ZG_ERROR_TEXT, "texts/a.txt", 12, 345,
                                 "invalid %s (0x%02X)", "UTF-8", 0xFF),
                     ZG_ERROR_TEXT);
    expect_line(&error, "texts/a.txt:12: byte 345: invalid UTF-8 (0xFF)");
    assert_int_equal(error.system_errno, 0);
    zg_error_at(&error, ZG_ERROR_TEXT, "a", 7, 0, "b");
    expect_line(&error, "a:7: b");
    zg_error_at(&error, ZG_ERROR_TEXT, "a", 0, 9, "b");
    expect_line(&error, "a: byte 9: b");
    zg_error_at(&error, ZG_ERROR_TEXT, "a", UINT64_MAX, UINT64_MAX, "b");
    expect_line(&error, "a:18446744073709551615: byte 18446744073709551615: b");
    zg_error_set(&error, ZG_ERROR_ARGUMENT, NULL, "%d%%", 5);
    assert_int_equal(error.line, 0);
    assert_int_equal(error.byte, 0);
    expect_line(&error, "5%");
    zg_error_set(&error, ZG_ERROR_EMPTY, "", "%s", "");
    expect_line(&error, "nothing to work on");
    assert_int_equal(zg_error_memory(&error), ZG_ERROR_MEMORY);
    expect_line(&error, "out of memory");
}

static void the_systems_reason_is_added(void **state)
{
    (void)state;
    zg_error error;
    char wanted[256];
    assert_int_equal(zg_error_system(&error, ENOENT, "x.txt", "cannot open"), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, ENOENT);
    snprintf(wanted, sizeof wanted, "x.txt: cannot open: %s", strerror(ENOENT));
    expect_line(&error, wanted);
    /* What is set next forgets it. */
    zg_error_set(&error, ZG_ERROR_FORMAT, "x", "y");
    expect_line(&error, "x: y");
}

static void nobody_need_want_the_record(void **state)
{
    (void)state;
    assert_int_equal(zg_error_set(NULL, ZG_ERROR_RANGE, "a", "%d", 1), ZG_ERROR_RANGE);
    assert_int_equal(zg_error_at(NULL, ZG_ERROR_TEXT, "a", 1, 1, "b"), ZG_ERROR_TEXT);
    assert_int_equal(zg_error_system(NULL, EIO, "a", "b"), ZG_ERROR_IO);
    assert_int_equal(zg_error_memory(NULL), ZG_ERROR_MEMORY);
}

static void a_long_name_keeps_its_end(void **state)
{
    (void)state;
    zg_error error;
    char name[1500];
    for (size_t length = 500; length < 530; length++) {
        for (size_t i = 0; i < length; i++) name[i] = (char)('a' + i % 26);
        memcpy(name + length - 8, "/end.txt", 9);
        zg_error_set(&error, ZG_ERROR_IO, name, "x");
        if (length < sizeof error.source) {
            assert_string_equal(error.source, name);
            continue;
        }
        assert_int_equal(strlen(error.source), sizeof error.source - 1);
        assert_memory_equal(error.source, "...", 3);
        assert_string_equal(error.source + 3, name + length - (sizeof error.source - 4));
    }
    /* Of three bytes each: whichever byte the cut falls on, no character is halved. */
    for (size_t shift = 0; shift < 3; shift++) {
        memset(name, 'x', shift);
        for (size_t i = 0; i < 300; i++) memcpy(name + shift + 3 * i, "字", 3);
        for (size_t tail = 0; tail < 3; tail++) {
            memset(name + shift + 900, 'y', tail);
            name[shift + 900 + tail] = '\0';
            zg_error_set(&error, ZG_ERROR_IO, name, "x");
            assert_true(is_one_line_of_utf8(error.source));
            assert_memory_equal(error.source, "...\xE5", 4);
            size_t kept = strlen(error.source) - 3;
            assert_true(kept >= sizeof error.source - 4 - 2);
            assert_string_equal(error.source + 3, name + strlen(name) - kept);
        }
    }
}

static void a_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    zg_error error;
    static const char *const signs[] = {"x", "\xC3\xA9", "字", "\xF0\xA0\x80\x80"};
    for (size_t which = 0; which < 4; which++) {
        size_t width = strlen(signs[which]);
        for (size_t before = 0; before < 5; before++) {
            for (size_t count = 500 / width; count < 530 / width; count++) {
                char text[700];
                memset(text, 'a', before);
                for (size_t i = 0; i < count; i++) {
                    memcpy(text + before + i * width, signs[which], width);
                }
                text[before + count * width] = '\0';
                size_t fits = sizeof error.text - 1;
                size_t whole = before + (fits - before) / width * width;
                if (before + count * width <= fits) whole = before + count * width;
                zg_error_set(&error, ZG_ERROR_TEXT, NULL, "%s", text);
                assert_int_equal(strlen(error.text), whole);
                assert_memory_equal(error.text, text, whole);
                /* The action of a failed call is cut the same way. */
                zg_error_system(&error, EIO, "s", text);
                assert_int_equal(strlen(error.text), whole);
                assert_memory_equal(error.text, text, whole);
            }
        }
    }
}

static void controls_do_not_break_the_line(void **state)
{
    (void)state;
    zg_error error;
    char buffer[256];
    zg_error_set(&error, ZG_ERROR_IO, "a\nb\x1B[1m\x7F\t.txt", "name \"%s\"", "c\r\nd\x1B\x7F");
    zg_error_format(&error, buffer, sizeof buffer);
    assert_string_equal(error.source, "a?b?[1m??.txt");
    assert_true(is_one_line_of_utf8(buffer));
    zg_error_system(&error, EIO, "s", "cannot\nopen");
    zg_error_format(&error, buffer, sizeof buffer);
    assert_true(is_one_line_of_utf8(buffer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_have_names),
        cmocka_unit_test(a_record_becomes_one_line),
        cmocka_unit_test(the_systems_reason_is_added),
        cmocka_unit_test(nobody_need_want_the_record),
        cmocka_unit_test(a_long_name_keeps_its_end),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(controls_do_not_break_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
