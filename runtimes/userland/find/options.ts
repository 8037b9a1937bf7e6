import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import type { Reading } from "./reading.ts";
import { REGEX_TYPES } from "./regex-types.ts";

const MAX_DEPTH = 2 ** 31 - 1;

type OptionReader = (reading: Reading) => void;

/** What holds for all of the expression, wherever it stands. */
export const GLOBAL_OPTIONS: Readonly<Record<string, OptionReader>> = {
  depth: beginDepthFirst,
  d: (reading) => {
    reading.warn(
      "the -d option is deprecated; please use -depth instead, because the latter is a POSIX-compliant feature.",
    );
    beginDepthFirst(reading);
  },
  "files0-from": (reading) => {
    reading.run.settings.startsFrom = reading.argument();
  },
  ignore_readdir_race: ({ run }) => {
    run.settings.ignoresRaces = true;
  },
  noignore_readdir_race: ({ run }) => {
    run.settings.ignoresRaces = false;
  },
  maxdepth: (reading) => {
    reading.run.settings.maxDepth = depth(reading);
  },
  mindepth: (reading) => {
    reading.run.settings.minDepth = depth(reading);
  },
  // There is one file system, and directories say nothing of how many they hold.
  mount: () => {},
  xdev: () => {},
  noleaf: () => {},
};

/** What holds for what is behind it. */
export const POSITIONAL_OPTIONS: Readonly<Record<string, OptionReader>> = {
  follow: ({ run }) => {
    run.settings.follows = "always";
  },
  warn: ({ run }) => {
    run.settings.warns = true;
  },
  nowarn: ({ run }) => {
    run.settings.warns = false;
  },
  regextype: (reading) => {
    const type = reading.argument();
    if (!REGEX_TYPES.includes(type))
      throw new Failure(
        `Unknown regular expression type ${quoted(type)}; valid types are ${REGEX_TYPES.map(quoted).join(", ")}.`,
      );
    reading.run.settings.regexType = type;
  },
};

function beginDepthFirst({ run }: Reading): void {
  run.settings.isDepthFirst = true;
  run.settings.wantsDepthFirst = true;
}

function depth(reading: Reading): number {
  const text = reading.argument();
  if (!/^\d+$/.test(text))
    throw new Failure(`Expected a positive decimal integer argument to ${reading.name}, but got ${quoted(text)}`);
  if (Number(text) > MAX_DEPTH) throw new Failure(`${text}: Numerical result out of range`);
  return Number(text);
}
