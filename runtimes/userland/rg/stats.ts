/** What all that was searched came to. */
export class Stats {
  elapsedMs = 0;
  searches = 0;
  searchesWithMatch = 0;
  bytesSearched = 0;
  bytesPrinted = 0;
  matchedLines = 0;
  matches = 0;

  add(other: Stats): void {
    this.elapsedMs += other.elapsedMs;
    this.searches += other.searches;
    this.searchesWithMatch += other.searchesWithMatch;
    this.bytesSearched += other.bytesSearched;
    this.bytesPrinted += other.bytesPrinted;
    this.matchedLines += other.matchedLines;
    this.matches += other.matches;
  }

  /** What `--stats` prints. */
  text(totalMs: number): string {
    return `
${this.matches} matches
${this.matchedLines} matched lines
${this.searchesWithMatch} files contained matches
${this.searches} files searched
${this.bytesPrinted} bytes printed
${this.bytesSearched} bytes searched
${seconds(this.elapsedMs)} seconds spent searching
${seconds(totalMs)} seconds
`;
  }

  /** As a message of `--json` has it at the end of a file. */
  get json(): object {
    return {
      elapsed: duration(this.elapsedMs),
      searches: this.searches,
      searches_with_match: this.searchesWithMatch,
      bytes_searched: this.bytesSearched,
      bytes_printed: this.bytesPrinted,
      matched_lines: this.matchedLines,
      matches: this.matches,
    };
  }

  /** The last message of `--json`, whose fields are sorted. */
  summary(totalMs: number): string {
    const { human, nanos, secs } = duration(totalMs);
    const elapsed = duration(this.elapsedMs);
    return JSON.stringify({
      data: {
        elapsed_total: { human, nanos, secs },
        stats: {
          bytes_printed: this.bytesPrinted,
          bytes_searched: this.bytesSearched,
          elapsed: { human: elapsed.human, nanos: elapsed.nanos, secs: elapsed.secs },
          matched_lines: this.matchedLines,
          matches: this.matches,
          searches: this.searches,
          searches_with_match: this.searchesWithMatch,
        },
      },
      type: "summary",
    });
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}

function duration(ms: number): { readonly secs: number; readonly nanos: number; readonly human: string } {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1e6), human: `${seconds(ms)}s` };
}
