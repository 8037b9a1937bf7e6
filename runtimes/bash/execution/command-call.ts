import type { Assignment, Command } from "unbash";

/** A command with its words expanded. */
export interface CommandCall {
  /** The command's name first. Assignments are there only for declaration commands. */
  readonly args: readonly (string | Assignment)[];
  /** Assignments in front of it. */
  readonly temporary?: ReadonlyMap<string, string>;
  /** Where it stands, for what is said of a job. */
  readonly node?: Command;
  readonly only?: "builtin" | "program" | "no-functions";
}
