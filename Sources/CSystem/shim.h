#pragma once
// What Swift's Glibc leaves out: what stands behind _GNU_SOURCE there, and malloc.h; and what is
// wanted where nothing else of it is.
#include <stddef.h>
void *memchr(const void *bytes, int byte, size_t count);
#if defined(__linux__)
#include <features.h>
int syncfs(int descriptor);
#if defined(__GLIBC__)
int mallopt(int parameter, int value);
int malloc_trim(size_t pad);
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags);
#endif
#endif
