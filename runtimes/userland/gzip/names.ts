import { Failure } from "../program/failure.ts";

/** Suffixes of compressed files, beside the one that is asked for. */
const KNOWN = [".gz", ".z", ".taz", ".tgz", "-gz", "-z", "_z"];
const MAX_SUFFIX_LENGTH = 30;

/** @throws Failure */
export function checkSuffix(suffix: string): void {
  if (suffix === "" || suffix.length > MAX_SUFFIX_LENGTH || suffix.includes("/"))
    throw new Failure(`invalid suffix '${suffix}'`);
}

/** How a name ends, if it is that of a compressed file. */
export function suffixOf(path: string, own: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const isOne = (suffix: string): boolean => name.length > suffix.length && name.endsWith(suffix.toLowerCase());
  return [own, ...KNOWN].find(isOne);
}

/** What a compressed file is called without. */
export function nameWithout(path: string, suffix: string): string {
  const isTar = suffix === ".tgz" || suffix === ".taz";
  return path.slice(0, -suffix.length) + (isTar ? ".tar" : "");
}
