import { NEXT_WAKE } from "../abi/capability.ts";
import { registers } from "./host.ts";

/** Tells the host when to enter again, at the latest. */
export function publishNextWake(atMs: number): void {
  registers()[NEXT_WAKE] = atMs;
}
