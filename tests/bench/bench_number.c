/* How long printing and parsing a rate takes, against snprintf and strtod: the best of some rounds.
 * Prints, never fails on time. */
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

static double print_ours(int digits)
{
    char text[ZG_NUMBER_MAX];
    size_t total = 0;
    for (int i = 0; i < VALUES; i++) total += zg_number_print_real(text, values[i], digits);
    return (double)total;
}

static double print_theirs(int digits)
{
    char text[ZG_NUMBER_MAX];
    size_t total = 0;
    for (int i = 0; i < VALUES; i++) {
        total += (size_t)snprintf(text, sizeof text, "%.*g", digits, values[i]);
    }
    return (double)total;
}

static double parse_ours(int unused)
{
    double value, total = 0;
    (void)unused;
    for (int i = 0; i < VALUES; i++) {
        if (zg_number_parse_real(texts[i], lengths[i], &value)) total += value;
    }
    return total;
}

static double parse_theirs(int unused)
{
    double total = 0;
    (void)unused;
    for (int i = 0; i < VALUES; i++) total += strtod(texts[i], NULL);
    return total;
}

/* Nanoseconds a value in the best of the rounds; `total` is what all the work came to. */
static double best(double (*work)(int), int digits, double *total)
{
    double least = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        *total = work(digits);
        double time = (now() - start) / VALUES;
        if (round == 0 || time < least) least = time;
    }
    return least;
}

static void compare(const char *what, int digits, double (*ours)(int), double (*theirs)(int))
{
    double our_total, their_total;
    double our_time = best(ours, digits, &our_total);
    double their_time = best(theirs, digits, &their_total);
    printf("%s, %2d digits: %6.1f ns, C library %6.1f ns%s\n", what, digits, our_time, their_time,
           our_total == their_total ? "" : ", RESULTS DIFFER");
}

int main(void)
{
    static const int digits[] = {6, 17};
    fill();
    for (int i = 0; i < 2; i++) {
        compare("print", digits[i], print_ours, print_theirs);
        print_texts(digits[i]);
        compare("parse", digits[i], parse_ours, parse_theirs);
    }
    return 0;
}
