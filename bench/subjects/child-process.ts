import { openRemote } from "./remote.ts";
import type { Subject } from "./subject.ts";

/**
 * `bash -c` as a child process in a temporary folder: what a harness without a sandbox does. A small process of its own
 * starts them and times them: forked from a large one, each would cost several times as much.
 */
export const childProcess: Subject = {
  name: "child process",
  open: (files) => openRemote("bash.ts", [], files),
};
