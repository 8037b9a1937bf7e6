import type { SourceText } from "./source-text.ts";

/** A here-document that ended with the text, of which bash warns when it gets there. */
export interface OpenHereDoc {
  readonly position: number;
  readonly line: number;
  readonly endLine: number;
  readonly delimiter: string;
}

/** @param end where it ended, if not with the whole text */
export function openHereDoc(
  source: SourceText,
  position: number,
  delimiter: string,
  end = source.text.replace(/\n$/, "").length,
): OpenHereDoc {
  return { position, line: source.lineAt(position), endLine: source.lineAt(end), delimiter };
}

export function hereDocWarning({ line, endLine, delimiter }: OpenHereDoc): string {
  const warning = `here-document at line ${line} delimited by end-of-file (wanted \`${delimiter}')`;
  return `line ${endLine}: warning: ${warning}`;
}
