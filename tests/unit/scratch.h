/* scratch: a folder of real files for one test program, under $TMPDIR or /tmp, and rough helpers
 * that do not use the code under test. What goes wrong in them ends the test program. */
#ifndef ZG_TEST_SCRATCH_H
#define ZG_TEST_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/* For cmocka_run_group_tests: makes the folder; removes it with all that is in it. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* Path of `name` in the folder ("": of the folder). Good for the next fifteen calls. */
const char *scratch_path(const char *name);

/* Writes a new file, in place of what was there. */
void scratch_write(const char *name, const void *bytes, size_t length);

/* The whole file, a NUL behind it; free it. */
char *scratch_read(const char *name, size_t *length);

/* Whether the file holds just `length` bytes as given. */
bool scratch_holds(const char *name, const void *bytes, size_t length);

/* Names in the subfolder `name` ("": the folder itself), hidden ones too, sorted, each with a
 * blank behind. Good until the next call. */
const char *scratch_list(const char *name);

/* Removes what is in the folder. */
void scratch_clear(void);

/* Open descriptors of this process. */
size_t scratch_descriptors(void);

#endif
