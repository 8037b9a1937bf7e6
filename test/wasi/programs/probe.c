/* What the tests have a program do: probe COMMAND [ARGUMENT...] */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static volatile int sink;

static int recurse(int depth) {
  char frame[256];
  memset(frame, depth, sizeof frame);
  sink = frame[depth & 255];
  return recurse(depth + 1) + sink;
}

static int fails(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  return 1;
}

static int print_file(const char *path) {
  char buffer[4096];
  int fd = open(path, O_RDONLY);
  if (fd < 0) return fails(path);
  for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) write(1, buffer, got);
  close(fd);
  return 0;
}

/* Every way to reach a path that leads out of the first preopened directory, each by its own function. */
static int escape(const char *path) {
  __wasi_fd_t fd = 3, opened;
  __wasi_filestat_t stat;
  __wasi_size_t used;
  uint8_t buffer[64];
  printf("open %d\n", __wasi_path_open(fd, 1, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &opened));
  printf("create %d\n",
         __wasi_path_open(fd, 1, path, __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE, 0, 0, &opened));
  printf("stat %d\n", __wasi_path_filestat_get(fd, 1, path, &stat));
  printf("times %d\n", __wasi_path_filestat_set_times(fd, 1, path, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
  printf("mkdir %d\n", __wasi_path_create_directory(fd, path));
  printf("readlink %d\n", __wasi_path_readlink(fd, path, buffer, sizeof buffer, &used));
  printf("rename %d\n", __wasi_path_rename(fd, "inside", fd, path));
  printf("rename from %d\n", __wasi_path_rename(fd, path, fd, "inside"));
  printf("link %d\n", __wasi_path_link(fd, 0, "inside", fd, path));
  printf("link from %d\n", __wasi_path_link(fd, 0, path, fd, "linked"));
  printf("symlink %d\n", __wasi_path_symlink("inside", fd, path));
  printf("unlink %d\n", __wasi_path_unlink_file(fd, path));
  printf("rmdir %d\n", __wasi_path_remove_directory(fd, path));
  return 0;
}

static int files(void) {
  char buffer[64] = {0};
  struct stat st;
  int fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0644);
  if (fd < 0) return fails("open");
  write(fd, "0123456789", 10);
  printf("again: %s\n", open("f", O_RDWR | O_CREAT | O_EXCL, 0644) < 0 ? strerror(errno) : "opened");
  pwrite(fd, "ab", 2, 3);
  pread(fd, buffer, 4, 2);
  printf("pread %s at %d\n", buffer, (int)lseek(fd, 0, SEEK_CUR));
  pwrite(fd, "z", 1, 100);
  fstat(fd, &st);
  printf("sparse %d\n", (int)st.st_size);
  ftruncate(fd, 5);
  lseek(fd, -2, SEEK_END);
  memset(buffer, 0, sizeof buffer);
  read(fd, buffer, 10);
  printf("tail %s\n", buffer);
  int appending = open("f", O_WRONLY | O_APPEND);
  write(appending, "+", 1);
  close(appending);
  unlink("f");
  printf("unlinked: %s\n", stat("f", &st) < 0 ? strerror(errno) : "there");
  lseek(fd, 0, SEEK_SET);
  memset(buffer, 0, sizeof buffer);
  read(fd, buffer, sizeof buffer - 1);
  write(fd, "more", 4);
  fstat(fd, &st);
  printf("still open %s, %d bytes, %d links\n", buffer, (int)st.st_size, (int)st.st_nlink);
  printf("seek: %s\n", lseek(fd, -1, SEEK_SET) < 0 ? strerror(errno) : "moved");
  return 0;
}

static int names(void) {
  struct stat st;
  mkdir("d", 0755);
  printf("mkdir: %s\n", mkdir("d", 0755) < 0 ? strerror(errno) : "made");
  close(open("d/a", O_CREAT | O_WRONLY, 0644));
  close(open("d/b", O_CREAT | O_WRONLY, 0644));
  printf("rmdir: %s\n", rmdir("d") < 0 ? strerror(errno) : "removed");
  printf("into itself: %s\n", rename("d", "d/e") < 0 ? strerror(errno) : "renamed");
  printf("over a directory: %s\n", rename("d/a", "d") < 0 ? strerror(errno) : "renamed");
  rename("d/a", "d/b");
  printf("replaced: %s\n", stat("d/a", &st) < 0 ? strerror(errno) : "there");
  symlink("nowhere", "dangling");
  symlink("loop", "loop");
  printf("dangling: %s\n", stat("dangling", &st) < 0 ? strerror(errno) : "there");
  printf("loop: %s\n", stat("loop", &st) < 0 ? strerror(errno) : "there");
  printf("link itself: %s\n", lstat("dangling", &st) < 0 ? strerror(errno) : S_ISLNK(st.st_mode) ? "link" : "other");
  link("d/b", "hard");
  stat("hard", &st);
  printf("links %d\n", (int)st.st_nlink);
  for (int i = 0; i < 300; i++) {
    char name[32];
    snprintf(name, sizeof name, "many/%03d", i);
    if (i == 0) mkdir("many", 0755);
    close(open(name, O_CREAT | O_WRONLY, 0644));
  }
  DIR *many = opendir("many");
  int count = 0;
  for (struct dirent *entry; (entry = readdir(many)); count++)
    if (entry->d_name[0] != '.' && atoi(entry->d_name) % 3 == 0) unlinkat(dirfd(many), entry->d_name, 0);
  closedir(many);
  printf("listed %d\n", count);
  struct timespec times[2] = {{1, 2}, {3, 456000000}};
  utimensat(AT_FDCWD, "hard", times, 0);
  stat("hard", &st);
  printf("times %lld %lld.%09ld\n", (long long)st.st_atim.tv_sec, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
  return 0;
}

static int descriptors_of_files(void) {
  char buffer[16] = {0};
  struct stat st;
  __wasi_fdstat_t status;
  int fd = open("f", O_RDWR | O_CREAT | O_TRUNC | O_NONBLOCK, 0644);
  if (fd < 0) return fails("open");
  write(fd, "abc", 3);
  printf("nonblock %d\n", (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  fcntl(fd, F_SETFL, O_APPEND);
  lseek(fd, 0, SEEK_SET);
  write(fd, "d", 1);
  printf("append %d at %d\n", (fcntl(fd, F_GETFL) & O_APPEND) != 0, (int)lseek(fd, 0, SEEK_CUR));
  printf("allocate %d", __wasi_fd_allocate(fd, 10, 90));
  fstat(fd, &st);
  printf(" to %d", (int)st.st_size);
  printf(", less %d", __wasi_fd_allocate(fd, 0, 5));
  fstat(fd, &st);
  printf(" to %d\n", (int)st.st_size);
  int other = open("f", O_RDONLY);
  (void)__wasi_fd_fdstat_get(fd, &status);
  (void)__wasi_fd_fdstat_get(other, &status);
  printf("renumber %d", __wasi_fd_renumber(other, fd));
  printf(", the old one %d", __wasi_fd_fdstat_get(other, &status));
  read(fd, buffer, 4);
  printf(", reads %s, writes %s\n", buffer, write(fd, "x", 1) < 0 ? strerror(errno) : "too");
  printf("to nowhere %d\n", __wasi_fd_renumber(fd, 700));
  (void)__wasi_fd_fdstat_get(fd, &status);
  printf("flags %d, writes %d", status.fs_flags, (status.fs_rights_base & __WASI_RIGHTS_FD_WRITE) != 0);
  (void)__wasi_fd_fdstat_set_rights(fd, __WASI_RIGHTS_FD_READ, 0);
  (void)__wasi_fd_fdstat_get(fd, &status);
  printf(", only reads %d", status.fs_rights_base == __WASI_RIGHTS_FD_READ);
  close(fd);
  printf(", closed %d\n", __wasi_fd_fdstat_get(fd, &status));
  return 0;
}

/* Goes through a directory by a buffer that holds one entry at a time, and twice from the same cookie. */
static int cookies(void) {
  uint8_t buffer[32];
  __wasi_size_t used;
  __wasi_dirent_t entry;
  int fd = open("cookies", O_RDONLY | O_DIRECTORY), count = 0;
  __wasi_dircookie_t cookie = 0, third = 0;
  for (;; count++) {
    if (__wasi_fd_readdir(fd, buffer, sizeof buffer, cookie, &used) != 0) return fails("readdir");
    if (used < sizeof entry) break;
    memcpy(&entry, buffer, sizeof entry);
    if (count == 2) third = cookie;
    cookie = entry.d_next;
  }
  (void)__wasi_fd_readdir(fd, buffer, sizeof buffer, third, &used);
  memcpy(&entry, buffer, sizeof entry);
  printf("%d entries, the third again %.*s, beyond %d", count, (int)entry.d_namlen, buffer + sizeof entry,
         __wasi_fd_readdir(fd, buffer, sizeof buffer, 1000, &used));
  printf(" %d bytes\n", (int)used);
  return 0;
}

static int poll_clocks(void) {
  __wasi_subscription_t in[3] = {0};
  __wasi_event_t out[3];
  __wasi_size_t events;
  __wasi_timestamp_t now, later;
  (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &now);
  for (int i = 0; i < 3; i++) {
    in[i].userdata = i + 1;
    in[i].u.tag = __WASI_EVENTTYPE_CLOCK;
    in[i].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    in[i].u.u.clock.timeout = 3600000000000ull;
  }
  in[1].u.u.clock.timeout = now + 20000000;
  in[1].u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
  int error = __wasi_poll_oneoff(in, out, 3, &events);
  (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &later);
  printf("%d: %d event, of %d, %s\n", error, (int)events, (int)out[0].userdata,
         later >= now + 20000000 ? "in time" : "too early");
  in[2].u.tag = __WASI_EVENTTYPE_FD_READ;
  in[2].u.u.fd_read.file_descriptor = 700;
  error = __wasi_poll_oneoff(in + 2, out, 1, &events);
  printf("%d: %d event, error %d\n", error, (int)events, out[0].error);
  printf("%d\n", __wasi_poll_oneoff(in, out, 0, &events));
  return 0;
}

/* What follows a link that is the path's last name. */
static int follow(const char *path) {
  __wasi_fd_t fd = 3, opened;
  __wasi_filestat_t stat;
  printf("open %d\n", __wasi_path_open(fd, 1, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &opened));
  printf("create %d\n",
         __wasi_path_open(fd, 1, path, __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE, 0, 0, &opened));
  printf("directory %d\n",
         __wasi_path_open(fd, 1, path, __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READDIR, 0, 0, &opened));
  printf("stat %d\n", __wasi_path_filestat_get(fd, 1, path, &stat));
  printf("times %d\n", __wasi_path_filestat_set_times(fd, 1, path, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
  printf("link %d\n", __wasi_path_link(fd, 1, path, fd, "linked"));
  return 0;
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  if (!strcmp(command, "args")) {
    for (int i = 2; i < argc; i++) printf("[%s]\n", argv[i]);
  } else if (!strcmp(command, "env")) {
    printf("%s\n", getenv(argv[2]) ? getenv(argv[2]) : "(none)");
  } else if (!strcmp(command, "upper")) {
    for (int c; (c = getchar()) != EOF;) putchar(c >= 'a' && c <= 'z' ? c - 32 : c);
  } else if (!strcmp(command, "cat")) {
    return print_file(argv[2]);
  } else if (!strcmp(command, "write")) {
    FILE *file = fopen(argv[2], "w");
    if (!file || fputs(argv[3], file) < 0 || fclose(file) != 0) return fails(argv[2]);
  } else if (!strcmp(command, "exit")) {
    return atoi(argv[2]);
  } else if (!strcmp(command, "abort")) {
    fprintf(stderr, "before\n");
    abort();
  } else if (!strcmp(command, "loop")) {
    printf("begun\n");
    fflush(stdout);
    for (;;) sink++;
  } else if (!strcmp(command, "recurse")) {
    return recurse(0);
  } else if (!strcmp(command, "grow")) {
    size_t pages = 0;
    while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1) pages += 16;
    printf("%s\n", pages > 0 ? "grew to the limit" : "did not grow");
  } else if (!strcmp(command, "print")) {
    for (;;) puts("again and again and again and again and again");
  } else if (!strcmp(command, "fill")) {
    static char block[1 << 20];
    int fd = open("big", O_CREAT | O_WRONLY | O_APPEND, 0644);
    while (write(fd, block, sizeof block) > 0) sink++;
    return fails("big");
  } else if (!strcmp(command, "hoard")) {
    static char block[1 << 20];
    int made = 0;
    unlink("hoard");
    for (; made < 100; made++) {
      int fd = open("hoard", O_CREAT | O_EXCL | O_RDWR, 0644);
      if (fd < 0) return fails("open");
      if (argc > 2) unlink("hoard");
      if (write(fd, block, sizeof block) != sizeof block) break;
      unlink("hoard");
      if (argc > 3) close(fd);
    }
    printf("%d MiB: %s\n", made, made < 100 ? strerror(errno) : "no limit");
  } else if (!strcmp(command, "tty")) {
    printf("%d%d%d\n", isatty(0), isatty(1), isatty(2));
  } else if (!strcmp(command, "sleep")) {
    struct timespec time = {atoi(argv[2]) / 1000, atoi(argv[2]) % 1000 * 1000000L};
    nanosleep(&time, NULL);
    printf("slept\n");
  } else if (!strcmp(command, "clock")) {
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%s %s\n", time(NULL) > 1700000000 ? "now" : "past", after.tv_sec >= before.tv_sec ? "forward" : "back");
  } else if (!strcmp(command, "random")) {
    unsigned char a[32], b[32];
    getentropy(a, sizeof a);
    getentropy(b, sizeof b);
    printf("%s\n", memcmp(a, b, sizeof a) ? "different" : "same");
  } else if (!strcmp(command, "descriptors")) {
    /* Opens all it can, then asks for one more, which must not be touched. */
    while (open("/dev/null", O_RDONLY) >= 0) {
    }
    int error = errno;
    int truncated = open(argv[2], O_WRONLY | O_TRUNC);
    printf("%s %d\n", error == EMFILE ? "EMFILE" : strerror(error), truncated);
  } else if (!strcmp(command, "churn")) {
    /* Writes 8 MiB and takes the name away, so many times. */
    static char block[1 << 18];
    for (int i = 0; i < atoi(argv[2]); i++) {
      int file = open("churn", O_CREAT | O_RDWR | O_TRUNC, 0644);
      for (int k = 0; k < 32; k++)
        if (write(file, block, sizeof block) < 0) return fails("write");
      close(file);
      unlink("churn");
    }
    printf("done\n");
  } else if (!strcmp(command, "escape")) {
    return escape(argv[2]);
  } else if (!strcmp(command, "follow")) {
    return follow(argv[2]);
  } else if (!strcmp(command, "descriptors-of-files")) {
    return descriptors_of_files();
  } else if (!strcmp(command, "cookies")) {
    return cookies();
  } else if (!strcmp(command, "poll")) {
    return poll_clocks();
  } else if (!strcmp(command, "files")) {
    return files();
  } else if (!strcmp(command, "names")) {
    return names();
  } else {
    fprintf(stderr, "probe: unknown command %s\n", command);
    return 2;
  }
  return 0;
}
