import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";

/* Programs that make and change files: touch, stat, chmod, chown, cp, mv, ln, ls. */

/** A folder of files, folders, symbolic links of all kinds and a hard link, of times long past. */
const BEFORE =
  "mkdir -p d/s e; echo sub > d/s/x; echo in > d/f; echo longer text > g; echo ef > e/f; : > h; ln -s f l; ln -s d ld; ln -s no broken; ln f hard; chmod 640 f; chmod 755 g; chmod 700 e; touch -hd '2020-01-02 03:04:05.678' f l h; touch -hd '2021-06-07 08:09:10' g ld d/f; touch -hd 2019-01-01 d/s/x e/f broken; touch -hd 2018-05-05 d/s d e .";
const FILES = { f: "f text\n" };
/** Everything that there is, and the times that don't depend on the clock. */
const AFTER =
  "find . -printf '%p %y %m %n %U:%G %s %l' '(' ! -newermt 2024-01-01 -printf ' %T+' -o -printf ' now' ')' -printf '\\n' | LC_ALL=C sort; head -v $(find . -type f -size +0 | LC_ALL=C sort)";
/** The times of all, that reading the files would change. */
const TIMES_AFTER =
  "find . '(' -type l -printf %p -o ! -newerat 2024-01-01 -printf '%p %A+' -o -printf '%p now' ')' '(' ! -newermt 2024-01-01 -printf ' %T+' -o -printf ' now' ')' -printf '\\n' | LC_ALL=C sort";
const NAMES = [
  "f",
  "g",
  "h",
  "d",
  "e",
  "l",
  "ld",
  "broken",
  "hard",
  "d/f",
  "new",
  "nodir/x",
  "d/s",
  "ld/",
  "d/",
  "f/",
  "new/",
] as const;
const TIMES = [
  "2020-01-01",
  "2019-12-31 23:59:59.5",
  "@0",
  "@1500000000.25",
  "2022-02-30",
  "2001-02-03T04:05:06Z",
  "2001-02-03 04:05 +0200",
  "x",
  "1 Jan 2000",
  "20100101",
] as const;

export function touchCommand(random: Random): Command {
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => [random.pick(["-a", "-m", "-c", "-h", "--no-create", "--time=atime", "--time=mtime", "--time=x", "-f"])],
        () => ["-d", random.pick(TIMES)],
        () => ["-r", random.pick(["f", "l", "d", "nofile"])],
        () => [
          "-t",
          random.pick([
            "202001020304",
            "202001020304.05",
            "2001020304",
            "01020304.99",
            "x",
            "20200102",
            "9901010000",
            "202013010000",
          ]),
        ],
      ])(),
    )
    .flat();
  return {
    args: ["touch", ...options, ...random.several(1, 2, () => random.pick(NAMES))],
    files: FILES,
    isBound: true,
    before: `${BEFORE}; touch -had 2017-01-01 f g h l d d/f d/s e e/f hard broken ld .`,
    after: TIMES_AFTER,
  };
}

export function statCommand(random: Random): Command {
  const directive = (): string =>
    `%${random.pick(["", "", "", "10", "-10", "010", ".3", "#", "+", "'", " ", "5.2"])}${random.pick(["n", "N", "F", "s", "a", "A", "f", "h", "u", "g", "U", "G", "Y", "y", "X", "t", "T", "%", "q", "m", "o", "E", "B"])}`;
  const format = random.several(1, 3, directive).join(random.pick([" ", "|", "\\n", "\\t", "\\x41", "\\q"]));
  const options = [
    ...(random.chance(25) ? [random.pick(["-L", "--dereference"])] : []),
    ...random.pick([["-c", format], ["-c", format], [`--printf=${format}`], [`--format=${format}`]]),
  ];
  return {
    args: ["stat", ...options, ...random.several(1, 2, () => random.pick(NAMES))],
    files: FILES,
    isBound: true,
    before: `${BEFORE}; touch -h -ad 2017-01-01 f g h l d d/f d/s e e/f hard broken ld`,
  };
}

export function chmodCommand(random: Random): Command {
  const mode = (): string => {
    if (random.chance(25))
      return random.pick(["644", "755", "0", "4755", "1777", "=755", "+111", "-222", "00755", "888", "77777", "2755"]);
    const clause = (): string =>
      `${random.several(0, 2, () => random.pick(["u", "g", "o", "a"])).join("")}${random.several(1, random.chance(85) ? 1 : 2, () => `${random.pick(["+", "-", "="])}${random.pick(["r", "w", "x", "X", "rw", "rwx", "s", "t", "u", "g", "o", "", "rX", "xst"])}`).join("")}`;
    return random.several(1, random.chance(70) ? 1 : 2, clause).join(",");
  };
  const options = random.several(0, 2, () =>
    random.pick(["-v", "-c", "-f", "-R", "-v", "--reference=g", "--changes", "-Rv"]),
  );
  return {
    args: [
      "chmod",
      ...options,
      ...(random.chance(10) ? [] : ["--"]),
      mode(),
      ...random.several(1, 2, () => random.pick(NAMES)),
    ],
    files: FILES,
    isBound: true,
    before: `umask ${random.pick(["022", "022", "077", "002"])}; ${BEFORE}`,
    through: "LC_ALL=C sort",
    after: AFTER,
  };
}

