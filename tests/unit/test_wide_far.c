/* Pairs of a text of more than 2^32 tokens, with positions of 64 bits (this file is compiled with
 * those): without the room for it, since pages that nobody writes to are there only once. What is
 * expected is counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "inventory.h"
#include "memory.h"
#include "windows.h"

#define BILLION31 ((uint64_t)1 << 31)
#define BILLION32 ((uint64_t)1 << 32)
#define LENGTH    (BILLION32 + 200)

/* Items are barriers but for "1 2 3 1 2" at each of these places. */
static const uint64_t places[] = {
    8, 1000, BILLION31 - 20, BILLION31 + 77, BILLION32 - 2, BILLION32 + 50, BILLION32 + 100};
#define N_PLACES (sizeof places / sizeof *places)

static uint64_t starts[] = {0, BILLION31, BILLION32 + 20, LENGTH};
static zg_link links[] = {{.bare = 0}, {.bare = 1}, {.bare = 2}};
static zg_sequence sequence = {.n = LENGTH,
                               .tokens = 5 * N_PLACES,
                               .links = links,
                               .n_links = 3,
                               .starts = starts,
                               .n_documents = 3};

/* Zeros, of which only those take memory that are written to. */
static void *sparse(uint64_t n, size_t width)
{
    void *data = mmap(NULL, n * width, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(data != MAP_FAILED);
    madvise(data, n * width, MADV_HUGEPAGE); /* fewer faults where it is only read */
    return data;
}

static int set_up(void **state)
{
    static const uint32_t planted[] = {1, 2, 3, 1, 2};
    (void)state;
    sequence.items = sparse(LENGTH + ZG_SEQUENCE_PAD, sizeof *sequence.items);
    sequence.hints = sparse(LENGTH / ZG_HINT + 2, sizeof *sequence.hints);
    for (uint64_t i = 0, at = 0; i * ZG_HINT < LENGTH; i++) {
        while (starts[at + 1] <= i * ZG_HINT) at++;
        if (at > 0) sequence.hints[i] = (uint32_t)at;
    }
    for (size_t i = 0; i < N_PLACES; i++) {
        memcpy(sequence.items + places[i], planted, sizeof planted);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    munmap(sequence.items, (LENGTH + ZG_SEQUENCE_PAD) * sizeof *sequence.items);
    munmap(sequence.hints, (LENGTH / ZG_HINT + 2) * sizeof *sequence.hints);
    return 0;
}

/* Takes in an entry of `n` tokens that stands `offset` tokens, and `other` tokens, behind the
 * beginning of each place. */
static void take(zg_inventory *inventory, const char *text, uint32_t n, uint64_t offset,
                 uint64_t other)
{
    assert_true(zg_inventory_entry(inventory, n, text, strlen(text)));
    for (size_t i = 0; i < N_PLACES; i++) {
        assert_true(zg_inventory_place(inventory, places[i] + offset, n));
        if (other != offset) assert_true(zg_inventory_place(inventory, places[i] + other, n));
    }
}

static void finish(zg_inventory *inventory)
{
    assert_int_equal(zg_inventory_finish(inventory, &sequence, NULL), ZG_OK);
}

/* The row of a collocate, and its number. */
static const zg_joint *row_of(const zg_windows *windows, uint32_t collocate, uint64_t *number)
{
    for (size_t l = 0; l < windows->n_lists; l++) {
        for (size_t i = 0; i < windows->lists[l].n; i++) {
            const zg_joint *row = &windows->lists[l].items[i];
            *number = windows->lists[l].before + i;
            if (row->collocate == collocate) return row;
        }
    }
    return NULL;
}

/* Around 1, two tokens a side: "2 3" is between two of them, a tie; 3 is nearer to the second. */
static void test_spans(void **state)
{
    zg_inventory nodes = {0}, collocates = {0};
    zg_windows windows;
    zg_windows_options options = {.left = 2, .right = 2, .min_joint = 1, .min_node = 1};
    (void)state;
    take(&nodes, "1", 1, 0, 3);
    take(&collocates, "23", 2, 1, 1);
    take(&collocates, "3", 1, 2, 2);
    finish(&nodes);
    finish(&collocates);
    assert_int_equal(
        zg_windows_count(NULL, &sequence, &nodes, &collocates, &options, &windows, NULL), ZG_OK);
    assert_int_equal(windows.n, 2);
    uint64_t number_two = 0, number_one = 0;
    const zg_joint *two = row_of(&windows, 0, &number_two);
    const zg_joint *one = row_of(&windows, 1, &number_one);
    assert_true(two->joint == 7 && two->left == 0 && two->c1 == 7 && two->docs == 3);
    assert_true(two->distance == 7);
    assert_true(one->joint == 7 && one->left == 7 && one->c1 == 7 && one->docs == 3);
    assert_true(one->distance == -7);
    assert_int_equal(zg_windows_near(&windows, two, 2), 7);
    assert_int_equal(zg_windows_runs(&windows, two, 2), 7);
    assert_int_equal(zg_windows_near(&windows, one, 1), 21);
    assert_int_equal(zg_windows_runs(&windows, one, 1), 21);
    assert_int_equal(
        zg_windows_places(NULL, &sequence, &nodes, &collocates, &options, &windows, NULL), ZG_OK);
    static const uint64_t right[] = {0, 0, 7, 0}, left[] = {0, 7, 0, 0};
    assert_memory_equal(zg_windows_places_of(&windows, number_two), right, sizeof right);
    assert_memory_equal(zg_windows_places_of(&windows, number_one), left, sizeof left);
    zg_windows_free(&windows);
    zg_inventory_free(&nodes);
    zg_inventory_free(&collocates);
}

/* 2 right behind 1: fourteen times, of 28 pairs of tokens. */
static void test_adjacent(void **state)
{
    zg_inventory nodes = {0}, collocates = {0};
    zg_windows windows;
    zg_windows_options options = {.right = 1, .adjacent = true, .min_joint = 1, .min_node = 1};
    (void)state;
    take(&nodes, "1", 1, 0, 3);
    take(&collocates, "2", 1, 1, 4);
    finish(&nodes);
    finish(&collocates);
    assert_int_equal(
        zg_windows_count(NULL, &sequence, &nodes, &collocates, &options, &windows, NULL), ZG_OK);
    assert_int_equal(windows.n, 1);
    uint64_t number = 0;
    const zg_joint *row = row_of(&windows, 0, &number);
    assert_true(row->joint == 14 && row->left == 0 && row->c1 == 14 && row->docs == 3);
    assert_int_equal(zg_windows_near(&windows, row, 1), 14);
    assert_int_equal(zg_windows_runs(&windows, row, 1), 28);
    zg_windows_free(&windows);
    zg_inventory_free(&nodes);
    zg_inventory_free(&collocates);
}

/* From the tokens of each document to positions, the last of them behind 2^32. */
static void test_token_map(void **state)
{
    zg_token_map map;
    (void)state;
    assert_int_equal(zg_token_map_make(&sequence, &map, NULL), ZG_OK);
    assert_true(zg_token_position(&map, 2, 9) == places[6] + 4);
    zg_token_map_free(&map);
}

/* MB of memory that could be had now. */
static long available(void)
{
    char line[200];
    long kilobytes = 0;
    FILE *file = fopen("/proc/meminfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "MemAvailable: %ld", &kilobytes) == 1) break;
    }
    if (file != NULL) fclose(file);
    return kilobytes / 1024;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spans),
                                       cmocka_unit_test(test_adjacent),
                                       cmocka_unit_test(test_token_map)};
    if (available() < 6000) {
        printf("SKIPPED: less than 6 GB of memory are free\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
