import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Change, compareTexts } from "../../runtimes/userland/diff/changes.ts";
import { ComparedText } from "../../runtimes/userland/diff/compared-text.ts";
import { plainRange } from "../../runtimes/userland/diff/line-ranges.ts";
import { encodeUtf8 } from "../../runtimes/web/encoding.ts";

const HAS_GNU_DIFF = /^diff \(GNU diffutils\) 3\.(?:[89]|1\d)/.test(
  spawnSync("diff", ["--version"], { encoding: "utf8" }).stdout ?? "",
);
const folder = mkdtempSync(join(tmpdir(), "diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MANNERS = [
  { name: "as it is", flags: [], options: {} },
  { name: "with a horizon", flags: ["--horizon-lines=3"], options: { horizon: 3 } },
  { name: "minimally", flags: ["--minimal"], options: { isMinimal: true } },
  { name: "quickly", flags: ["--speed-large-files"], options: { takesLongMatches: true } },
] as const;

/** Numbers below a limit that are the same in each run. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function texts(seed: number): [string, string] {
  const number = numbersFrom(seed);
  const words = [2, 3, 8, 40, 1000][number(5)] ?? 2;
  const line = (): string => (number(4) === 0 ? "" : `line ${number(words)}`);
  const lines = (count: number): string[] => Array.from({ length: count }, line);
  const old = lines(number([5, 20, 100, 1000][number(4)] ?? 5));
  const changed = number(4) === 0 ? lines(old.length) : [...old];
  for (let edits = number(30); edits > 0; edits--)
    changed.splice(number(changed.length + 1), number(4), ...lines(number(4)));
  const text = (all: string[]): string => all.join("\n") + (all.length > 0 && number(5) > 0 ? "\n" : "");
  return [text(old), text(changed)];
}

async function headers(a: string, b: string, options: object): Promise<string[]> {
  const changes = await compareTexts(new ComparedText(encodeUtf8(a)), new ComparedText(encodeUtf8(b)), {
    isMinimal: false,
    takesLongMatches: false,
    horizon: 0,
    mindsMissingNewline: true,
    rules: { ignoresCase: false, whitespace: "significant", tabWidth: 8 },
    checkpoint: () => undefined,
    ...options,
  });
  return changes.map(header);
}

function header({ starts, ends }: Change): string {
  const letter = starts[0] === ends[0] ? "a" : starts[1] === ends[1] ? "d" : "c";
  return plainRange(starts[0], ends[0]) + letter + plainRange(starts[1], ends[1]);
}

describe.skipIf(!HAS_GNU_DIFF)("chooses the changes that GNU diff chooses", () => {
  it.each(MANNERS)("$name", async ({ flags, options }) => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    for (let seed = 1; seed <= 40; seed++) {
      const [old, changed] = texts(seed);
      writeFileSync(a, old);
      writeFileSync(b, changed);
      const { stdout } = spawnSync("diff", [...flags, a, b], { encoding: "utf8" });
      const expected = stdout.split("\n").filter((line) => /^\d/.test(line));
      expect(await headers(old, changed, options), `seed ${seed}`).toEqual(expected);
    }
  });
});

it("compares large texts that have nothing in order in little time", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
  const whole = (all: string[]): string => `${all.join("\n")}\n`;
  const different = await headers(whole(lines), whole(lines.map((line) => `${line}!`)), {});
  expect(different).toEqual(["1,20000c1,20000"]);
  const reversed = await headers(whole(lines), whole([...lines].reverse()), {});
  expect(reversed.length).toBeGreaterThan(0);
}, 20_000);
