import { FORMATS } from "../compression/formats.ts";
import { joined, lastPart } from "../program/file-kinds.ts";
import { UsageError } from "../program/options.ts";
import type { Call } from "./options.ts";
import { FAILED } from "./report.ts";

/** The directory that `--one-top-level` puts all into. @throws UsageError */
export function topLevelOf({ options }: Call, archive: string): string | undefined {
  if (!options.has("one-top-level")) return undefined;
  const given = options.value("one-top-level");
  if (given !== undefined) return given;
  const name = withoutSuffix(lastPart(archive));
  if (name === "" || archive === "-")
    throw new UsageError(
      "Cannot deduce top-level directory name; please set it explicitly with --one-top-level=DIR",
      FAILED,
    );
  return name;
}

/** What isn't in the directory is put into it. */
export function withTopLevel(name: string, top: string): string {
  if (name === top || name.startsWith(`${top}/`)) return name;
  const bare = name.replace(/^(?:\.\/)+/, "");
  return bare === "." || bare === "" ? top : joined(top, bare);
}

function withoutSuffix(name: string): string {
  const suffixes: string[] = Object.values(FORMATS).flatMap((format): readonly string[] => format.suffixes);
  const suffix = suffixes.find((one) => name.endsWith(`.${one}`));
  const bare = suffix === undefined ? name : name.slice(0, -suffix.length - 1);
  return bare.endsWith(".tar") ? bare.slice(0, -".tar".length) : bare;
}
