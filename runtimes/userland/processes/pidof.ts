import { fileNameOf } from "../../kernel/task.ts";
import { program } from "../program/program.ts";
import { type Row, snapshot } from "./snapshot.ts";

/* https://man7.org/linux/man-pages/man8/pidof.8.html */

export const pidof = program({
  name: "pidof",
  usage: "[OPTION]... PROGRAM...",
  about: "Prints the numbers of the processes that execute each PROGRAM, the newest first.",
  like: "sysvinit",
  options: {
    s: { about: "print one only" },
    c: {},
    n: {},
    q: { about: "print nothing, only end with 0 if there are any" },
    x: { about: "list shells that execute scripts of that name, too" },
    z: { about: "list those that have ended, and nobody has waited for" },
    o: { value: "PID", about: "leave out PID; %PPID stands for who has started it" },
    d: { value: "SEP", about: "print SEP between numbers, not a space" },
  },
  run: ({ options, operands, output, process, kernel }) => {
    const omitted = new Set(
      options
        .values("o")
        .flatMap((list) => list.split(",").map((text) => (text === "%PPID" ? process.ppid : Number(text)))),
    );
    const rows = snapshot(kernel)
      .filter(({ pid, state }) => pid !== process.pid && !omitted.has(pid) && (state !== "ended" || options.has("z")))
      .reverse();
    const found = operands.flatMap((program) => rows.filter((row) => executes(row, program, options.has("x"))));
    if (found.length === 0) return 1;
    if (options.has("q")) return 0;
    const shown = options.has("s") ? found.slice(0, 1) : found;
    output.putText(`${shown.map(({ pid }) => pid).join(options.value("d") ?? " ")}\n`);
    return 0;
  },
});

function executes({ name, args }: Row, program: string, withScripts: boolean): boolean {
  const called = (args[0] ?? "").replace(/^-/, "");
  const wanted = fileNameOf(program);
  if (fileNameOf(called) === wanted || name === wanted.slice(0, 15)) return true;
  return withScripts && fileNameOf(args[1] ?? "") === wanted;
}
