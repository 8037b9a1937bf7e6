/** What a file is, in words and as a type of the Internet's. */
export interface FileKind {
  readonly text: string;
  readonly mime: string;
  /** How names of such files end, with slashes between. */
  readonly extensions?: string | undefined;
  /** How its characters are written. @default they are none */
  readonly charset?: string | undefined;
  /** All that it may be, the likeliest first, as they are told one behind the other. @default the text only */
  readonly all?: readonly string[];
}

export const UNKNOWN_BINARY: FileKind = { text: "data", mime: "application/octet-stream" };
