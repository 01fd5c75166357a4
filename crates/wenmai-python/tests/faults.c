/* Ends the process when ABORT_AT is read on standard input, where worker processes get their pages. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t read(int fd, void *bytes, size_t n) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "read");
    ssize_t got = real(fd, bytes, n);
    const char *marker = getenv("ABORT_AT");
    if (fd == 0 && got > 0 && marker && memmem(bytes, (size_t)got, marker, strlen(marker))) abort();
    return got;
}
