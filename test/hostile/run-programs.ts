import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Arena, type Isolation, type Trial } from "./arena.ts";
import { PROGRAMS } from "./programs/families.ts";
import { HOST_VARIABLE } from "./programs/program.ts";

/*
 * Runs the hostile programs in threads and in processes:
 * node test/hostile/run-programs.ts [--isolation thread|process] [--only PATTERN] [--verbose]
 * A child runs slotbox, so that what would end the host is told of as any other fault is.
 */

/** What the child tells: it begins a program, or has done one. */
type Told = { readonly begins: number } | { readonly ended: number; readonly trial: Trial };

const { values } = parseArgs({
  options: {
    isolation: { type: "string" },
    only: { type: "string", default: "" },
    verbose: { type: "boolean", default: false },
    /** Of the child: the programs it is to run. */
    indices: { type: "string" },
  },
});

if (values.indices === undefined) process.exitCode = await runAll();
else await serve(values.isolation as Isolation, values.indices.split(",").map(Number));

/** In the child. */
async function serve(isolation: Isolation, indices: readonly number[]): Promise<void> {
  await using arena = new Arena(isolation);
  for (const index of indices) {
    const named = PROGRAMS[index];
    if (!named) continue;
    process.send?.({ begins: index } satisfies Told);
    process.send?.({ ended: index, trial: await arena.try(named.program) } satisfies Told);
  }
}

async function runAll(): Promise<number> {
  const isolations = (["thread", "process"] as const).filter((each) => each === (values.isolation ?? each));
  let [passed, failed] = [0, 0];
  for (const isolation of isolations) {
    const left = [...PROGRAMS.keys()].filter((index) => isWanted(index, isolation));
    const startMs = performance.now();
    while (left.length > 0) {
      await runSome(isolation, left, (index, trial) => {
        if (report(isolation, index, trial)) passed++;
        else failed++;
      });
    }
    console.log(
      `${isolation}: ${Math.round((performance.now() - startMs) / 1000)} s, ${availableParallelism()} processors`,
    );
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function isWanted(index: number, isolation: Isolation): boolean {
  const named = PROGRAMS[index];
  if (!named || !new RegExp(values.only).test(named.title)) return false;
  return isolation === "process" || named.program.processOnly !== true;
}

/** Runs what is left until it is done or the host dies of it; takes out what has been run. */
async function runSome(
  isolation: Isolation,
  left: number[],
  onTrial: (index: number, trial: Trial) => void,
): Promise<void> {
  const child = fork(import.meta.filename, ["--isolation", isolation, "--indices", left.join()], {
    env: { ...process.env, [HOST_VARIABLE]: "1" },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  let running: number | undefined;
  const done = (index: number, trial: Trial): void => {
    running = undefined;
    left.splice(left.indexOf(index), 1);
    onTrial(index, trial);
    if (left.length === 0) endSoon(child);
  };
  child.on("message", (told: Told) => {
    if ("begins" in told) running = told.begins;
    else done(told.ended, told.trial);
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  child.on("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  const how = await promise;
  if (running !== undefined)
    done(running, { faults: [`the host died: ${how}`], outcome: "", isLost: true, lateMs: 0, durationMs: 0 });
  else if (left.length > 0) throw new Error(`the host died between programs: ${how}`);
}

/** A thread that no longer can be interrupted may keep its process; nobody waits for that here. */
function endSoon(child: ChildProcess): void {
  setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
}

function report(isolation: Isolation, index: number, { faults, outcome, isLost, lateMs, durationMs }: Trial): boolean {
  const title = `${isolation}: ${PROGRAMS[index]?.title}`;
  const all = lateMs > 0 ? [...faults, `${lateMs} ms late`] : faults;
  for (const fault of all) console.log(`FAIL ${title}: ${fault}`);
  if (values.verbose)
    console.log(
      `${all.length === 0 ? "ok" : "--"} ${title}: ${outcome}, ${durationMs} ms${isLost ? ", lost its worker" : ""}`,
    );
  return all.length === 0;
}
