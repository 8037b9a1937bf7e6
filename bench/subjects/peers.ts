import { bashkitIfThere } from "./bashkit.ts";
import { childProcess } from "./child-process.ts";
import { justBash, justBashBare } from "./just-bash.ts";
import type { Subject } from "./subject.ts";

/** Interpreters that run in the caller's own process. */
export async function interpretersInProcess(): Promise<Subject[]> {
  return [justBash, justBashBare, ...(await bashkitIfThere())];
}

/** What one would run a command line with instead. */
export async function peers(): Promise<Subject[]> {
  return [childProcess, ...(await interpretersInProcess())];
}
