export const VERSION =
  "GNU Awk 5.2.1, API 3.2, PMA Avon 8-g1, (GNU MPFR 4.2.0, GNU MP 6.2.1)\nA program of slotbox's, which does what that one does.\n";

const OPTIONS = `  -f, --file=FILE           read the program from FILE
  -F, --field-separator=FS  FS is between fields
  -v, --assign=NAME=VALUE   assign to a variable before the program begins
  -e, --source=TEXT         TEXT is a part of the program
  -i, --include=FILE        read FILE, too; with inplace what is printed about a
                            file replaces it
  -b, --characters-as-bytes every byte is a character
  -P, --posix               nothing beyond POSIX
  -c, --traditional         nothing beyond the awk of Bell Labs
  -L, --lint[=fatal]        tell of variables that were never assigned
      --help                show this text and exit
      --version             show whose version this is and exit
`;

export function usageText(name: string): string {
  return `Usage: ${name} [OPTION]... -f FILE [--] [FILE]...
   or: ${name} [OPTION]... [--] PROGRAM [FILE]...
Runs PROGRAM for each record of each FILE: patterns choose records, actions
print and compute. Without FILE, or for -, it reads standard input. NAME=VALUE
among the files assigns to a variable.

${OPTIONS}`;
}
