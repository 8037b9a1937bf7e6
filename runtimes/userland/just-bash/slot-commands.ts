import { ls } from "./ls/ls.ts";
import type { SlotCommand } from "./slot-command.ts";

const XARGS_VALUE_OPTION = /^-[nIPdLs]/;

/** The interpreter's wants each option's value as an argument of its own; `xargs -n1` is how people write it. */
const xargs: SlotCommand = async (args, _context, original) => {
  const rest = [...args];
  const options: string[] = [];
  for (let arg = rest[0]; arg?.startsWith("-"); arg = rest[0]) {
    options.push(...(XARGS_VALUE_OPTION.test(arg) && arg.length > 2 ? [arg.slice(0, 2), arg.slice(2)] : [arg]));
    rest.shift();
    if (XARGS_VALUE_OPTION.test(arg) && arg.length === 2) options.push(...rest.splice(0, 1));
  }
  return original([...options, ...rest]);
};

/** The interpreter's takes its program only from the command line; `awk -f` reads it from files. */
const awk: SlotCommand = async (args, context, original) => {
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
  if (programs.length === 0) return original(args);
  return original([...options, programs.join("\n"), ...rest]);
};

export const SLOT_COMMANDS: Readonly<Record<string, SlotCommand>> = {
  xargs,
  awk,
  ls,
};
