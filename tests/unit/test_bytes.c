/* Sources of files. gzip files are made by zlib here and by the gzip program; what is expected is
 * the text that went in, and zlib's own crc32 over the raw file. */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "faults.h"
#include "scratch.h"

#define BLOCK 262144 /* of the source, to put edges there */

/* Bytes that deflate cannot shrink much, from a fixed generator. */
static char *noise(size_t length)
{
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    uint32_t x = 12345;
    for (size_t i = 0; i < length; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)(x >> 24);
    }
    bytes[length] = '\0';
    return bytes;
}

/* One gzip member into `out`; `name` (may be NULL) goes into its header, with a header CRC. */
static size_t pack(char *out, size_t room, const char *text, size_t length, int level,
                   const char *name)
{
    z_stream stream = {0};
    gz_header header = {.name = (Bytef *)(uintptr_t)name, .hcrc = 1, .time = 99, .os = 3};
    assert_int_equal(deflateInit2(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (name != NULL) assert_int_equal(deflateSetHeader(&stream, &header), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t used = room - stream.avail_out;
    deflateEnd(&stream);
    return used;
}

/* Reads to the end by zg_source_next; `buffer` has what was given. Checks that an error stays. */
static zg_status pull(zg_source *source, zg_buffer *buffer, zg_error *error)
{
    const char *bytes = NULL;
    size_t length = 0;
    zg_status status;
    while ((status = zg_source_next(source, &bytes, &length, error)) == ZG_OK) {
        assert_true(length >= 1);
        assert_true(zg_buffer_append(buffer, bytes, length));
    }
    assert_int_equal(zg_source_next(source, &bytes, &length, NULL), status);
    return status;
}

/* Whether the file gives exactly `text`, with the CRC and size of the raw file. */
static void expect_text(const char *name, const char *text, size_t length)
{
    zg_error error = {0};
    zg_source *source = NULL;
    zg_buffer got = {0};
    size_t raw_length;
    char *raw = scratch_read(name, &raw_length);
    assert_int_equal(zg_source_open(NULL, scratch_path(name), &source, &error), ZG_OK);
    assert_int_equal(pull(source, &got, &error), ZG_END);
    assert_int_equal(got.length, length);
    if (length > 0) assert_memory_equal(got.data, text, length);
    assert_int_equal(zg_source_bytes(source), raw_length);
    assert_int_equal(zg_source_crc(source), crc32(0, (const Bytef *)raw, (uInt)raw_length));
    zg_source_free(source);
    zg_buffer_free(&got);
    free(raw);
}

static void expect_error(const char *name, zg_status status, int system_errno, const char *text)
{
    zg_error error = {0};
    zg_buffer got = {0};
    assert_int_equal(zg_bytes_read(NULL, scratch_path(name), &got, &error), status);
    assert_int_equal(error.status, status);
    assert_int_equal(error.system_errno, system_errno);
    assert_non_null(strstr(error.source, name));
    assert_non_null(strstr(error.text, text));
    assert_int_equal(got.length, 0);
    assert_int_equal(zg_bytes_read(NULL, scratch_path(name), &got, NULL), status);
    zg_buffer_free(&got);
}

static void plain_files_come_as_they_are(void **state)
{
    (void)state;
    const size_t lengths[] = {0, 1, 2, 3, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7};
    char *bytes = noise(3 * BLOCK + 7);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        scratch_write("plain", bytes, lengths[i]);
        expect_text("plain", bytes, lengths[i]);
    }
    free(bytes);
}

static void beginnings_of_the_magic(void **state)
{
    (void)state;
    scratch_write("one", "\x1f", 1);
    expect_text("one", "\x1f", 1);
    scratch_write("almost", "\x1f\x8cxyz", 5);
    expect_text("almost", "\x1f\x8cxyz", 5);
    scratch_write("second", "\x8b\x1f", 2);
    expect_text("second", "\x8b\x1f", 2);
    scratch_write("magic", "\x1f\x8b", 2);
    expect_error("magic", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
}

/* An empty or one-byte .gz is a copy that broke off; other text in a .gz is taken as it is. */
static void named_gz_but_not_gzip(void **state)
{
    (void)state;
    scratch_write("text.gz", "not packed\n", 11);
    expect_text("text.gz", "not packed\n", 11);
    scratch_write("x.gz", "x", 1);
    expect_text("x.gz", "x", 1);
    scratch_write("empty.gz", "", 0);
    expect_error("empty.gz", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
    scratch_write("first.gz", "\x1f", 1);
    expect_error("first.gz", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
}

static void gzip_by_zlib(void **state)
{
    (void)state;
    const size_t length = 5 * BLOCK + 11;
    char *text = noise(length);
    char *zeros = calloc(length, 1);
    char *packed = malloc(2 * length);
    assert_true(zeros != NULL && packed != NULL);
    for (int level = 0; level <= 9; level += 3) {
        scratch_write("noise", packed, pack(packed, 2 * length, text, length, level, "a name"));
        expect_text("noise", text, length);
        scratch_write("zeros", packed, pack(packed, 2 * length, zeros, length, level, NULL));
        expect_text("zeros", zeros, length);
        scratch_write("nothing", packed, pack(packed, 2 * length, text, 0, level, NULL));
        expect_text("nothing", "", 0);
        scratch_write("exact", packed, pack(packed, 2 * length, text, BLOCK, level, NULL));
        expect_text("exact", text, BLOCK);
    }
    free(packed);
    free(zeros);
    free(text);
}

static void gzip_by_the_program(void **state)
{
    (void)state;
    if (system("gzip --version >/dev/null 2>&1") != 0) {
        print_message("SKIPPED 2 checks: no gzip program\n");
        return;
    }
    char *text = noise(2 * BLOCK);
    char command[4096];
    scratch_write("byprogram", text, 2 * BLOCK);
    snprintf(command, sizeof command, "gzip -9 '%s'", scratch_path("byprogram"));
    assert_int_equal(system(command), 0);
    expect_text("byprogram.gz", text, 2 * BLOCK);
    const char *file = scratch_path("members");
    snprintf(command, sizeof command, "(printf 'a\\n' | gzip; printf 'b' | gzip -n1) >'%s'", file);
    assert_int_equal(system(command), 0);
    expect_text("members", "a\nb", 3);
    free(text);
}

static void many_members(void **state)
{
    (void)state;
    const size_t members = 3000;
    const size_t room = members * 64;
    char *packed = malloc(room);
    char *text = malloc(members);
    assert_true(packed != NULL && text != NULL);
    size_t used = 0;
    size_t length = 0;
    for (size_t i = 0; i < members; i++) {
        text[length] = (char)('a' + i % 26);
        size_t one = i % 3 != 0;
        used += pack(packed + used, room - used, text + length, one, 6, NULL);
        length += one;
    }
    scratch_write("many", packed, used);
    expect_text("many", text, length);
    free(text);
    free(packed);
}

/* The seam of two members at every place around the end of a block read; the first member is
 * made as long as wanted by the name in its header. */
static void a_seam_at_the_edge_of_a_block(void **state)
{
    (void)state;
    static char name[BLOCK + 64];
    static char packed[2 * BLOCK];
    memset(name, 'n', sizeof name);
    name[0] = '\0';
    size_t least = pack(packed, sizeof packed, "ab", 2, 6, name);
    for (size_t seam = BLOCK - 24; seam <= BLOCK + 24; seam++) {
        memset(name, 'n', sizeof name);
        name[seam - least] = '\0';
        size_t used = pack(packed, sizeof packed, "ab", 2, 6, name);
        assert_int_equal(used, seam);
        used += pack(packed + used, sizeof packed - used, "cd", 2, 6, NULL);
        scratch_write("seam", packed, used);
        expect_text("seam", "abcd", 4);
        memset(packed + seam, 0, 100);
        scratch_write("seam", packed, seam + 100);
        expect_text("seam", "ab", 2);
    }
}

static void bytes_behind_the_last_member(void **state)
{
    (void)state;
    static char packed[2 * BLOCK];
    size_t used = pack(packed, sizeof packed, "text", 4, 6, NULL);
    scratch_write("padded", packed, used + 1);
    expect_text("padded", "text", 4);
    scratch_write("padded", packed, sizeof packed);
    expect_text("padded", "text", 4);
    packed[sizeof packed - 1] = 'x';
    scratch_write("late", packed, sizeof packed);
    expect_error("late", ZG_ERROR_FORMAT, 0, "bytes behind the gzip stream");
    packed[used] = 'x';
    scratch_write("behind", packed, used + 1);
    expect_error("behind", ZG_ERROR_FORMAT, 0, "bytes behind the gzip stream");
    packed[used] = '\x1f';
    scratch_write("half", packed, used + 1);
    expect_error("half", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
    packed[used + 1] = 'x';
    scratch_write("other", packed, used + 2);
    expect_error("other", ZG_ERROR_FORMAT, 0, "gzip stream is damaged");
}

static const char SMALL[] = "\xe4\xb8\xad\xe5\x9b\xbd, a small text, a small text\n";

static void cut_at_every_length(void **state)
{
    (void)state;
    char packed[512];
    const size_t length = sizeof SMALL - 1;
    size_t used = pack(packed, sizeof packed, SMALL, length, 9, "name");
    for (size_t kept = 0; kept < used; kept++) {
        scratch_write("cut.gz", packed, kept);
        expect_error("cut.gz", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
    }
    scratch_write("cut.gz", packed, used);
    expect_text("cut.gz", SMALL, length);
    /* Of two members only the seam cannot be told from a whole file. */
    size_t both = used + pack(packed + used, sizeof packed - used, SMALL, length, 1, NULL);
    for (size_t kept = used + 1; kept < both; kept++) {
        scratch_write("cut.gz", packed, kept);
        expect_error("cut.gz", ZG_ERROR_FORMAT, 0, "gzip stream is cut");
    }
}

/* Each byte changed in all 255 ways. Without its magic the file is no gzip and comes as it is.
 * Time, flags of the packer, system (bytes 4 to 9) and the flag "is text" change nothing. Unused
 * bits before the trailer may give the right text; nothing may give another. */
static void every_byte_changed(void **state)
{
    (void)state;
    char packed[512];
    const size_t length = sizeof SMALL - 1;
    size_t used = pack(packed, sizeof packed, SMALL, length, 9, NULL);
    size_t harmless = 0;
    for (size_t at = 0; at < used; at++) {
        for (unsigned change = 1; change < 256; change++) {
            packed[at] = (char)(packed[at] ^ (char)change);
            scratch_write("changed.gz", packed, used);
            zg_buffer got = {0};
            zg_error error = {0};
            zg_status status = zg_bytes_read(NULL, scratch_path("changed.gz"), &got, &error);
            bool no_matter = (at >= 4 && at <= 9) || (at == 3 && change == 1);
            if (at < 2) {
                assert_int_equal(status, ZG_OK);
                assert_int_equal(got.length, used);
                assert_memory_equal(got.data, packed, used);
            } else if (status == ZG_OK) {
                assert_true(no_matter || at >= 10);
                assert_int_equal(got.length, length);
                assert_memory_equal(got.data, SMALL, length);
                harmless += !no_matter;
            } else {
                assert_false(no_matter);
                assert_int_equal(status, ZG_ERROR_FORMAT);
                assert_non_null(strstr(error.text, "gzip stream"));
            }
            zg_buffer_free(&got);
            packed[at] = (char)(packed[at] ^ (char)change);
        }
    }
    print_message("%zu bytes changed, %zu changes without effect\n", used, harmless);
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch_path("folder"), 0755), 0);
    expect_error("folder", ZG_ERROR_IO, EISDIR, "cannot read");
    expect_error("missing", ZG_ERROR_IO, ENOENT, "cannot open");
    scratch_write("secret", "x", 1);
    expect_error("secret/in", ZG_ERROR_IO, ENOTDIR, "cannot open");
    assert_int_equal(chmod(scratch_path("secret"), 0), 0);
    /* Root reads everything; as somebody else it cannot. */
    bool root = geteuid() == 0;
    if (root && seteuid(65534) != 0) {
        print_message("SKIPPED 1 check: root may read everything\n");
        return;
    }
    expect_error("secret", ZG_ERROR_IO, EACCES, "cannot open");
    if (root) assert_int_equal(seteuid(0), 0);
}

static void a_file_that_changes_underfoot(void **state)
{
    (void)state;
    const char *bytes;
    size_t length;
    for (int rewritten = 0; rewritten < 2; rewritten++) {
        zg_error error = {0};
        zg_source *source = NULL;
        scratch_write("log", "first", 5);
        const char *path = scratch_path("log");
        assert_int_equal(zg_source_open(NULL, path, &source, &error), ZG_OK);
        assert_int_equal(zg_source_next(source, &bytes, &length, &error), ZG_OK);
        if (rewritten) {
            const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
            assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
        } else {
            assert_int_equal(truncate(path, 4), 0);
        }
        assert_int_equal(zg_source_next(source, &bytes, &length, &error), ZG_ERROR_IO);
        assert_non_null(strstr(error.text, "changed while it was read"));
        zg_source_free(source);
    }
}

static void crc_continues(void **state)
{
    (void)state;
    /* The check value of CRC-32/ISO-HDLC. */
    assert_int_equal(zg_bytes_crc(0, "123456789", 9), 0xCBF43926);
    assert_int_equal(zg_bytes_crc(zg_bytes_crc(0, "1234", 4), "56789", 5), 0xCBF43926);
    assert_int_equal(zg_bytes_crc(0xCBF43926, NULL, 0), 0xCBF43926);
    assert_int_equal(zg_bytes_crc(0, NULL, 0), 0);
    assert_true(zg_bytes_named_gz("a.gz") && zg_bytes_named_gz(".gz"));
    assert_false(zg_bytes_named_gz("gz") || zg_bytes_named_gz("a.gz2") || zg_bytes_named_gz(""));
}

static void reading_appends_or_leaves_alone(void **state)
{
    (void)state;
    zg_run_options options;
    zg_run_options_init(&options);
    options.memory = 1000;
    zg_run *run = NULL;
    zg_error error = {0};
    zg_buffer buffer = {0};
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    char *text = noise(1001);
    scratch_write("fits", text, 1000);
    scratch_write("large", text, 1001);
    assert_true(zg_buffer_text(&buffer, "had"));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(zg_bytes_read(run, scratch_path("large"), &buffer, &error),
                         ZG_ERROR_MEMORY);
        assert_int_equal(buffer.length, 3);
    }
    assert_int_equal(zg_bytes_read(run, scratch_path("fits"), &buffer, &error), ZG_OK);
    assert_int_equal(buffer.length, 1003);
    assert_memory_equal(buffer.data, "had", 3);
    assert_memory_equal(buffer.data + 3, text, 1000);
    assert_int_equal(zg_run_available(run), 1000);
    free(text);
    zg_buffer_free(&buffer);
    zg_run_free(run);
}

static void a_cancelled_run_stops(void **state)
{
    (void)state;
    const char *bytes;
    size_t length;
    zg_run *run = NULL;
    zg_source *source = NULL;
    zg_error error = {0};
    zg_buffer got = {0};
    char *text = noise(2 * BLOCK);
    scratch_write("long", text, 2 * BLOCK);
    assert_int_equal(zg_run_new(NULL, &run, NULL), ZG_OK);
    assert_int_equal(zg_source_open(run, scratch_path("long"), &source, &error), ZG_OK);
    assert_int_equal(zg_source_next(source, &bytes, &length, &error), ZG_OK);
    assert_true(zg_buffer_append(&got, bytes, length));
    zg_run_cancel(run);
    assert_int_equal(zg_source_next(source, &bytes, &length, &error), ZG_ERROR_CANCELLED);
    zg_run_reset(run);
    assert_int_equal(pull(source, &got, &error), ZG_END);
    assert_int_equal(got.length, 2 * BLOCK);
    assert_memory_equal(got.data, text, 2 * BLOCK);
    zg_source_free(source);
    zg_buffer_free(&got);
    zg_run_free(run);
    free(text);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static char packed[4 * BLOCK];
    char *text = noise(2 * BLOCK);
    scratch_write("plain", text, 2 * BLOCK);
    scratch_write("packed", packed, pack(packed, sizeof packed, text, 2 * BLOCK, 6, NULL));
    size_t descriptors = scratch_descriptors();
    const char *const names[] = {"plain", "packed"};
    for (size_t i = 0; i < 2; i++) {
        size_t k = 1;
        do {
            zg_error error = {0};
            zg_buffer got = {0};
            faults_arm(k);
            zg_status status = zg_bytes_read(NULL, scratch_path(names[i]), &got, &error);
            faults_disarm();
            if (faults_count() < k) {
                assert_int_equal(status, ZG_OK);
                assert_int_equal(got.length, 2 * BLOCK);
                assert_memory_equal(got.data, text, 2 * BLOCK);
            } else {
                assert_int_equal(status, ZG_ERROR_MEMORY);
                assert_int_equal(error.status, ZG_ERROR_MEMORY);
                assert_int_equal(got.length, 0);
            }
            assert_int_equal(scratch_descriptors(), descriptors);
            zg_buffer_free(&got);
        } while (faults_count() >= k++);
        print_message("%s: %zu allocations, each failed once\n", names[i], k - 2);
        assert_true(k > 4);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files_come_as_they_are),
        cmocka_unit_test(beginnings_of_the_magic),
        cmocka_unit_test(named_gz_but_not_gzip),
        cmocka_unit_test(gzip_by_zlib),
        cmocka_unit_test(gzip_by_the_program),
        cmocka_unit_test(many_members),
        cmocka_unit_test(a_seam_at_the_edge_of_a_block),
        cmocka_unit_test(bytes_behind_the_last_member),
        cmocka_unit_test(cut_at_every_length),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(a_file_that_changes_underfoot),
        cmocka_unit_test(crc_continues),
        cmocka_unit_test(reading_appends_or_leaves_alone),
        cmocka_unit_test(a_cancelled_run_stops),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
