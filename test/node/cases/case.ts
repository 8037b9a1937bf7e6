import type { Files } from "../slot-node.ts";

/** What is run in a slot and by the host's Node. */
export interface Case {
  readonly name: string;
  /** The text of `main.js`. */
  readonly script?: string;
  readonly files?: Files;
  /** @default ["main.js"] */
  readonly args?: readonly string[];
  readonly stdin?: string;
}
