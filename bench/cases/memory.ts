import { type Aim, atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { startProgram } from "../program.ts";
import { median } from "../summary.ts";

interface Sizes {
  readonly before: number;
  readonly after: number;
  readonly afterGc: number;
}

interface Subject {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const MB = 1e6;
const KB = 1e3;
/** Alternating processes; memory varies less than time. */
const ROUNDS = 2;

/** What a slot costs that holds a small file and does nothing. */
const perSlot: Case = {
  name: "memory-1000",
  run: (context) => measurePerSlot(context, "memory-1000", 1000, "file", 64),
};

/** What a slot costs whose isolate is alive. */
const perIsolate: Case = {
  name: "memory-isolates",
  run: (context) => measurePerSlot(context, "memory-isolates", 60, "shell", 64),
};

/** The whole process with ten thousand held slots. */
const idle: Case = {
  name: "memory-10000",
  run: async ({ packages, quick }) => {
    const rows: Row[] = [];
    for (const [index, { name, entry }] of packages.entries()) {
      const sizes = await sizesOf(
        { name, program: "memory.mjs", args: [entry, "10000", "file", "64"] },
        quick ? 1 : ROUNDS,
      );
      const of = (pick: (size: Sizes) => number): number[] => sizes.map((size) => pick(size) / MB);
      const after = of((size) => size.after);
      const aims: Aim[] = index === 0 ? [atMost(median(after), 300, "MB")] : [];
      rows.push(
        row(idle.name, `${name}: process, after`, "MB", after, { aims }),
        row(
          idle.name,
          `${name}: after gc`,
          "MB",
          of((size) => size.afterGc),
        ),
        row(
          idle.name,
          `${name}: before`,
          "MB",
          of((size) => size.before),
        ),
      );
    }
    return rows;
  },
};

/** What a hundred programs, one after another, leave behind. */
const afterPrograms = (name: string, command: string): Case => ({
  name,
  run: async ({ packages: [underTest], quick }) => {
    if (!underTest) return [];
    const sizes = await sizesOf(
      { name, program: "interpreter-memory.mjs", args: [underTest.entry, command] },
      quick ? 1 : ROUNDS,
    );
    const before = median(sizes.map((size) => size.before / MB));
    const after = sizes.map((size) => size.afterGc / MB);
    return [
      row(name, `${underTest.name}: after 100 calls`, "MB", after, {
        aims: [atMost(median(after), 1.1 * before, "MB")],
        note: `before ${before.toFixed(0)} MB`,
      }),
    ];
  },
});

export const memory: readonly Case[] = [
  perSlot,
  perIsolate,
  idle,
  afterPrograms("python-memory", "python3 -c 'print(1)'"),
  afterPrograms("node-memory", "node -e 'console.log(1)'"),
];

async function measurePerSlot(
  { packages, quick }: CaseContext,
  name: string,
  slots: number,
  kind: "file" | "shell",
  liveIsolates: number,
): Promise<Row[]> {
  const subjects: Subject[] = packages.map((subject) => ({
    name: subject.name,
    program: "memory.mjs",
    args: [subject.entry, String(slots), kind, String(liveIsolates)],
  }));
  if (kind === "file") subjects.push({ name: "just-bash", program: "memory-just-bash.mjs", args: [String(slots)] });
  const rows: Row[] = [];
  for (const subject of subjects) {
    const sizes = await sizesOf(subject, quick ? 1 : ROUNDS);
    const grown = sizes.map(({ before, afterGc }) => (afterGc - before) / slots / KB);
    const process = median(sizes.map(({ afterGc }) => afterGc / MB));
    rows.push(row(name, `${subject.name}: per slot`, "KB", grown, { note: `process ${process.toFixed(0)} MB` }));
  }
  return rows;
}

async function sizesOf({ program, args }: Subject, rounds: number): Promise<Sizes[]> {
  const sizes: Sizes[] = [];
  for (let round = 0; round < rounds; round++) {
    await using running = startProgram(program, args, ["--expose-gc"]);
    sizes.push((await running.next()) as Sizes);
  }
  return sizes;
}
