#pragma once
// What Swift's Glibc leaves out, since it stands behind _GNU_SOURCE there.
#if defined(__linux__)
int syncfs(int descriptor);
#endif
