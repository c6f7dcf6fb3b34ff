#include "faults.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool armed;
static atomic_size_t count;
static atomic_size_t failing;

void *__real_malloc(size_t size);
void *__real_calloc(size_t items, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t items, size_t size);
void *__wrap_realloc(void *block, size_t size);

void faults_arm(size_t k)
{
    atomic_store(&count, 0);
    atomic_store(&failing, k);
    atomic_store(&armed, true);
}

void faults_disarm(void)
{
    atomic_store(&armed, false);
}

size_t faults_count(void)
{
    return atomic_load(&count);
}

static bool must_fail(void)
{
    if (!atomic_load(&armed)) return false;
    if (atomic_fetch_add(&count, 1) + 1 != atomic_load(&failing)) return false;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t items, size_t size)
{
    return must_fail() ? NULL : __real_calloc(items, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return must_fail() ? NULL : __real_realloc(block, size);
}
