/* faults: makes the k-th allocation of the code under test fail.
 *
 * Linked into every unit test with --wrap=malloc, calloc, realloc: reached are the calls in the
 * objects of the library and of the test, not those inside shared libraries (ICU, libc), and
 * below the wrapper works what would have worked, so AddressSanitizer too. All threads count.
 *
 *     size_t k = 1;
 *     do {
 *         faults_arm(k);
 *         status = the_call(...);
 *         faults_disarm();
 *         ... either status is ZG_OK and all is right, or ZG_ERROR_MEMORY and nothing is held
 *     } while (faults_count() >= k++);
 */
#ifndef ZG_TEST_FAULTS_H
#define ZG_TEST_FAULTS_H

#include <stddef.h>

/* From here the k-th allocation fails, once (1: the next; 0: none, only count). */
void faults_arm(size_t k);

/* No more failures, no more counting. */
void faults_disarm(void);

/* Allocations between the last faults_arm and now, or faults_disarm. */
size_t faults_count(void);

#endif