export function chownCommand(random: Random): Command {
  const program = random.pick(["chown", "chown", "chgrp"]);
  const owner =
    program === "chgrp"
      ? random.pick(["0", "1005", "root", "1008", "nosuch", "+1007", ""])
      : random.pick([
          "0",
          "1005",
          "1005:1006",
          ":1007",
          "root",
          "root:",
          "root:root",
          "1009",
          "1003:1004",
          "nosuch",
          "0:nosuch",
          "+1003:+1004",
          ":",
          "",
          "1005.1006",
          "x:y",
        ]);
  const options = random.several(0, 2, () =>
    random.pick([
      "-v",
      "-c",
      "-f",
      "-h",
      "-R",
      "-v",
      "--from=0",
      "--from=1005:1005",
      "--from=:0",
      "--reference=g",
      "-RL",
      "-RP",
      "-RH",
      "--dereference",
    ]),
  );
  return {
    args: [program, ...options, "--", owner, ...random.several(1, 2, () => random.pick(NAMES))],
    files: FILES,
    isBound: true,
    through: "LC_ALL=C sort",
    before: `${BEFORE}; chown 1005:1005 h; chown -h 1005:1006 l; chown 1005:0 d/f`,
    after: AFTER,
  };
}

function twoNames(random: Random): string[] {
  return random.several(random.chance(5) ? 1 : 2, random.chance(80) ? 2 : 3, () => random.pick(NAMES));
}

export function cpCommand(random: Random): Command {
  const options = random.several(0, 3, () =>
    random.pick([
      "-r",
      "-a",
      "-p",
      "-n",
      "-f",
      "-u",
      "-v",
      "-b",
      "-d",
      "-L",
      "-P",
      "-H",
      "-l",
      "-s",
      "-T",
      "-R",
      "-x",
      "-t",
      "-S~",
      "--backup=numbered",
      "--backup=existing",
      "--parents",
      "--remove-destination",
      "--strip-trailing-slashes",
      "--preserve=mode",
      "--preserve=timestamps",
      "--preserve=links",
      "--no-preserve=mode",
      "--attributes-only",
      "--copy-contents",
      "--suffix=.old",
      "--preserve=x",
      "--sparse=always",
      "--reflink=auto",
    ]),
  );
  return {
    args: ["cp", ...options.map((option) => (option === "-t" ? "--target-directory=e" : option)), ...twoNames(random)],
    files: FILES,
    isBound: true,
    before: BEFORE,
    after: AFTER,
  };
}

export function mvCommand(random: Random): Command {
  const options = random.several(0, 2, () =>
    random.pick([
      "-f",
      "-n",
      "-u",
      "-v",
      "-b",
      "-T",
      "--target-directory=e",
      "--backup=numbered",
      "--backup=none",
      "-S.bak",
      "--strip-trailing-slashes",
      "--suffix=.o",
      "--bogus",
    ]),
  );
  return { args: ["mv", ...options, ...twoNames(random)], files: FILES, isBound: true, before: BEFORE, after: AFTER };
}

export function lnCommand(random: Random): Command {
  const options = random.several(0, 3, () =>
    random.pick([
      "-s",
      "-s",
      "-f",
      "-n",
      "-v",
      "-r",
      "-T",
      "-L",
      "-P",
      "-b",
      "--target-directory=e",
      "--backup=numbered",
      "-S.bak",
      "-d",
      "-sf",
      "-sr",
    ]),
  );
  return { args: ["ln", ...options, ...twoNames(random)], files: FILES, isBound: true, before: BEFORE, after: AFTER };
}

export function lsCommand(random: Random): Command {
  const options = random
    .several(0, 4, () =>
      random.pick([
        () => [
          random.pick([
            "-a",
            "-A",
            "-1",
            "-d",
            "-r",
            "-R",
            "-F",
            "-p",
            "-l",
            "-l",
            "-n",
            "-g",
            "-o",
            "-G",
            "-h",
            "-S",
            "-t",
            "-X",
            "-v",
            "-U",
            "-m",
            "-x",
            "-C",
            "-Q",
            "-b",
            "-q",
            "-N",
            "-L",
            "-H",
            "-B",
            "-c",
            "-u",
            "-k",
          ]),
        ],
        () => [`--time-style=${random.pick(["+%Y", "+%s", "iso", "long-iso", "full-iso", "x"])}`],
        () => [random.pick(["-w", "--width="]) + random.pick(["20", "1", "0", "80", "x"])],
        () => [`--sort=${random.pick(["size", "time", "none", "extension", "version", "width", "x"])}`],
        () => [`--color=${random.pick(["always", "never", "auto"])}`],
        () => [
          random.pick([
            "--group-directories-first",
            "--file-type",
            "--indicator-style=slash",
            "--hide=f",
            "-Ig",
            "--quoting-style=shell",
            "--quoting-style=c",
            "--full-time",
            "--block-size=1",
            "-si".slice(0, 2),
            "--si",
            "--zero",
            "--time=birth".slice(0, 10),
            "--author",
            "-T4",
            "--dereference-command-line",
          ]),
        ],
      ])(),
    )
    .flat()
    .filter((option) => !["--time=birt"].includes(option));
  const isOrdered = !options.some((option) => ["-U", "--sort=none", "-c"].includes(option));
  return {
    args: [
      "ls",
      ...options.filter((option) => !["-c", "-u"].includes(option)),
      ...random.several(0, 2, () => random.pick(NAMES)),
    ],
    files: { ...FILES, "x y": "", ".hid": "", "b~": "", "a\nb": "", "i.txt": "x".repeat(3000), é: "", v10: "", v9: "" },
    isBound: true,
    before: `${BEFORE}; touch -d 2016-02-02 'x y' .hid b~ i.txt é v10 v9 .; touch -d 2016-02-02 a*; touch -hd 2016-02-03 .`,
    through: isOrdered ? "cat" : "LC_ALL=C sort",
    after: "",
  };
}
