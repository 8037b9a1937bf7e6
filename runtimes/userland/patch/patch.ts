import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { program } from "../program/program.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { Dialog } from "./dialog.ts";
import { PatchFiles } from "./patch-files.ts";
import { PATCH_OPTIONS, type PatchCall, patchSettings } from "./patch-options.ts";
import { PatchRun } from "./patch-run.ts";
import { PatchText } from "./patch-text.ts";

/* https://savannah.gnu.org/projects/patch. */

const USAGE = {
  usage: "[OPTION]... [ORIGFILE [PATCHFILE]]",
  about:
    "Applies what diff printed to the files it is about, or to ORIGFILE. The patch is read from PATCHFILE, or from standard input. The status is 0 if all was applied, 1 if something was not, and 2 after an error.",
  like: "GNU patch",
} as const;

export const patch = program({
  name: "patch",
  ...USAGE,
  options: PATCH_OPTIONS,
  failureStatus: 2,
  hintsWithName: true,
  run: async (call) => {
    if (call.options.has("version")) {
      call.output.putText(versionText("patch", USAGE));
      return 0;
    }
    for (const directory of call.options.values("directory")) enter(call, directory);
    const settings = patchSettings(call);
    const dialog = new Dialog(call, settings);
    const output = openOutput(call, settings.output);
    const text = await readPatch(call, settings.patchFile);
    const files = new PatchFiles(call, settings, dialog);
    const patchText = new PatchText(text, (message) => dialog.say(message));
    try {
      const isDone = await new PatchRun(call, settings, dialog, files, patchText, output?.put).run();
      return isDone ? 0 : 1;
    } finally {
      await dialog.flush();
      output?.close();
    }
  },
});

/** @throws Failure */
function enter({ process, files }: PatchCall, directory: string): void {
  try {
    files.open(directory, { access: "read", directory: true }, 0).release();
    process.cwd = files.realpath(directory);
  } catch (error) {
    throw failureOf(`Can't change to directory ${quoteIfNeeded(directory)}`, error);
  }
}

interface OpenOutput {
  put(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** The file that gets all that is patched, if one was named. @throws Failure */
function openOutput({ process, files, output }: PatchCall, name: string | undefined): OpenOutput | undefined {
  if (name === undefined) return undefined;
  if (name === "-") return { put: async (bytes) => output.put(bytes), close: () => {} };
  try {
    const flags = { access: "write", create: true, truncate: true } as const;
    const fd = process.descriptors.add(files.open(name, flags, 0o666));
    return { put: async (bytes) => await process.write(fd, bytes), close: () => process.descriptors.close(fd) };
  } catch (error) {
    throw failureOf(`Can't create file ${quoteIfNeeded(name)}`, error);
  }
}

/** As text of one character a byte. @throws Failure */
async function readPatch(call: PatchCall, name = "-"): Promise<string> {
  try {
    const fd = openInput(call, name === "" ? "-" : name);
    try {
      return latin1Of(await readAll(call.process, fd));
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    throw failureOf(`Can't open patch file ${quoteIfNeeded(name)}`, error);
  }
}

function failureOf(what: string, error: unknown): unknown {
  return error instanceof SystemError ? new Failure(`**** ${what} : ${error.message}`) : error;
}
