/* Makes reads or writes of one file fail: FAULT=read:NAME:BYTES or write:NAME:BYTES. Every file whose path holds NAME gives so
   many bytes, or takes so many, and then EIO or ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long long spent[4096];

/* Whether `n` more bytes of the file are too many. */
static int fails(const char *what, int fd, size_t n) {
    const char *fault = getenv("FAULT");
    if (!fault || fd < 3 || fd >= 4096 || strncmp(fault, what, strlen(what)) != 0) return 0;
    char name[256];
    long long limit;
    if (sscanf(strchr(fault, ':') + 1, "%255[^:]:%lld", name, &limit) != 2) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, name)) return 0;
    spent[fd] += (long long)n;
    return spent[fd] > limit;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "write");
    if (fails("write", fd, n)) { errno = ENOSPC; return -1; }
    return real(fd, bytes, n);
}

ssize_t read(int fd, void *bytes, size_t n) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "read");
    if (fails("read", fd, n)) { errno = EIO; return -1; }
    return real(fd, bytes, n);
}
