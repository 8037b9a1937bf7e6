import { S_IFLNK } from "../../abi/file-mode.ts";
import { Failure } from "../program/failure.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import type { Dialog } from "./dialog.ts";
import type { PatchHeader } from "./patch-header.ts";
import type { PatchSettings } from "./patch-options.ts";

/** What is said of a file when its hunks are about to be applied. */
export function beginning(
  { header, type }: { readonly header: PatchHeader; readonly type: number },
  name: string,
  outputName: string,
  isDryRun: boolean,
): string {
  const verb = isDryRun ? "checking" : "patching";
  const what = `${verb} ${type === S_IFLNK ? "symbolic link" : "file"} ${quoteIfNeeded(outputName)}`;
  const isRenamed = name !== outputName;
  if (!isRenamed && !header.isRename) return `${what}\n`;
  const how = header.isCopy ? "copied" : header.isRename ? "renamed" : "read";
  const from = isRenamed ? name : (header.names[name === header.names.old ? "new" : "old"] ?? "");
  return `${what} (${isRenamed ? "" : "already "}${how} from ${from})\n`;
}

/** Looks for the word that a file has to have, if the patch names one. @throws Failure */
export function checkRevision(
  { revision }: PatchHeader,
  content: string,
  { isForced, isBatch }: PatchSettings,
  dialog: Dialog,
): void {
  if (revision === undefined) return;
  const shown = quoteIfNeeded(revision);
  if (content.split(/[\t-\r ]+/).includes(revision)) {
    dialog.sayIfVerbose(`Good.  This file appears to be the ${shown} version.\n`);
  } else if (isForced) {
    dialog.sayUnlessSilent(`Warning: this file doesn't appear to be the ${shown} version -- patching anyway.\n`);
  } else if (isBatch) throw new Failure(`**** This file doesn't appear to be the ${shown} version -- aborting.`);
  else {
    dialog.ask(`This file doesn't appear to be the ${shown} version -- patch anyway? [n] `);
    throw new Failure("**** aborted");
  }
}
