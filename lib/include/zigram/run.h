/* zigram/run.h: the context of a call: threads, memory ceiling, temporary folder, cancelling,
 * progress. One run may serve many calls, one call at a time. */
#ifndef ZIGRAM_RUN_H
#define ZIGRAM_RUN_H

#include <zigram/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zg_run zg_run;

typedef struct zg_run_options {
    size_t size;        /* set by zg_run_options_init */
    uint32_t threads;   /* 1 and up; 0: as many as there are processors */
    uint64_t memory;    /* ceiling in bytes of what the library holds at once; 0: none */
    const char *tmpdir; /* for spill files; NULL: $TMPDIR, else /tmp. Copied. */
} zg_run_options;

ZG_API void zg_run_options_init(zg_run_options *options);

/* Makes a run; `options` NULL for the defaults. `*out` is yours: zg_run_free.
 * Fails with ZG_ERROR_ARGUMENT (more than 1024 threads) or ZG_ERROR_MEMORY. */
ZG_API ZG_MUST_USE zg_status zg_run_new(const zg_run_options *options, zg_run **out,
                                        zg_error *error);
ZG_API void zg_run_free(zg_run *run);

/* Asks the call under way to stop; it returns ZG_ERROR_CANCELLED soon after. May be called from
 * a signal handler or another thread. Stays set until zg_run_reset. */
ZG_API void zg_run_cancel(zg_run *run);
ZG_API void zg_run_reset(zg_run *run);

/* What the call under way is doing. `stage` is a borrowed English word or NULL; `done` and
 * `total` are in units of the stage (`total` 0: unknown). May be polled from another thread. */
typedef struct zg_progress {
    const char *stage;
    uint64_t done;
    uint64_t total;
} zg_progress;

ZG_API void zg_run_progress(const zg_run *run, zg_progress *out);

#ifdef __cplusplus
}
#endif

#endif
