/* run: threads, ceiling, temporary folder, cancel flag, progress counters. All counters are
 * atomics, so a signal handler or another thread may touch and poll them. */
#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "position.h"

#define MAX_THREADS 1024

struct zg_run {
    uint32_t threads;
    uint64_t ceiling; /* 0: none */
    uint64_t narrow;
    char *tmpdir;
    atomic_bool cancelled;
    atomic_uint_fast64_t held;
    _Atomic(const char *) stage;
    atomic_uint_fast64_t done;
    atomic_uint_fast64_t total;
    atomic_uint_fast32_t holders;
};

void zg_run_options_init(zg_run_options *options)
{
    *options = (zg_run_options){.size = sizeof *options};
}

static uint32_t processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    if (n < 1) return 1;
    return n > MAX_THREADS ? MAX_THREADS : (uint32_t)n;
}

zg_status zg_run_new(const zg_run_options *options, zg_run **out, zg_error *error)
{
    zg_run_options defaults;
    zg_run_options_init(&defaults);
    if (options == NULL) options = &defaults;
    if (options->threads > MAX_THREADS) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, NULL, "threads: %u is not from 0 to %d",
                            options->threads, MAX_THREADS);
    }
    const char *tmpdir = options->tmpdir;
    if (tmpdir == NULL) tmpdir = getenv("TMPDIR");
    if (tmpdir == NULL || tmpdir[0] == '\0') tmpdir = "/tmp";
    zg_run *run = zg_memory_zeroed(1, sizeof *run);
    if (run == NULL) return zg_error_memory(error);
    atomic_store(&run->holders, 1);
    run->threads = options->threads > 0 ? options->threads : processors();
    run->ceiling = options->memory;
    run->narrow = ZG_NARROW_MAX;
    run->tmpdir = zg_memory_text(tmpdir, strlen(tmpdir));
    if (run->tmpdir == NULL) {
        zg_memory_free(run);
        return zg_error_memory(error);
    }
    *out = run;
    return ZG_OK;
}

void zg_run_free(zg_run *run)
{
    if (run == NULL) return;
    if (atomic_fetch_sub(&run->holders, 1) > 1) return;
    zg_memory_free(run->tmpdir);
    zg_memory_free(run);
}

void zg_run_hold(zg_run *run)
{
    if (run != NULL) atomic_fetch_add(&run->holders, 1); /* at least one holds it now */
}

uint64_t zg_run_narrow(const zg_run *run)
{
    return run != NULL ? run->narrow : ZG_NARROW_MAX;
}

void zg_run_set_narrow(zg_run *run, uint64_t elements)
{
    run->narrow = elements;
}

void zg_run_cancel(zg_run *run)
{
    if (run != NULL) atomic_store(&run->cancelled, true);
}

void zg_run_reset(zg_run *run)
{
    if (run != NULL) atomic_store(&run->cancelled, false);
}

void zg_run_progress(const zg_run *run, zg_progress *out)
{
    *out = (zg_progress){0};
    if (run == NULL) return;
    out->stage = atomic_load(&run->stage);
    out->done = atomic_load(&run->done);
    out->total = atomic_load(&run->total);
}

uint32_t zg_run_threads(const zg_run *run)
{
    return run == NULL ? 1 : run->threads;
}

const char *zg_run_tmpdir(const zg_run *run)
{
    return run == NULL ? "/tmp" : run->tmpdir;
}

zg_status zg_run_check(const zg_run *run, zg_error *error)
{
    if (run == NULL || !atomic_load_explicit(&run->cancelled, memory_order_relaxed)) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_CANCELLED, NULL, "cancelled");
}

zg_status zg_run_reserve(zg_run *run, uint64_t bytes, zg_error *error)
{
    if (run == NULL || run->ceiling == 0) return ZG_OK;
    uint64_t held = atomic_load(&run->held);
    do {
        if (bytes > run->ceiling || held > run->ceiling - bytes) {
            return zg_error_set(error, ZG_ERROR_MEMORY, NULL,
                                "%llu bytes more would pass the memory ceiling of %llu; raise it",
                                (unsigned long long)bytes, (unsigned long long)run->ceiling);
        }
    } while (!atomic_compare_exchange_weak(&run->held, &held, held + bytes));
    return ZG_OK;
}

void zg_run_release(zg_run *run, uint64_t bytes)
{
    if (run == NULL || run->ceiling == 0) return;
    atomic_fetch_sub(&run->held, bytes);
}

uint64_t zg_run_available(const zg_run *run)
{
    if (run == NULL || run->ceiling == 0) return UINT64_MAX;
    uint64_t held = atomic_load(&run->held);
    return held >= run->ceiling ? 0 : run->ceiling - held;
}

void zg_run_stage(zg_run *run, const char *stage, uint64_t total)
{
    if (run == NULL) return;
    atomic_store(&run->stage, stage);
    atomic_store(&run->done, 0);
    atomic_store(&run->total, total);
}

void zg_run_advance(zg_run *run, uint64_t done)
{
    if (run != NULL) atomic_fetch_add_explicit(&run->done, done, memory_order_relaxed);
}
