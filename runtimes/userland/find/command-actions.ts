import type { Process } from "../../kernel/process.ts";
import { folderOf } from "../program/file-kinds.ts";
import { runChild } from "./child.ts";
import { assertSafePath, type CommandLine, readCommandLine } from "./command-line-reader.ts";
import { Commands, pathInFolder } from "./commands.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";
import type { Reading, Test, TestReader } from "./reading.ts";

export const COMMAND_ACTIONS: Readonly<Record<string, TestReader>> = {
  exec: (reading) => running(reading, false),
  execdir: (reading) => running(reading, true),
  ok: (reading) => asking(reading, false),
  okdir: (reading) => asking(reading, true),
};

function running(reading: Reading, runsInFolder: boolean): Test {
  const { run } = reading;
  const line = readLine(reading, { mayTakeMany: true, runsInFolder });
  if (!line.takesMany) return (file) => runFor(run, line, file, true);
  const commands = new Commands(run, line);
  (runsInFolder ? run.waitingInFolders : run.waiting).push(commands);
  return (file) => commands.add(file);
}

function asking(reading: Reading, runsInFolder: boolean): Test {
  const { run } = reading;
  const line = readLine(reading, { mayTakeMany: false, runsInFolder });
  run.settings.asks = true;
  return async (file) => {
    await run.outputs.flushStandard();
    await run.call.process.printError(`< ${line.args[0]} ... ${file.path} > ? `);
    return (await isAnsweredYes(run.call.process)) && runFor(run, line, file, false);
  };
}

function readLine(reading: Reading, forms: Parameters<typeof readCommandLine>[1]): CommandLine {
  const { run, name } = reading;
  if (forms.runsInFolder) assertSafePath(run.call.process.env.get("PATH") ?? "/bin:/usr/bin", name);
  const line = readCommandLine(reading, forms);
  run.settings.hasAction = true;
  return line;
}

function runFor(
  run: FindRun,
  { args, runsInFolder }: CommandLine,
  file: FoundFile,
  hasInput: boolean,
): Promise<boolean> {
  const path = runsInFolder ? pathInFolder(file.path) : file.path;
  const given = args.map((arg) => (arg.includes("{}") ? arg.replaceAll("{}", () => path) : arg));
  const cwd = runsInFolder ? run.files.realpath(folderOf(file.path)) : undefined;
  return runChild(run, given, { cwd, hasInput });
}

/** Reads one line, byte for byte: what is behind it may be somebody else's. */
async function isAnsweredYes(process: Process): Promise<boolean> {
  let first: number | undefined;
  for (;;) {
    const [byte] = await process.read(0, 1);
    first ??= byte;
    if (byte === undefined || byte === 10) return first === 0x59 || first === 0x79;
  }
}
