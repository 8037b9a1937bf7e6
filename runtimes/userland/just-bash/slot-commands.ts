import type { SlotCommand } from "./slot-command.ts";

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
  awk,
};
