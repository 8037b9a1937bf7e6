export const VERSION = "GNU Awk 5.2.1, API 3.2\nA program of slotbox's, which does what that one does.\n";

const OPTIONS = `  -f FILE, --file=FILE             read the program from FILE
  -F FS, --field-separator=FS      what is between fields
  -v NAME=VALUE, --assign=…        assign to a variable before the program begins
  -e TEXT, --source=TEXT           TEXT is a part of the program
  -i FILE, --include=FILE          read FILE, too
  -S, --sandbox                    (of no effect)
  -h, --help                       print this
  -V, --version                    print the version
`;

export function usageText(name: string): string {
  return `Usage: ${name} [OPTION]... -f FILE [--] [FILE]...
Usage: ${name} [OPTION]... [--] 'PROGRAM' [FILE]...
${OPTIONS}`;
}

export function helpText(name: string): string {
  return `${usageText(name)}
Runs PROGRAM for each record of each FILE: patterns choose records, actions print and compute. Without FILE, or for -, it reads
standard input. NAME=VALUE among the files assigns to a variable.
`;
}
