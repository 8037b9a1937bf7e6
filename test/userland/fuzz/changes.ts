import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { Texts } from "./texts.ts";

/* patch, of what diff tells of random files. */

const AFTER = "head -vn99 $(find . -type f | LC_ALL=C sort)";

/** Two texts that have most lines in common. */
function versions(random: Random): readonly [string[], string[]] {
  const texts = new Texts(random);
  const lines = random.several(0, 14, () => texts.line().replaceAll("\0", ""));
  const changed = lines.flatMap((line) => {
    const kind = random.below(9);
    if (kind === 0) return [];
    if (kind === 1) return [line, texts.line().replaceAll("\0", "")];
    return kind === 2 ? [line.toUpperCase()] : [line];
  });
  return [lines, changed];
}

export function patchCommand(random: Random): Command {
  const [old, changed] = versions(random);
  const text = (lines: readonly string[]): string => {
    const all = lines.map((line) => `${line}\n`).join("");
    return random.chance(10) ? all.slice(0, -1) : all;
  };
  const target = (): string => {
    const from = random.chance(80) ? old : changed;
    const kind = random.below(5);
    if (kind === 0) return text(["moved", "down", ...from]);
    if (kind === 1) return text(from.slice(1));
    if (kind === 2 && from.length > 1) return text(from.with(random.below(from.length), "other"));
    return text(from);
  };
  const style = random.pick(["-u", "-u", "-u", "-c", "-U1", "-U0", "", "-e", "-C1"]);
  const options = random.several(0, 3, () =>
    random.pick([
      "-R",
      "-N",
      "-f",
      "-t",
      "-s",
      "--verbose",
      "--dry-run",
      "-F0",
      "-F1",
      "-F3",
      "-l",
      "-b",
      "-p0",
      "-p1",
      "-o out",
      "-r rej",
      "-z .bak",
      "-V numbered",
      "-E",
      "-u",
      "--no-backup-if-mismatch",
      "-D NAME",
      "--reject-format=unified",
      "--reject-format=context",
      "-r -",
      "--binary",
      "--posix",
      "-B pre.",
    ]),
  );
  const edit = random.pick([
    "",
    "",
    "",
    "",
    "sed -i 's/^@@.*/@@ -3,4 +3,4 @@/' p;",
    "sed -i 1d p;",
    "(echo text before; cat p; echo text after) > q; mv q p;",
  ]);
  const names = random.pick([
    "--label f --label f",
    "--label a/f --label b/f",
    "--label f.orig --label f",
    "--label /dev/null --label new",
  ]);
  return {
    args: [
      "patch",
      ...options.flatMap((option) => option.split(" ")),
      ...random.pick([["f"], ["f"], [], ["-i", "p"], ["f", "p"]]),
    ],
    files: { old: text(old), changed: text(changed), f: target() },
    stdin: "p",
    isBound: true,
    before: `diff ${style} ${/[uUcC]/.test(style) ? names : ""} old changed > p; ${edit} touch -d 2020-01-01 f`,
    after: `rm old changed p; ${AFTER}`,
  };
}
