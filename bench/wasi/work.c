/* work hello | files COUNT | large MEGABYTES | compute */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char block[65536];

static int files(int count) {
  char path[32], content[100];
  memset(content, 'x', sizeof content);
  mkdir("d", 0755);
  for (int i = 0; i < count; i++) {
    snprintf(path, sizeof path, "d/%d", i);
    int fd = open(path, O_CREAT | O_WRONLY, 0644);
    if (fd < 0 || write(fd, content, sizeof content) != sizeof content) return 1;
    close(fd);
  }
  int total = 0;
  for (int i = 0; i < count; i++) {
    snprintf(path, sizeof path, "d/%d", i);
    int fd = open(path, O_RDONLY);
    if (fd < 0) return 1;
    total += read(fd, content, sizeof content);
    close(fd);
  }
  printf("%d\n", total);
  return 0;
}

static int large(int megabytes) {
  int fd = open("large", O_CREAT | O_WRONLY, 0644);
  if (fd < 0) return 1;
  for (int i = 0; i < megabytes * 16; i++)
    if (write(fd, block, sizeof block) != sizeof block) return 1;
  close(fd);
  long total = 0;
  fd = open("large", O_RDONLY);
  for (ssize_t got; (got = read(fd, block, sizeof block)) > 0;) total += got;
  printf("%ld\n", total);
  return 0;
}

static int compute(void) {
  uint32_t hash = 2166136261u;
  for (uint32_t i = 0; i < 60000000u; i++) hash = (hash ^ (i & 255)) * 16777619u;
  printf("%u\n", hash);
  return 0;
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "hello";
  if (!strcmp(command, "files")) return files(atoi(argv[2]));
  if (!strcmp(command, "large")) return large(atoi(argv[2]));
  if (!strcmp(command, "compute")) return compute();
  printf("hello\n");
  return 0;
}
