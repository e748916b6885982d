/* Loaded into the processes of the fault campaign (LD_PRELOAD).
 *
 * Short writes: with FAULT_SHORT=N in the environment, the N-th write to a file stores half of what it was given and says
 * so, as a disk that is filling up does; with FAULT_THEN=full every later write finds no room at all. The kernel's own
 * counts cannot be bent like this by strace, which can only put an answer in place of the call.
 *
 * Memory is not locked: SQLCipher locks and unlocks every piece it uses, some 20,000 calls for one opening, and strace
 * stops at each. What becomes of files does not depend on it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long writes;

/* How many of count bytes this write may store; -1 for none. */
static ssize_t allowed(size_t count)
{
    const char *at = getenv("FAULT_SHORT"), *then = getenv("FAULT_THEN");
    long number = ++writes;
    if (at == NULL || number < atol(at))
        return count;
    if (number == atol(at))
        return count > 1 ? count / 2 : count;
    return then != NULL && strcmp(then, "full") == 0 ? -1 : (ssize_t)count;
}

static ssize_t at(int file, const void *bytes, size_t count, off64_t place)
{
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    ssize_t part = allowed(count);
    if (real == NULL)
        real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (part < 0) {
        errno = ENOSPC;
        return -1;
    }
    return real(file, bytes, part, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) { return at(file, bytes, count, place); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) { return at(file, bytes, count, place); }

int mlock(const void *start, size_t length) { (void)start; (void)length; return 0; }
int munlock(const void *start, size_t length) { (void)start; (void)length; return 0; }
