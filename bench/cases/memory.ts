import { type Aim, atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { MB, type Measured, type MemoryProgram, measurePrograms } from "../memory-program.ts";
import { bashkitIfThere } from "../subjects/bashkit.ts";
import { median } from "../summary.ts";

const KB = 1e3;

interface Sizes {
  readonly before: number;
  readonly after: number;
  readonly afterGc: number;
}

/** What a slot costs that holds a small file and does nothing. */
const perSlot: Case = {
  name: "memory-1000",
  run: (context) => measurePerSlot(context, "memory-1000", "file", []),
};

/** What a slot costs that has a shell with variables, a function and a directory of its own. */
const perSession: Case = {
  name: "memory-sessions",
  run: (context) => measurePerSlot(context, "memory-sessions", "session", [40]),
};

/** The whole process with ten thousand held slots. */
const idle: Case = {
  name: "memory-10000",
  run: async ({ packages, quick }) => {
    const measured = await measurePrograms<Sizes>(
      packages.map(({ name, entry }) => ({ name, program: "memory.mjs", args: [entry, "10000", "file"] })),
      quick,
    );
    return measured.flatMap(({ name, results }, index) => {
      const of = (key: keyof Sizes): number[] => results.map((sizes) => sizes[key] / MB);
      const aims: Aim[] = index === 0 ? [atMost(median(of("after")), 300, "MB")] : [];
      return [
        row(idle.name, `${name}: process, after`, "MB", of("after"), { aims }),
        row(idle.name, `${name}: after gc`, "MB", of("afterGc")),
        row(idle.name, `${name}: before`, "MB", of("before")),
      ];
    });
  },
};

/** What programs, one after another, leave behind. */
const afterPrograms = (name: string, command: string): Case => ({
  name,
  run: async ({ packages: [underTest], quick }) => {
    if (!underTest) return [];
    const calls = quick ? 20 : 100;
    const [measured] = await measurePrograms<Sizes>(
      [{ name: underTest.name, program: "interpreter-memory.mjs", args: [underTest.entry, command, String(calls)] }],
      quick,
    );
    const results = measured?.results ?? [];
    const before = median(results.map((sizes) => sizes.before / MB));
    const after = results.map((sizes) => sizes.afterGc / MB);
    return [
      row(name, `${underTest.name}: after ${calls} calls`, "MB", after, {
        aims: [atMost(median(after), 1.1 * before, "MB")],
        note: `before ${before.toFixed(0)} MB`,
      }),
    ];
  },
});

export const memory: readonly Case[] = [
  perSlot,
  perSession,
  idle,
  afterPrograms("python-memory", "python3 -c 'print(1)'"),
  afterPrograms("node-memory", "node -e 'console.log(1)'"),
];

const SLOTS = 1000;

async function measurePerSlot(
  { packages, quick }: CaseContext,
  name: string,
  kind: "file" | "session",
  limitsKb: readonly number[],
): Promise<Row[]> {
  const programs: MemoryProgram[] = packages.map((subject) => ({
    name: subject.name,
    program: "memory.mjs",
    args: [subject.entry, String(SLOTS), kind],
  }));
  const interpreter = (name: string, module: string, method: string): MemoryProgram => ({
    name,
    program: "memory-interpreter.mjs",
    args: [module, method, String(SLOTS), kind],
  });
  // In just-bash a call's variables end with it: it has no session to hold.
  if (kind === "file") programs.push(interpreter("just-bash", "just-bash", "exec"));
  for (const { name } of await bashkitIfThere()) programs.push(interpreter(name, "@everruns/bashkit", "execute"));

  return (await measurePrograms<Sizes>(programs, quick)).map(({ name: subject, results }: Measured<Sizes>, index) => {
    const grown = results.map(({ before, afterGc }) => (afterGc - before) / SLOTS / KB);
    const process = median(results.map(({ afterGc }) => afterGc / MB));
    return row(name, `${subject}: per slot`, "KB", grown, {
      note: `process ${process.toFixed(0)} MB`,
      aims: index === 0 ? limitsKb.map((limitKb) => atMost(median(grown), limitKb, "KB")) : [],
    });
  });
}
