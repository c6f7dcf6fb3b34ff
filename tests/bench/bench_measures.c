/* How long a row takes, one thread: g2 + log_ratio + neg_log10_p, the same with lrc, the exact
 * tests, dispersion. The best of some rounds over tables as keyness has them: many rare items, few
 * common ones. Prints, never fails on time. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <zigram/measures.h>

enum { ROWS = 1 << 14, ROUNDS = 16, PARTS = 1000 };

static zg_contingency tables[ROWS];
static uint64_t state = 1;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint64_t draw(uint64_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % below;
}

/* Frequencies up to 1e6 with equal shares of each power of two, sides of 3 and 20 million. */
static void fill(void)
{
    for (int i = 0; i < ROWS; i++) {
        int64_t f1 = (int64_t)draw((uint64_t)1 << draw(20)),
                f2 = (int64_t)draw((uint64_t)1 << draw(20));
        if (!zg_contingency_keyness(f1 + 1, f2, 3000000, 20000000, &tables[i])) exit(1);
    }
}

static double time_measures(const zg_levels *levels, const char *names)
{
    zg_measure_list list = {0};
    double best = 1e300, sum = 0;
    if (zg_measure_list_add(&list, names, ZG_HAS(ZG_NEEDS_TABLE), ZG_READ_ANY, NULL) != ZG_OK)
        exit(1);
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now();
        for (int i = 0; i < ROWS; i++) {
            zg_table2x2 t;
            if (zg_table2x2_init(&t, &tables[i], levels, NULL) != ZG_OK) exit(1);
            for (size_t k = 0; k < list.n; k++) sum += list.columns[k].measure->compute.table(&t);
        }
        double took = (now() - begin) / ROWS;
        if (took < best) best = took;
    }
    printf("%-44s %9.3f us a row%s\n", names, best / 1000, sum == 42 ? "!" : "");
    zg_measure_list_free(&list);
    return best;
}

/* An item in 20 of 1000 parts. */
static void time_parts(const char *name)
{
    static int64_t sizes[PARTS], freqs[20];
    static uint32_t index[20];
    double rates[20], best = 1e300, sum = 0;
    zg_part_sizes parts;
    zg_part_freqs item;
    for (int i = 0; i < PARTS; i++) sizes[i] = 500 + (int64_t)draw(2000);
    for (int i = 0; i < 20; i++) freqs[i] = 1 + (int64_t)draw(5), index[i] = (uint32_t)(i * 50);
    if (zg_part_sizes_init(&parts, sizes, PARTS, NULL) != ZG_OK) exit(1);
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now();
        for (int i = 0; i < 1000; i++) {
            if (zg_part_freqs_init(&item, &parts, index, freqs, 20, rates, NULL) != ZG_OK) exit(1);
            sum += zg_measure_find(name)->compute.parts(&item);
        }
        double took = (now() - begin) / 1000;
        if (took < best) best = took;
    }
    printf("%-44s %9.3f us an item in 20 of 1000 parts%s\n", name, best / 1000,
           sum == 42 ? "!" : "");
}

int main(void)
{
    zg_levels levels;
    if (zg_levels_init(&levels, 0.95, ROWS, NULL) != ZG_OK) return 1;
    fill();
    time_measures(&levels, "g2,log_ratio,neg_log10_p");
    time_measures(&levels, "lrc");
    time_measures(&levels, "g2,log_ratio,neg_log10_p,lrc");
    time_measures(&levels, "log_ratio_low,log_ratio_high");
    time_measures(&levels, "fisher_two_neg_log10_p");
    time_measures(&levels, "mi_conf_05");
    time_parts("dp_norm");
    time_parts("da");
    time_parts("kld_norm_o2p");
    time_parts("docs_expected");
    return 0;
}
