import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";

/* The users and groups of a slot, as /etc/passwd and /etc/group have them. */

const LARGEST = 0xffff_fffe;

export interface Account {
  readonly name: string;
  readonly number: number;
  /** Of users: their own group. */
  readonly group: number;
}

const LISTS = { user: "/etc/passwd", group: "/etc/group" } as const;

type AccountKind = keyof typeof LISTS;

function accounts(files: FileSystem, kind: AccountKind): Account[] {
  let text: string;
  try {
    text = decodeUtf8(files.readFile(LISTS[kind]), "escape");
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    const [name = "", , number = "", group = ""] = line.split(":");
    return name !== "" && /^\d+$/.test(number) ? [{ name, number: Number(number), group: Number(group) }] : [];
  });
}

/** By its name, or else its number, which a `+` may stand before; nothing for another text. */
export function accountOf(files: FileSystem, kind: AccountKind, text: string): Account | undefined {
  const known = accounts(files, kind);
  const named = text.startsWith("+") ? undefined : known.find(({ name }) => name === text);
  if (named) return named;
  if (!/^\+?\d+$/.test(text) || Number(text) > LARGEST) return undefined;
  const number = Number(text);
  return known.find((one) => one.number === number) ?? { name: text.replace("+", ""), number, group: number };
}

export function accountName(files: FileSystem, kind: AccountKind, number: number): string {
  return accounts(files, kind).find((one) => one.number === number)?.name ?? String(number);
}
