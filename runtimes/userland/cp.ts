import { BACKUP_OPTIONS } from "./program/backup.ts";
import { Copier, type CopyManner } from "./program/copy.ts";
import { DESTINATION_OPTIONS, destinations } from "./program/destinations.ts";
import { isDirectoryAt, joined, withoutSlashes } from "./program/file-kinds.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";
import { checkReplacing, REPLACING_OPTIONS } from "./program/replacing.ts";

/* https://www.gnu.org/software/coreutils/cp. Owners, contexts and extended attributes there are none of. */

const OPTIONS = {
  archive: { letters: "a", about: "like -dR --preserve=all" },
  "attributes-only": { about: "copy no content" },
  ...BACKUP_OPTIONS,
  "copy-contents": {},
  d: { about: "like --no-dereference --preserve=links" },
  H: { about: "follow links that are named" },
  link: { letters: "l", about: "make hard links, not copies" },
  dereference: { letters: "L", about: "follow all links" },
  "no-dereference": { letters: "P", about: "copy links as links" },
  p: { about: "like --preserve=mode,ownership,timestamps" },
  preserve: { value: "[LIST]", about: "keep these: mode, ownership, timestamps, links, context, xattr, all" },
  "no-preserve": { value: "LIST", about: "keep not these" },
  parents: { about: "use the whole name of each SOURCE below DIRECTORY" },
  recursive: { letters: "rR", about: "copy directories with what is in them" },
  reflink: { value: "[WHEN]" },
  "remove-destination": { about: "remove each file that is there first" },
  sparse: { value: "WHEN" },
  "strip-trailing-slashes": { about: "take slashes from the ends of SOURCEs" },
  "symbolic-link": { letters: "s", about: "make symbolic links, not copies" },
  ...DESTINATION_OPTIONS,
  ...REPLACING_OPTIONS,
  verbose: { letters: "v", about: "say what is copied" },
  "one-file-system": { letters: "x" },
  context: { letters: "Z", value: "[CTX]" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const ATTRIBUTES = ["mode", "ownership", "timestamps", "links", "context", "xattr", "all"];

export const cp = program({
  name: "cp",
  usage: ["[OPTION]... [-T] SOURCE DEST", "[OPTION]... SOURCE... DIRECTORY", "[OPTION]... -t DIRECTORY SOURCE..."],
  about: "Copies SOURCE to DEST, or each SOURCE into DIRECTORY.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options } = call;
    const manner = mannerOf(call);
    if (options.has("link") && options.has("symbolic-link"))
      throw new UsageError("cannot make both hard and symbolic links");
    const { all, directory } = destinations(call);
    checkReplacing(call);
    const copier = new Copier(call, manner);
    const strips = options.has("strip-trailing-slashes");
    if (options.has("parents") && directory === undefined)
      throw new UsageError("with --parents, the destination must be a directory");
    for (const { source, target } of all) {
      const from = strips ? withoutSlashes(source) : source;
      if (directory === undefined || !options.has("parents")) await copier.copy(from, target);
      else if (await makeParents(call, from, directory))
        await copier.copy(from, joined(directory, withoutSlashes(from)));
    }
  },
});

/** @throws UsageError, Failure */
function mannerOf({ options }: Call): CopyManner {
  const kept = new Set<string>();
  for (const { name, value } of options.all) {
    if (name === "archive") for (const one of ATTRIBUTES) kept.add(one);
    else if (name === "d") kept.add("links");
    else if (name === "p" || (name === "preserve" && value === undefined))
      for (const one of ["mode", "ownership", "timestamps"]) kept.add(one);
    else if (name === "preserve" || name === "no-preserve") {
      for (const text of (value ?? "").split(",")) {
        const chosen = chooseWord(
          text,
          `--${name}`,
          ATTRIBUTES.map((one) => [one]),
        );
        for (const one of chosen === "all" ? ATTRIBUTES : [chosen]) {
          if (name === "preserve") kept.add(one);
          else kept.delete(one);
        }
      }
    }
  }
  const isRecursive = options.has("recursive", "archive");
  const how = options.last("archive", "d", "H", "dereference", "no-dereference");
  const byDefault = isRecursive || options.has("link") ? "none" : "all";
  const follows = how === undefined ? byDefault : how === "H" ? "named" : how === "dereference" ? "all" : "none";
  return {
    isRecursive,
    follows,
    preservesMode: kept.has("mode"),
    preservesOwner: kept.has("ownership"),
    preservesTimes: kept.has("timestamps"),
    preservesLinks: kept.has("links"),
    withContent: !options.has("attributes-only"),
    asLinks: options.has("link") ? "hard" : options.has("symbolic-link") ? "symbolic" : undefined,
    removes: options.has("remove-destination") ? "all" : options.has("force") ? "unwritable" : undefined,
    isVerbose: options.has("verbose"),
  };
}

/** The folders of a source below the target directory. */
async function makeParents(call: Call, source: string, directory: string): Promise<boolean> {
  const { files, output, options } = call;
  const folders = withoutSlashes(source).split("/").slice(0, -1);
  for (let count = 1; count <= folders.length; count++) {
    const folder = folders.slice(0, count).join("/");
    if (folder === "") continue;
    const target = joined(directory, folder);
    if (isDirectoryAt(files, target)) continue;
    if (!isDirectoryAt(files, folder)) {
      await call.complain(`failed to get attributes of ${quoteAlways(folder)}: No such file or directory`);
      return false;
    }
    files.mkdir(target, files.stat(folder).mode & 0o7777);
    if (options.has("verbose")) output.putText(`${folder} -> ${target}\n`);
  }
  return true;
}
