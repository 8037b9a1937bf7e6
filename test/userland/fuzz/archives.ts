import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";

/* tar: archives made, told, extracted and changed. */

const BEFORE =
  "mkdir -p d/s e; echo in > d/f; echo sub > d/s/x; echo g > g; ln -s f l; ln f hard; : > h; chmod 640 f; chmod 700 d/s; chown 1005:1006 h; touch -hd '2020-01-02 03:04:05.678' f g h l d/f d/s/x; touch -d 2019-01-01 d/s d e; tar --sort=name -cf a.tar f d l hard h; tar --sort=name -czf a.tgz d g";
const AFTER =
  "find . ! -name '*.tar' ! -name '*.tgz' -printf '%p %y %m %n %U:%G %s %l' '(' ! -newermt 2024-01-01 -printf ' %T+' -o -printf ' now' ')' -printf '\\n' | LC_ALL=C sort; for n in *.tar; do echo \"== $n\"; tar -tvf $n; done";
const MEMBERS = ["f", "d", "d/f", "d/s", "l", "hard", "no", "*.x", "d/*", "*f"] as const;

export function tarCommand(random: Random): Command {
  const members = (most: number): string[] => random.several(0, most, () => random.pick(MEMBERS));
  const [mode, ...own] = random.pick([
    () => [
      random.pick(["-tf", "-tvf", "-tvvf"]),
      random.pick(["a.tar", "a.tar", "a.tgz", "f", "no.tar"]),
      ...members(2),
    ],
    () => [random.pick(["-tf", "tf", "-tvf", "tvf"]), "a.tar", ...members(2)],
    () => [
      random.pick(["-xf", "-xvf", "xf", "-xvvf", "-xzf", "-xkf", "-xUf", "-xpf", "-xmf", "-xOf"]),
      random.pick(["a.tar", "a.tar", "a.tgz"]),
      ...random.pick([[], ["-C", "e"], ["-C", "e"], ["-C", "no"]]),
      ...members(2),
    ],
    () => [random.pick(["-cf", "-cvf", "-chf", "-cvvf"]), random.pick(["new.tar", "-"]), ...members(3)],
    () => [random.pick(["-rf", "-rvf", "-uf", "-Af", "-df", "-dvf", "--delete -f"]), "a.tar", ...members(2)],
  ])();
  const options = random.several(0, 2, () =>
    random.pick([
      "--strip-components=1",
      "--exclude=*x",
      "--exclude=d/s",
      "--wildcards",
      "--no-wildcards",
      "--anchored",
      "--no-recursion",
      "--transform=s,d,q,",
      "--transform=s/^/p\\//",
      "--show-transformed-names",
      "--numeric-owner",
      "--full-time",
      "--no-same-owner",
      "--same-permissions",
      "--keep-old-files",
      "--skip-old-files",
      "--overwrite",
      "--keep-newer-files",
      "--mtime=2018-01-01",
      "--owner=x:9",
      "--group=7",
      "--mode=u=rw",
      "--sort=name",
      "--format=ustar",
      "--format=pax",
      "--ignore-case",
      "-P",
      "-v",
      "-k",
      "--to-stdout",
      "--totals",
      "--index-file=out",
      "-R",
      "--utc",
      "--quoting-style=shell",
      "--one-top-level",
      "--one-top-level=top",
      "--recursive-unlink",
      "--exclude-vcs",
      "-S",
      "-W",
      "-a",
      "--bogus",
    ]),
  );
  const isToOut = mode?.startsWith("-c") === true && own[0] === "-";
  return {
    args: [
      "tar",
      ...(mode ?? "").split(" "),
      ...own,
      ...(mode?.includes("x") || mode?.includes("t") ? [] : ["--sort=name"]),
      ...options,
    ],
    files: { f: "f text\n" },
    isBound: true,
    before: BEFORE,
    ...(isToOut && { through: "tar -tvf -" }),
    after: AFTER,
  };
}
