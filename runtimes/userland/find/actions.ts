import { SystemError } from "../../kernel/system-error.ts";
import { quoted } from "../program/quoting.ts";
import type { FindOutput } from "./find-outputs.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";
import { PrintFormat } from "./print-format.ts";
import type { Reading, Test, TestReader } from "./reading.ts";

export const ACTIONS: Readonly<Record<string, TestReader>> = {
  print: ({ run }) => printing(run, run.outputs.stdout, pathLine),
  print0: ({ run }) => printing(run, run.outputs.stdout, pathWithNul),
  fprint: (reading) => printing(reading.run, outputOf(reading), pathLine),
  fprint0: (reading) => printing(reading.run, outputOf(reading), pathWithNul),
  printf: (reading) => formatting(reading, reading.run.outputs.stdout),
  fprintf: (reading) => {
    const name = reading.argument();
    if (reading.args.next === undefined) throw reading.invalid(name);
    return formatting(reading, reading.run.outputs.open(name));
  },
  ls: ({ run }) => listing(run, run.outputs.stdout),
  fls: (reading) => listing(reading.run, outputOf(reading)),
  delete: ({ run }) => {
    run.settings.hasAction = true;
    run.settings.deletes = true;
    run.settings.isDepthFirst = true;
    return (file) => remove(file, run);
  },
  prune: ({ run }) => {
    run.settings.prunes = true;
    return (file) => {
      file.isPruned = true;
      return true;
    };
  },
  quit: ({ run }) => {
    return () => {
      run.isOver = true;
      return true;
    };
  },
};

export function pathLine({ path }: FoundFile): string {
  return `${path}\n`;
}

function pathWithNul({ path }: FoundFile): string {
  return `${path}\0`;
}

function outputOf(reading: Reading): FindOutput {
  return reading.run.outputs.open(reading.argument());
}

export function printing(run: FindRun, output: FindOutput, textFor: (file: FoundFile) => string): Test {
  run.settings.hasAction = true;
  return (file) => {
    output.put(textFor(file));
    return true;
  };
}

function listing(run: FindRun, output: FindOutput): Test {
  return printing(run, output, (file) => run.listing.lineFor(file));
}

function formatting(reading: Reading, output: FindOutput): Test {
  const { run } = reading;
  const format = new PrintFormat(reading.argument(), reading);
  const print = printing(run, output, (file) => format.textFor(file));
  return (file) => {
    const isDone = print(file);
    return run.notes.length === 0 ? isDone : run.sayNotes().then(() => true);
  };
}

/** The directory that find was called in stays, which is no failure. */
function remove(file: FoundFile, run: FindRun): boolean | Promise<boolean> {
  const { path } = file;
  if (path === ".") return true;
  try {
    if (file.isDirectory) run.files.rmdir(path);
    else run.files.unlink(path);
    return true;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "ENOENT" && run.settings.ignoresRaces) return true;
    return run.complain(`cannot delete ${quoted(path)}: ${error.message}`).then(() => false);
  }
}
