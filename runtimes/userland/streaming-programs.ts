import type { UserProgram } from "../kernel/kernel.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { cat } from "./cat.ts";
import { CHECKSUMS, checksum } from "./checksum.ts";
import { env } from "./env.ts";
import { head } from "./head.ts";
import { badOption, fail } from "./input.ts";
import { launch } from "./launch.ts";
import { seq } from "./seq.ts";
import { sleep } from "./sleep.ts";
import { tee } from "./tee.ts";
import { timeout } from "./timeout.ts";
import { tr } from "./tr.ts";

/** Writes pages, as GNU's does: a line at a time would be slow. */
const yes: UserProgram = async (process) => {
  const line = encodeUtf8(`${process.args.slice(1).join(" ") || "y"}\n`);
  const page = new Uint8Array(line.length * Math.max(1, Math.floor(8192 / line.length)));
  for (let at = 0; at < page.length; at += line.length) page.set(line, at);
  for (;;) await process.write(1, page);
};

/** Starts a command with SIGHUP ignored. Streams are never terminals here. */
const nohup: UserProgram = async (process, kernel) => {
  const [, command] = process.args;
  if (command === undefined) return fail(process, "missing operand\nTry 'nohup --help' for more information.", 125);
  process.setDisposition("SIGHUP", "ignore");
  return launch(process, kernel, process.args.slice(1));
};

/** `stdbuf -oL COMMAND …`: streams are never held back here. */
const stdbuf: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[0]) {
    args.shift();
    if (!/^-[ioe]|^--(?:input|output|error)=/.test(arg)) return badOption(process, arg.replace(/^-/, ""), 125);
    if (/^-[ioe]$/.test(arg)) args.shift();
  }
  return launch(process, kernel, args);
};

/** `nice [-n N] COMMAND …`: there are no priorities. */
const nice: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[0]) {
    args.shift();
    if (arg === "-n") args.shift();
  }
  if (args.length > 0) return launch(process, kernel, args);
  await process.print("0\n");
  return 0;
};

const setsid: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  while (args[0]?.startsWith("-")) args.shift();
  process.pgid = process.pid;
  return launch(process, kernel, args);
};

/**
 * Programs that read and print as they go, so that `yes | head -1` ends, or that become another program.
 * @param general those by whose name others are known: they do what these leave
 */
export function streamingPrograms(general: ReadonlyMap<string, UserProgram>): ReadonlyMap<string, UserProgram> {
  const programs = new Map<string, UserProgram>(
    Object.entries({ env, nice, nohup, setsid, sleep, stdbuf, tee, timeout, true: () => 0, false: () => 1, yes }),
  );
  programs.set("cat", cat(general.get("cat")));
  programs.set("tr", tr(general.get("tr")));
  const generalSeq = general.get("seq");
  if (generalSeq) programs.set("seq", seq(generalSeq));
  for (const name of CHECKSUMS) {
    const generalChecksum = general.get(name);
    if (generalChecksum) programs.set(name, checksum(name, generalChecksum));
  }
  const generalHead = general.get("head");
  if (generalHead) programs.set("head", head(generalHead));
  return programs;
}
