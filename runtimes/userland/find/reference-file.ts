import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import type { FindRun } from "./find-run.ts";
import { FoundFile } from "./found-file.ts";

/** What is known of a file that others are compared with. @throws Failure */
export function referenceStatus({ files, settings }: FindRun, path: string): FileStatus {
  try {
    const followsLink = settings.follows !== "never";
    return new FoundFile(files, path, { start: path, depth: 0, followsLink }).status;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoted(path)}: ${error.message}`);
  }
}
