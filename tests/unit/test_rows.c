/* Cells of TSV, CSV and JSON Lines: by hand, and random ones read back by Python's own readers. */
#include "rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "scratch.h"

typedef bool write_cell(zg_buffer *out, const char *text, size_t length);

static void expect(write_cell *write, const char *text, size_t length, const char *wanted)
{
    zg_buffer out = {0};
    assert_true(zg_buffer_text(&out, "<"));
    assert_true(write(&out, text, length));
    assert_int_equal(out.length, strlen(wanted) + 1);
    assert_memory_equal(out.data + 1, wanted, out.length - 1);
    assert_int_equal(out.data[0], '<');
    zg_buffer_free(&out);
}

static void tsv_escapes_four_characters(void **state)
{
    (void)state;
    expect(zg_rows_tsv, "", 0, "");
    expect(zg_rows_tsv, NULL, 0, "");
    expect(zg_rows_tsv, "疫情 \"a\", b", 13, "疫情 \"a\", b");
    expect(zg_rows_tsv, "a\tb\nc\rd\\e", 9, "a\\tb\\nc\\rd\\\\e");
    expect(zg_rows_tsv, "\t\t", 2, "\\t\\t");
    expect(zg_rows_tsv, "\\t", 2, "\\\\t");
    expect(zg_rows_tsv, "\v\f ", 3, "\v\f ");
}

static void csv_quotes_where_it_must(void **state)
{
    (void)state;
    expect(zg_rows_csv, "", 0, "");
    expect(zg_rows_csv, "plain\tand; 疫情", 17, "plain\tand; 疫情");
    expect(zg_rows_csv, "a b", 3, "a b");
    expect(zg_rows_csv, " a", 2, "\" a\"");
    expect(zg_rows_csv, "a ", 2, "\"a \"");
    expect(zg_rows_csv, ",", 1, "\",\"");
    expect(zg_rows_csv, "\"", 1, "\"\"\"\"");
    expect(zg_rows_csv, "\"\"", 2, "\"\"\"\"\"\"");
    expect(zg_rows_csv, "say \"x\"!", 8, "\"say \"\"x\"\"!\"");
    expect(zg_rows_csv, "a\nb", 3, "\"a\nb\"");
    expect(zg_rows_csv, "a\rb", 3, "\"a\rb\"");
}

static void json_escapes_what_breaks_readers(void **state)
{
    (void)state;
    expect(zg_rows_json, "", 0, "\"\"");
    expect(zg_rows_json, "疫情/'", 8, "\"疫情/'\"");
    expect(zg_rows_json, "\"\\\n\r\t", 5, "\"\\\"\\\\\\n\\r\\t\"");
    expect(zg_rows_json, "\0\1\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\\u007f\"");
    expect(zg_rows_json, "\xE2\x80\xA8\xE2\x80\xA9", 6, "\"\\u2028\\u2029\"");
    expect(zg_rows_json, "\xE2\x80\xA7\xE2\x80\xAA", 6, "\"\xE2\x80\xA7\xE2\x80\xAA\"");
    expect(zg_rows_json, "\xE2\x80", 2, "\"\xE2\x80\""); /* cut: nothing is read past it */
}

static uint32_t random_state = 2463534242u;

static uint32_t next_random(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % below;
}

static size_t random_cell(char *out)
{
    static const char *const parts[] = {
        "\t", "\n", "\r",       "\\",           "\"",   ",",    " ", "a",
        "n",  "字", "\xC2\x85", "\xE2\x80\xA8", "\x7F", "\x01", "'", "\xF0\xA0\x80\x80",
        ";",  "#",  "\v",       "\xEF\xBB\xBF"};
    size_t n = next_random(8), length = 0;
    for (size_t i = 0; i < n; i++) {
        if (next_random(30) == 0) {
            out[length++] = '\0';
            continue;
        }
        const char *part = parts[next_random(sizeof parts / sizeof parts[0])];
        memcpy(out + length, part, strlen(part));
        length += strlen(part);
    }
    return length;
}

/* Reads the three files back and compares with the cells in hexadecimal. */
static const char judge[] =
    "import csv, json, re, sys\n"
    "folder = sys.argv[1]\n"
    "def read(name): return open(folder + '/' + name, encoding='utf-8', newline='').read()\n"
    "cells = [[bytes.fromhex(c).decode() for c in line.split(' ')]\n"
    "         for line in read('hex').split('\\n')[:-1]]\n"
    "back = {'t': '\\t', 'n': '\\n', 'r': '\\r', '\\\\': '\\\\'}\n"
    "tsv = [[re.sub(r'\\\\(.)', lambda m: back[m[1]], c) for c in line.split('\\t')]\n"
    "       for line in read('tsv').split('\\n')[:-1]]\n"
    "rows = list(csv.reader(open(folder + '/csv', encoding='utf-8', newline=''), strict=True))\n"
    "lines = [json.loads('[' + line + ']') for line in read('jsonl').split('\\n')[:-1]]\n"
    "print(len(cells), tsv == cells, rows == cells, lines == cells)\n";

static void python_reads_the_same_cells(void **state)
{
    (void)state;
    enum { ROWS = 5000 };
    zg_buffer hex = {0}, tsv = {0}, csv = {0}, jsonl = {0};
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t column = 0; column < 3; column++) {
            char cell[64];
            size_t length = random_cell(cell);
            assert_true(zg_rows_tsv(&tsv, cell, length) && zg_rows_csv(&csv, cell, length) &&
                        zg_rows_json(&jsonl, cell, length));
            for (size_t i = 0; i < length; i++) {
                assert_true(zg_buffer_format(&hex, "%02x", (unsigned char)cell[i]));
            }
            bool last = column == 2;
            assert_true(zg_buffer_text(&tsv, last ? "\n" : "\t") &&
                        zg_buffer_text(&csv, last ? "\n" : ",") &&
                        zg_buffer_text(&jsonl, last ? "\n" : ",") &&
                        zg_buffer_text(&hex, last ? "\n" : " "));
        }
    }
    scratch_write("hex", hex.data, hex.length);
    scratch_write("tsv", tsv.data, tsv.length);
    scratch_write("csv", csv.data, csv.length);
    scratch_write("jsonl", jsonl.data, jsonl.length);
    scratch_write("judge.py", judge, sizeof judge - 1);
    char command[4096];
    snprintf(command, sizeof command, "python3 '%s' '%s' >'%s' 2>&1", scratch_path("judge.py"),
             scratch_path(""), scratch_path("verdict"));
    (void)!system(command);
    size_t length;
    char *verdict = scratch_read("verdict", &length);
    assert_string_equal(verdict, "5000 True True True\n");
    free(verdict);
    zg_buffer_free(&hex);
    zg_buffer_free(&tsv);
    zg_buffer_free(&csv);
    zg_buffer_free(&jsonl);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    write_cell *const writers[] = {zg_rows_tsv, zg_rows_csv, zg_rows_json};
    char text[400];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "\"a\\\t\n,\1 "[i % 8];
    for (size_t w = 0; w < 3; w++) {
        size_t k = 1;
        do {
            zg_buffer out = {0};
            faults_arm(k);
            bool good = writers[w](&out, text, sizeof text);
            faults_disarm();
            assert_int_equal(good, faults_count() < k);
            zg_buffer_free(&out);
        } while (faults_count() >= k++);
        assert_true(k > 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tsv_escapes_four_characters),
        cmocka_unit_test(csv_quotes_where_it_must),
        cmocka_unit_test(json_escapes_what_breaks_readers),
        cmocka_unit_test(python_reads_the_same_cells),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
