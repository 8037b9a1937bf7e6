/* There are no processes, users or permissions. */
#include <errno.h>

int system(const char *command) {
  if (!command) return 0;
  errno = ENOTSUP;
  return -1;
}
FILE *popen(const char *command, const char *mode) {
  errno = ENOTSUP;
  return NULL;
}
int pclose(FILE *file) {
  errno = ENOTSUP;
  return -1;
}
FILE *tmpfile(void) {
  errno = ENOTSUP;
  return NULL;
}
char *tmpnam(char *name) { return NULL; }
uid_t getuid(void) { return 0; }
uid_t geteuid(void) { return 0; }
mode_t umask(mode_t mask) { return 022; }
int chmod(const char *path, mode_t mode) { return 0; }
int chown(const char *path, uid_t user, gid_t group) { return 0; }
int fchmod(int fd, mode_t mode) { return 0; }
int fchown(int fd, uid_t user, gid_t group) { return 0; }
