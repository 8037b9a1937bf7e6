/* Kinds of members, by their letters in headers. */
export const KIND = {
  file: "0",
  hardLink: "1",
  link: "2",
  characterDevice: "3",
  blockDevice: "4",
  directory: "5",
  fifo: "6",
  contiguous: "7",
  longName: "L",
  longLink: "K",
  pax: "x",
  paxForAll: "g",
  volume: "V",
} as const;

/** What an archive knows of a file. */
export interface Member {
  /** Directories end with a slash. */
  readonly name: string;
  /** What a link leads to, or another name of the same file. */
  readonly linkName: string;
  readonly kind: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly size: number;
  readonly mtimeSeconds: number;
  readonly device: readonly [major: number, minor: number];
}

export function isDirectoryMember({ kind, name }: Member): boolean {
  return kind === KIND.directory || (isFileKind(kind) && name.endsWith("/"));
}

export function isFileKind(kind: string): boolean {
  return kind === KIND.file || kind === KIND.contiguous || kind === "\0";
}

/** Whether data come behind its header. */
export function hasData(member: Member): boolean {
  const { kind } = member;
  return kind !== KIND.hardLink && kind !== KIND.link && !("3456".includes(kind) && kind !== "");
}
