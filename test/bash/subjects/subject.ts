import type { Printed, Script } from "../case.ts";

/** A shell that is measured. */
export interface Subject extends AsyncDisposable {
  /** Runs one script in a folder of its own. */
  run(script: Omit<Script, "name">): Promise<Printed>;
}
