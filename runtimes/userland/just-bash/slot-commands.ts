import { grep } from "./grep.ts";
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

export const SLOT_COMMANDS: Readonly<Record<string, SlotCommand>> = {
  xargs,
  grep,
  egrep: (args, context, original) => grep(["-E", ...args], context, original),
  fgrep: (args, context, original) => grep(["-F", ...args], context, original),
  ls,
};
