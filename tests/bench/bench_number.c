/* How long printing and parsing a rate takes, against snprintf and strtod. Prints, never fails on
 * time. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "number.h"

enum { VALUES = 1 << 16, ROUNDS = 32, TEXT = 32 };

static double values[VALUES];
static char texts[VALUES][TEXT];
static unsigned char lengths[VALUES];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Rates per million as a frequency list has them: most items are rare. */
static void fill(void)
{
    uint64_t state = 1;
    for (int i = 0; i < VALUES; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t freq = 1 + (state >> 44 >> (state >> 32) % 20);
        values[i] = (double)freq / 9876543 * 1e6;
    }
}

static void print_texts(int digits)
{
    for (int i = 0; i < VALUES; i++) {
        lengths[i] = (unsigned char)snprintf(texts[i], TEXT, "%.*g", digits, values[i]);
    }
}

static void bench_print(int digits)
{
    char text[ZG_NUMBER_MAX];
    size_t ours = 0, theirs = 0;
    double start = now();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < VALUES; i++) ours += zg_number_print_real(text, values[i], digits);
    }
    double middle = now();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < VALUES; i++) {
            theirs += (size_t)snprintf(text, sizeof text, "%.*g", digits, values[i]);
        }
    }
    double end = now();
    printf("print %2d digits: %6.1f ns, snprintf %6.1f ns%s\n", digits,
           (middle - start) / ROUNDS / VALUES, (end - middle) / ROUNDS / VALUES,
           ours == theirs ? "" : ", LENGTHS DIFFER");
}

static void bench_parse(int digits)
{
    double value = 0, ours = 0, theirs = 0;
    print_texts(digits);
    double start = now();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < VALUES; i++) {
            if (zg_number_parse_real(texts[i], lengths[i], &value)) ours += value;
        }
    }
    double middle = now();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < VALUES; i++) theirs += strtod(texts[i], NULL);
    }
    double end = now();
    printf("parse %2d digits: %6.1f ns, strtod   %6.1f ns%s\n", digits,
           (middle - start) / ROUNDS / VALUES, (end - middle) / ROUNDS / VALUES,
           ours == theirs ? "" : ", VALUES DIFFER");
}

int main(void)
{
    fill();
    bench_print(6);
    bench_print(17);
    bench_parse(6);
    bench_parse(17);
    return 0;
}
