import { randomFillSync } from "node:crypto";
import { type ProgramFiles, WINDOW_BYTES } from "../../../runtimes/abi/program-files.ts";
import { asCount, asTime } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import { createDescriptorCalls } from "./descriptor-calls.ts";
import { createPathCalls } from "./path-calls.ts";
import { createStreamCalls } from "./stream-calls.ts";

/** {@link ProgramFiles} over a slot's inodes: what a program has open stays open, whatever becomes of its name. */
export function createProgramFiles(context: CallContext): ProgramFiles {
  return {
    ...createDescriptorCalls(context),
    ...createStreamCalls(context),
    ...createPathCalls(context),
    space: () =>
      context.attempt(() => {
        const { blocks, freeBlocks, files, freeFiles } = context.writer.space;
        context.answer(blocks, freeBlocks, files, freeFiles);
      }),
    random: (bytes) => context.attempt(() => void randomFillSync(context.window, 0, asCount(bytes, WINDOW_BYTES))),
    sleepUntil: (timeMs) => context.attempt(() => context.sleepUntil(asTime(timeMs))),
    wait: () => context.attempt(() => context.wait(), { waits: true }),
  };
}
