import { justBash } from "./just-bash.ts";
import { newShell } from "./new-shell.ts";
import type { Subject } from "./subject.ts";

/** The shells that can be measured, by the names that scripts know them by. */
const SUBJECTS: ReadonlyMap<string, () => Promise<Subject>> = new Map([
  ["new", newShell],
  ["just-bash", justBash],
]);

/** @throws Error for a name that none has */
export function startSubject(name: string): Promise<Subject> {
  const start = SUBJECTS.get(name);
  if (!start) throw new Error(`no such shell: ${name}; there are ${[...SUBJECTS.keys()].join(" and ")}`);
  return start();
}
