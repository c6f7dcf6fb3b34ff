/* driver: runs a target without libFuzzer: its seeds, then copies of them with changes, made from
 * their number, so that a failure comes again.
 *
 *     fuzz_NAME [-n RUNS] [-f FIRST] SEED... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MOST_BYTES (1u << 16)

typedef struct seed {
    uint8_t *data;
    size_t size;
} seed;

static uint64_t chance_state;

static uint64_t chance(void)
{
    uint64_t z = chance_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static size_t below(size_t n)
{
    return n == 0 ? 0 : (size_t)(chance() % n);
}

static seed read_seed(const char *path)
{
    seed s = {malloc(MOST_BYTES), 0};
    FILE *file = fopen(path, "rb");
    if (file == NULL || s.data == NULL) {
        perror(path);
        exit(2);
    }
    s.size = fread(s.data, 1, MOST_BYTES, file);
    fclose(file);
    return s;
}

/* Takes a stretch out, doubles one, writes bytes over, or puts a piece of another seed in. */
static size_t change(uint8_t *data, size_t size, const seed *other)
{
    static const uint8_t hard[] = {0,    '\n', '\f', '\t', '"',  '\\', '{',  ',',
                                   0xFF, 0xC2, 0xE2, 0x80, 0xED, 0xF0, 0x1F, 0x8B};
    size_t at = below(size + 1), n = below(16);
    switch (below(5)) {
    case 0:
        if (n > size - at) n = size - at;
        memmove(data + at, data + at + n, size - at - n);
        return size - n;
    case 1:
        for (size_t i = 0; i < n && at + i < size; i++) data[at + i] = (uint8_t)chance();
        return size;
    case 2:
        for (size_t i = 0; i < n && at + i < size; i++) data[at + i] = hard[below(sizeof hard)];
        return size;
    case 3: {
        size_t from = below(other->size);
        if (n > other->size - from) n = other->size - from;
        if (size + n > MOST_BYTES) return size;
        memmove(data + at + n, data + at, size - at);
        memcpy(data + at, other->data + from, n);
        return size + n;
    }
    default:
        if (at < size) data[at] = (uint8_t)(data[at] ^ 1u << below(8));
        return size;
    }
}

int main(int argc, char **argv)
{
    uint64_t runs = 300, first = 0;
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        uint64_t value = strtoull(argv[i + 1], NULL, 10);
        if (argv[i][1] == 'n') runs = value;
        if (argv[i][1] == 'f') first = value;
    }
    size_t n = (size_t)(argc - i);
    seed *seeds = malloc((n + 1) * sizeof *seeds);
    uint8_t *data = malloc(2 * MOST_BYTES);
    if (seeds == NULL || data == NULL || n == 0) {
        fprintf(stderr, "usage: %s [-n RUNS] [-f FIRST] SEED...\n", argv[0]);
        return 2;
    }
    for (size_t k = 0; k < n; k++) {
        seeds[k] = read_seed(argv[i + (int)k]);
        LLVMFuzzerTestOneInput(seeds[k].data, seeds[k].size);
    }
    for (uint64_t run = first; run < first + runs; run++) {
        chance_state = run * UINT64_C(0xD1342543DE82EF95);
        const seed *from = &seeds[below(n)];
        size_t size = from->size;
        memcpy(data, from->data, size);
        for (size_t k = 1 + below(6); k > 0; k--) size = change(data, size, &seeds[below(n)]);
        /* A block of its own, so that reading past its end is seen. */
        uint8_t *copy = malloc(size + (size == 0));
        if (copy == NULL) return 2;
        memcpy(copy, data, size);
        LLVMFuzzerTestOneInput(copy, size);
        free(copy);
    }
    printf("%llu inputs\n", (unsigned long long)(n + runs));
    for (size_t k = 0; k < n; k++) free(seeds[k].data);
    free(seeds);
    free(data);
    return 0;
}
