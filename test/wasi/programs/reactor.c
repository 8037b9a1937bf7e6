/* A reactor: an instance that stays, and functions that are called one by one. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT(name) __attribute__((export_name(name)))

static int counter;
static FILE *kept;

__attribute__((constructor)) static void begin(void) { counter = 100; }

EXPORT("count") int count(int step) { return counter += step; }
EXPORT("wide") int64_t wide(int64_t a, int64_t b) { return a + b; }
EXPORT("divide") double divide(double a, float b) { return a / b; }
EXPORT("quit") void quit(int code) { exit(code); }
EXPORT("crash") void crash(void) { __builtin_trap(); }
EXPORT("spin") void spin(void) {
  for (volatile int i = 0;; i++) {
  }
}
EXPORT("grow") int grow(int megabytes) {
  char *volatile room = malloc((size_t)megabytes << 20);
  return room != NULL;
}
EXPORT("flood") void flood(void) {
  char line[4096];
  memset(line, 'x', sizeof line);
  for (;;) write(1, line, sizeof line);
}

/* Standard input, in capitals; what a function with more than numbers to say does. */
EXPORT("shout") int shout(void) {
  int bytes = 0;
  for (char c; read(0, &c, 1) == 1; bytes++) {
    if (c >= 'a' && c <= 'z') c -= 32;
    write(1, &c, 1);
  }
  return bytes;
}

/* A file stays open from call to call. */
EXPORT("log_line") int log_line(int number) {
  if (!kept) kept = fopen("/log.txt", "a");
  if (!kept) return -1;
  fprintf(kept, "%d\n", number);
  fflush(kept);
  return (int)ftell(kept);
}

/* Writes over the beginning of a file that stays open, as a database does. */
EXPORT("stamp") int stamp(int digit) {
  static FILE *page;
  if (!page) page = fopen("/page.txt", "w+");
  char text[5] = {0};
  memset(text, '0' + digit, 4);
  fseek(page, 0, SEEK_SET);
  fputs(text, page);
  return fflush(page);
}
