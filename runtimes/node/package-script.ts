import { currentDirectory, readText } from "./file-access.ts";
import { exitProgram } from "./machine.ts";
import { findExecutable, startChild } from "./processes.ts";
import { printError } from "./standard-error.ts";

const SIGNAL_EXIT = 128;

/** `node --run`: a script of the nearest package.json, as a program of the slot. */
export function runPackageScript(name: string, args: readonly string[], env: Readonly<Record<string, string>>): never {
  const found = nearestPackage();
  if (!found) {
    printError(`Can't find package.json for directory ${currentDirectory()}\n\n`);
    exitProgram(1);
  }
  const { folder, scripts } = found;
  const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (typeof script !== "string") {
    const known = Object.entries(scripts).map(([script, command]) => `  ${script}: ${String(command)}\n`);
    printError(
      `Missing script: "${name}" for ${folder}/package.json\n\nAvailable scripts are:\n${known.join("")}`.trimEnd(),
    );
    printError("\n");
    exitProgram(1);
  }
  const variables = {
    ...env,
    NODE_RUN_SCRIPT_NAME: name,
    NODE_RUN_PACKAGE_JSON_PATH: `${folder}/package.json`,
    PATH: `${folder}/node_modules/.bin:${env["PATH"] ?? ""}`,
  };
  const quoted = args.map((arg) => ` '${arg.replaceAll("'", "'\\''")}'`);
  const request = {
    file: "/bin/sh",
    args: ["sh", "-c", `${script}${quoted.join("")}`],
    cwd: folder,
    envPairs: Object.entries(variables).map(([variable, value]) => `${variable}=${value}`),
  };
  const shell = findExecutable(request);
  if ("error" in shell) {
    printError(`slotbox has no /bin/sh: ${shell.error}\n`);
    exitProgram(1);
  }
  const child = startChild(shell.path, request, [0, 1, 2]);
  if ("error" in child) {
    printError(`slotbox can't start /bin/sh: ${child.error}\n`);
    exitProgram(1);
  }
  const { code, signal } = child.wait();
  exitProgram(signal === 0 ? code : SIGNAL_EXIT + signal);
}

function nearestPackage(): { readonly folder: string; readonly scripts: Record<string, unknown> } | undefined {
  for (let folder = currentDirectory(); ; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    const text = readText(`${folder}/package.json`);
    if (text !== undefined) {
      const { scripts } = JSON.parse(text) as { scripts?: unknown };
      return { folder, scripts: typeof scripts === "object" && scripts !== null ? { ...scripts } : {} };
    }
    if (folder === "") return undefined;
  }
}
