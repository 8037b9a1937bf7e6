import type { ShellIsolate } from "../../runtimes/shell/host.ts";
import type { SpawnScope } from "./spawner.ts";

/** An isolate and the switch that says whose files it sees. */
export interface BoundIsolate {
  readonly shell: ShellIsolate;
  readonly target: SpawnScope;
}
