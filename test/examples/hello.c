#include <ctype.h>
#include <stdio.h>

/* Prints its arguments, then what it reads, in capitals. */
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) printf("%s\n", argv[i]);
  for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
  return 0;
}
