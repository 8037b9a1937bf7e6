import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";

type TimeFormats = readonly [recent: string, old: string];

const FAILED = 2;
const DEFAULT: TimeFormats = ["%b %e %H:%M", "%b %e  %Y"];
const TIME_STYLES: Readonly<Record<string, TimeFormats>> = {
  "full-iso": ["%Y-%m-%d %H:%M:%S.%N %z", "%Y-%m-%d %H:%M:%S.%N %z"],
  "long-iso": ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M"],
  iso: ["%m-%d %H:%M", "%Y-%m-%d "],
  locale: DEFAULT,
};

/** What times of the last half year and others look like. @throws UsageError, Failure */
export function timeFormats(style: string): TimeFormats {
  if (style.startsWith("+")) {
    const [old = "", recent = old, third] = style.slice(1).split("\n");
    if (third !== undefined) throw new Failure(`invalid time style format ${quoted(style.slice(1))}`);
    return [recent, old];
  }
  const word = style.replace(/^(?:posix-)+/, "");
  if (word !== style) return DEFAULT;
  const fitting = Object.keys(TIME_STYLES).filter((name) => name.startsWith(word));
  const name = fitting.includes(word) || fitting.length !== 1 ? word : (fitting[0] ?? "");
  const formats = word === "" ? undefined : TIME_STYLES[name];
  if (!formats) throw new UsageError(timeStyleProblem(style, fitting.length), FAILED);
  return formats;
}

function timeStyleProblem(style: string, fitting: number): string {
  const problem = fitting > 1 ? "ambiguous" : "invalid";
  const valid = [
    "[posix-]full-iso",
    "[posix-]long-iso",
    "[posix-]iso",
    "[posix-]locale",
    "+FORMAT (e.g., +%H:%M) for a 'date'-style format",
  ];
  return `${problem} argument ${quoted(style)} for ${quoted("time style")}\nValid arguments are:${valid.map((line) => `\n  - ${line}`).join("")}`;
}
