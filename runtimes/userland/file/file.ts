import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { textWidth } from "../column/text-width.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { program } from "../program/program.ts";
import { FILE_OPTIONS, type FileCall } from "./file-options.ts";
import { kindAt, type LookedAt } from "./kind-at.ts";

/* https://www.darwinsys.com/file, for the kinds of files that are met most. */

const FAILED = 1;
/** What there is instead of files that tell of formats. */
const OWN_MAGIC = /^(?:\/usr\/share\/(?:misc|file)|\/usr\/lib\/file|\/etc)\/magic(?:\.mgc)?$/;

export const file = program({
  name: "file",
  usage: "[OPTION]... FILE...",
  about: "Tells what each FILE is, from what is in it.",
  options: FILE_OPTIONS,
  like: "file",
  usageError: (process, message) => process.printError(`file: ${message}\nUsage: file [OPTION]... FILE...\n`),
  run: async (call) => {
    const { options, operands } = call;
    checkMagic(call);
    const lists = options.values("files-from");
    if (operands.length === 0 && lists.length === 0) {
      await call.process.printError("Usage: file [OPTION]... FILE...\n");
      return FAILED;
    }
    let status = 0;
    for (const list of lists) status = Math.max(status, await tell(call, await namesIn(call, list)));
    return Math.max(status, await tell(call, operands));
  },
});

/** @throws Failure */
function checkMagic({ options, files }: FileCall): void {
  for (const path of options.values("magic-file").flatMap((list) => list.split(":"))) {
    if (OWN_MAGIC.test(path)) continue;
    try {
      files.stat(path);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`could not find any valid magic files! (${error.message})`);
    }
    throw new Failure(`\`${path}' can't be read: formats are those that are known`);
  }
}

/** @throws Failure */
async function namesIn(call: FileCall, list: string): Promise<readonly string[]> {
  try {
    const fd = openInput(call, list);
    try {
      const text = decodeUtf8(await readAll(call.process, fd), "escape");
      return text === "" ? [] : text.replace(/\n$/, "").split("\n");
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`Cannot open \`${list}' (${error.message})`);
  }
}

/** @returns the status */
async function tell(call: FileCall, names: readonly string[]): Promise<number> {
  const { options, output } = call;
  const shown = names.map((name) => (name === "-" ? "/dev/stdin" : name));
  const widest = shown.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  const zeros = options.all.filter(({ name }) => name === "print0").length;
  const separator = zeros > 1 ? "" : (options.value("separator") ?? ":");
  let status = 0;
  for (const [index, name] of names.entries()) {
    const label = shown[index] ?? "";
    const padding = options.has("no-pad") ? "" : " ".repeat(widest - textWidth(label));
    const before = `${label}${zeros > 0 ? "\0" : ""}${separator}${zeros > 1 ? "" : `${padding} `}`;
    const { text, isFailed } = await answerFor(call, name);
    if (isFailed) status = FAILED;
    output.putText(`${options.has("brief") || label === "" ? "" : before}${text}${zeros > 1 ? "\0" : "\n"}`);
    if (output.isFull) await output.flush();
  }
  return status;
}

async function answerFor(call: FileCall, name: string): Promise<{ text: string; isFailed: boolean }> {
  const { options } = call;
  try {
    const looked = await kindAt(call, name);
    if (options.has("extension") && looked.kind.mime === "inode/directory") throw new SystemError("EISDIR");
    return { text: described(call, looked), isFailed: false };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "EISDIR") return { text: `ERROR: cannot read \`${name}' (${error.message})`, isFailed: true };
    const isFailed = options.has("E");
    return {
      text: `${isFailed ? "ERROR: cannot stat" : "cannot open"} \`${name}' (${error.message})`,
      isFailed,
    };
  }
}

function described({ options }: FileCall, { kind, compressed, sizeText }: LookedAt): string {
  const wantsAll = options.has("mime") || (options.has("mime-type") && options.has("mime-encoding"));
  const typeOf = ({ mime, charset = "binary" }: typeof kind): string => {
    if (wantsAll) return `${mime}; charset=${charset}`;
    return options.has("mime-encoding") ? charset : mime;
  };
  if (options.has("extension")) return kind.extensions ?? "???";
  const reported = options.has("uncompress-noreport") ? undefined : compressed;
  if (wantsAll || options.has("mime-type", "mime-encoding")) {
    const encoding = reported ? ` compressed-encoding=${typeOf(reported)}` : "";
    return `${typeOf(kind)}${encoding}`;
  }
  const [first = kind.text, ...others] = kind.all ?? [];
  const sizes = sizeText === undefined ? [] : [`, ${sizeText}`];
  const text = options.has("keep-going")
    ? [first, ...sizes, ...others].join(options.has("raw") ? "\n- " : "\\012- ")
    : `${kind.text}${sizes.join("")}`;
  return reported ? `${text} (${reported.text})` : text;
}
