import { defineCommand } from "just-bash/browser";
import { EXIT } from "../../abi/exit-codes.ts";
import { latin1Of } from "../../web/encoding.ts";
import { grep } from "./grep.ts";
import { answer, host } from "./host.ts";
import { ls } from "./ls/ls.ts";

const NOT_AVAILABLE = { stdout: "", stderr: "not available\n", exitCode: EXIT.notFound };

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
  if (bytes === undefined || path === undefined || !DEVICES.has(path))
    return context.origCommand?.(args) ?? NOT_AVAILABLE;
  const stdout = answer(host().readPrefix(path, bytes), "open", path);
  return { stdout, stderr: "", exitCode: 0, stdoutKind: "bytes" };
});

/** Escapes for bytes beyond ASCII, without any for code points. */
const BYTE_ESCAPE = /^(?!.*\\[uU]).*\\(?:x[89a-fA-F][0-9a-fA-F]|0?[23][0-7]{2})/s;

/** The interpreter takes `\\377` for U+00FF; a shell prints the byte. */
const printf = defineCommand("printf", async (args, context) => {
  const result = await (context.origCommand?.(args.some((arg) => BYTE_ESCAPE.test(arg)) ? args.map(asBytes) : args) ??
    NOT_AVAILABLE);
  return args.some((arg) => BYTE_ESCAPE.test(arg)) ? { ...result, stdoutKind: "bytes" } : result;
});

function asBytes(text: string): string {
  return latin1Of(new TextEncoder().encode(text));
}

const XARGS_VALUE_OPTION = /^-[nIPdLs]/;

/** The interpreter's wants each option's value as an argument of its own; `xargs -n1` is how people write it. */
const xargs = defineCommand("xargs", async (args, context) => {
  const rest = [...args];
  const options: string[] = [];
  for (let arg = rest[0]; arg?.startsWith("-"); arg = rest[0]) {
    options.push(...(XARGS_VALUE_OPTION.test(arg) && arg.length > 2 ? [arg.slice(0, 2), arg.slice(2)] : [arg]));
    rest.shift();
    if (XARGS_VALUE_OPTION.test(arg) && arg.length === 2) options.push(...rest.splice(0, 1));
  }
  return context.origCommand?.([...options, ...rest]) ?? NOT_AVAILABLE;
});

/** The interpreter's takes its program only from the command line; `awk -f` reads it from files. */
const awk = defineCommand("awk", async (args, context) => {
  const rest = [...args];
  const options: string[] = [];
  const programs: string[] = [];
  for (let arg = rest[0]; arg?.startsWith("-") && arg !== "-" && arg !== "--"; arg = rest[0]) {
    rest.shift();
    const [, name = "", attached] = /^(-[fFv]|--file)=?(.+)?$/s.exec(arg) ?? [];
    if (name === "") options.push(arg);
    else {
      const value = attached ?? rest.shift() ?? "";
      if (name === "-f" || name === "--file")
        programs.push(await context.fs.readFile(context.fs.resolvePath(context.cwd, value)));
      else options.push(name, value);
    }
  }
  if (programs.length === 0) return context.origCommand?.(args) ?? NOT_AVAILABLE;
  return context.origCommand?.([...options, programs.join("\n"), ...rest]) ?? NOT_AVAILABLE;
});

export const SLOT_COMMANDS = [whoami, hostname, head, printf, xargs, awk, grep, ls];
