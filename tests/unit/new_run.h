/* A run for tests, whose temporary files go into the scratch folder. */
#ifndef ZG_TEST_NEW_RUN_H
#define ZG_TEST_NEW_RUN_H

#include <zigram/run.h>

#include "scratch.h"

/* `memory` 0: no ceiling. */
static inline zg_run *new_run(uint32_t threads, uint64_t memory)
{
    zg_run *run = NULL;
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = threads;
    options.memory = memory;
    options.tmpdir = scratch_path("");
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    return run;
}

#endif
