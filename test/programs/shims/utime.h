#pragma once
#include <fcntl.h>
#include <sys/stat.h>
struct utimbuf {
  time_t actime, modtime;
};
static inline int utime(const char *path, const struct utimbuf *times) {
  struct timespec both[2] = {{times->actime, 0}, {times->modtime, 0}};
  return utimensat(AT_FDCWD, path, both, 0);
}
