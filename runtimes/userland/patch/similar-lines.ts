/** Whether lines are the same but for how much blanks there are, and for blanks and newlines at their ends. */
export function similarLines(a: string, b: string): boolean {
  return normalized(a) === normalized(b);
}

function normalized(line: string): string {
  return line
    .replace(/\n$/, "")
    .replace(/[ \t]+$/, "")
    .replace(/[ \t]+/g, " ");
}
