import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import type { Reading } from "./reading.ts";

/** What -exec and its like run. */
export interface CommandLine {
  readonly args: readonly string[];
  /** Whether it takes many files at once, where `{}` stands. */
  readonly takesMany: boolean;
  /** Whether it runs where each file is. */
  readonly runsInFolder: boolean;
}

/** Reads up to `;`, or to `+` behind an argument with `{}`. @throws Failure */
export function readCommandLine(
  reading: Reading,
  { mayTakeMany, runsInFolder }: { readonly mayTakeMany: boolean; readonly runsInFolder: boolean },
): CommandLine {
  const args: string[] = [];
  for (let arg = reading.args.take(); arg !== undefined; arg = reading.args.take()) {
    if (arg === ";") {
      if (args.length === 0) throw reading.invalid(arg);
      return { args, takesMany: false, runsInFolder };
    }
    if (arg === "+" && mayTakeMany && args.at(-1)?.includes("{}")) {
      assertTakesMany(args, reading.name);
      return { args, takesMany: true, runsInFolder };
    }
    args.push(arg);
  }
  throw reading.missing();
}

/** @throws Failure */
function assertTakesMany(args: readonly string[], name: string): void {
  const places = args.filter((arg) => arg.includes("{}"));
  if (places.length > 1)
    throw new Failure(`Only one instance of {} is supported with ${name.replace(/^-+/, "-")} ... +`);
  const [place = ""] = places;
  if (place === "{}") return;
  throw new Failure(
    `In ${quoted(`${name} ... {} +`)} the ${quoted("{}")} must appear by itself, but you specified ${quoted(place)}`,
  );
}

/** Looks whether commands that run in other directories would be looked for there. @throws Failure */
export function assertSafePath(path: string, name: string): void {
  for (const folder of path.split(":")) {
    if (folder === "" || folder === ".")
      throw new Failure(
        `The current directory is included in the PATH environment variable, which is insecure in combination with the ${name} action of find.  Please remove the current directory from your $PATH (that is, remove ".", doubled colons, or leading or trailing colons)`,
      );
    if (!folder.startsWith("/"))
      throw new Failure(
        `The relative path ${quoted(folder)} is included in the PATH environment variable, which is insecure in combination with the ${name} action of find.  Please remove that entry from $PATH`,
      );
  }
}
