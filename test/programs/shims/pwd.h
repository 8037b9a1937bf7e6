#pragma once
#include <sys/types.h>
struct passwd {
  char *pw_name, *pw_dir;
};
static inline struct passwd *getpwuid(uid_t user) { return 0; }
