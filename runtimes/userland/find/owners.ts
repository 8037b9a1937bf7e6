import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";

const FILES = { user: "/etc/passwd", group: "/etc/group" } as const;

/** The number of a user or a group, by its name or as it is. @throws Failure */
export function idOf(files: FileSystem, kind: keyof typeof FILES, name: string): number {
  if (name === "")
    throw new Failure(
      kind === "user"
        ? "The argument to -user should not be empty"
        : "argument to -group is empty, but should be a group name",
    );
  const known = idIn(files, FILES[kind], name);
  if (known !== undefined) return known;
  if (/^\d+$/.test(name)) return Number(name);
  if (kind === "user") throw new Failure(`${quoted(name)} is not the name of a known user`);
  const suffix = /^\d+(.+)$/s.exec(name)?.[1];
  const numeric =
    suffix === undefined
      ? ""
      : ` and it does not look like a numeric group ID because it has the unexpected suffix ${quoted(suffix)}`;
  throw new Failure(`${quoted(name)} is not the name of an existing group${numeric}`);
}

function idIn(files: FileSystem, path: string, name: string): number | undefined {
  try {
    for (const line of decodeUtf8(files.readFile(path), "escape").split("\n")) {
      const [own, , number] = line.split(":");
      if (own === name && number !== undefined) return Number(number);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
  return undefined;
}
