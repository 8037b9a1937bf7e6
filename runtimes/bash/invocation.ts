import { SET_OPTIONS, type SetOption, SHOPT_OPTIONS, type ShoptOption } from "./state/shell-options.ts";

/** What `bash` was called to do. */
export type Invocation =
  | { readonly kind: "version" }
  | { readonly kind: "help" }
  | { readonly kind: "failure"; readonly message: string; readonly showsUsage?: boolean }
  | {
      readonly kind: "run";
      /** `-c` */
      readonly command: string | undefined;
      readonly operands: readonly string[];
      readonly setOptions: ReadonlyMap<SetOption, boolean>;
      readonly shoptOptions: ReadonlyMap<ShoptOption, boolean>;
      /** `-s` */
      readonly readsStandardInput: boolean;
      readonly isInteractive: boolean;
      readonly isLogin: boolean;
      /** Not with `--noprofile`. */
      readonly readsProfile: boolean;
      /** Not with `--norc`. */
      readonly readsRc: boolean;
      /** `--rcfile` */
      readonly rcFile: string | undefined;
    };

export const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

export const HELP = `GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)
Usage:	bash [GNU long option] [option] ...
	bash [GNU long option] [option] script-file ...
GNU long options:
	--debug
	--debugger
	--dump-po-strings
	--dump-strings
	--help
	--init-file
	--login
	--noediting
	--noprofile
	--norc
	--posix
	--pretty-print
	--rcfile
	--restricted
	--verbose
	--version
Shell options:
	-ilrsD or -c command or -O shopt_option		(invocation only)
	-abefhkmnptuvxBCEHPT or -o option
Type \`bash -c "help set"' for more information about shell options.
Type \`bash -c help' for more information about shell builtin commands.
Use the \`bashbug' command to report bugs.

bash home page: <http://www.gnu.org/software/bash>
General help using GNU software: <http://www.gnu.org/gethelp/>
`;

/** What follows the message of a bad option. */
export const USAGE = HELP.slice(HELP.indexOf("Usage:"), HELP.indexOf("Type `"));

/** Long options without an argument that change nothing here. */
const IGNORED = new Set(["debug", "debugger", "noediting", "restricted", "protected"]);
const RC_FILE = new Set(["init-file", "rcfile"]);

const LETTERS = new Map<string, SetOption>(
  Object.entries(SET_OPTIONS).flatMap(([name, letter]) => (letter === "" ? [] : [[letter, name as SetOption]])),
);

export function parseArguments(args: readonly string[]): Invocation {
  const setOptions = new Map<SetOption, boolean>();
  const shoptOptions = new Map<ShoptOption, boolean>();
  const flags = new Set<string>();
  let rcFile: string | undefined;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--" || arg === "-") {
      at++;
      break;
    }
    if (arg.startsWith("--")) {
      const long = arg.slice(2);
      if (long === "version" || long === "help") return { kind: long };
      if (long === "posix") setOptions.set("posix", true);
      else if (long === "verbose") setOptions.set("verbose", true);
      else if (long === "login") flags.add("l");
      else if (long === "noprofile" || long === "norc") flags.add(long);
      else if (RC_FILE.has(long)) rcFile = args[++at];
      else if (!IGNORED.has(long)) return { kind: "failure", message: `${arg}: invalid option`, showsUsage: true };
      continue;
    }
    if (arg.length < 2 || (arg[0] !== "-" && arg[0] !== "+")) break;
    const isOn = arg[0] === "-";
    for (const letter of arg.slice(1)) {
      const option = LETTERS.get(letter);
      if (option) setOptions.set(option, isOn);
      else if ("cilsrD".includes(letter)) flags.add(letter);
      else if (letter === "o" || letter === "O") {
        const name = args[++at];
        if (name === undefined) continue;
        if (letter === "o" && Object.hasOwn(SET_OPTIONS, name)) setOptions.set(name as SetOption, isOn);
        else if (letter === "O" && Object.hasOwn(SHOPT_OPTIONS, name)) shoptOptions.set(name as ShoptOption, isOn);
        else {
          const what = letter === "o" ? `bash: ${name}: invalid` : `${name}: invalid shell`;
          return { kind: "failure", message: `line 0: ${what} option name` };
        }
      } else return { kind: "failure", message: `${arg[0]}${letter}: invalid option`, showsUsage: true };
    }
  }
  const operands = args.slice(at);
  const takesCommand = flags.has("c");
  const command = takesCommand ? operands[0] : undefined;
  if (takesCommand && command === undefined) return { kind: "failure", message: "-c: option requires an argument" };
  return {
    kind: "run",
    command,
    operands: takesCommand ? operands.slice(1) : operands,
    setOptions,
    shoptOptions,
    readsStandardInput: flags.has("s"),
    isInteractive: flags.has("i"),
    isLogin: flags.has("l"),
    readsProfile: !flags.has("noprofile"),
    readsRc: !flags.has("norc"),
    rcFile,
  };
}
