import type { ShellIsolate } from "../machine/shell/shell-isolate.ts";
import type { SpawnScope } from "../machine/spawner.ts";

/** An isolate and the switch that says whose files it sees. */
export interface BoundIsolate {
  readonly shell: ShellIsolate;
  readonly target: SpawnScope;
}
