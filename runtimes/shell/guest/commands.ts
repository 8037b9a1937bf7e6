import { defineCommand } from "just-bash/browser";
import { answer, host } from "./host.ts";
import { latin1Of } from "./polyfills/encoding.ts";

const DEVICES = new Set(["/dev/zero", "/dev/random", "/dev/urandom", "/dev/full"]);

/** The user a slot's programs run as; see /etc/passwd of the system layout. */
const whoami = defineCommand("whoami", async () => ({ stdout: "root\n", stderr: "", exitCode: 0 }));

const hostname = defineCommand("hostname", async () => ({ stdout: "slotbox\n", stderr: "", exitCode: 0 }));

/** How many bytes `head -c` asks for, if it does. */
function byteCount(args: readonly string[]): number | undefined {
  for (const [index, arg] of args.entries()) {
    const match = /^(?:-c|--bytes=)(\d*)$/.exec(arg);
    if (match) return Number(match[1] === "" ? args[index + 1] : match[1]);
  }
  return undefined;
}

/** The interpreter reads files whole; from an endless device, `head -c N` must get its N bytes. */
const head = defineCommand("head", async (args, context) => {
  const bytes = byteCount(args);
  const path = args.at(-1);
  if (bytes === undefined || path === undefined || !DEVICES.has(path) || !context.origCommand) {
    return context.origCommand
      ? context.origCommand(args)
      : { stdout: "", stderr: "head: not available\n", exitCode: 127 };
  }
  const stdout = latin1Of(new Uint8Array(answer(host().readPrefix(path, bytes), "open", path)));
  return { stdout, stderr: "", exitCode: 0, stdoutKind: "bytes" };
});

export const SLOT_COMMANDS = [whoami, hostname, head];
