import { describe, expect, it } from "vitest";
import { nativePrograms } from "../../runtimes/userland/programs.ts";
import { startKernel } from "../kernel/kernel-fixture.ts";

/** Names that another program is called by. */
const CALLED: Readonly<Record<string, string>> = { egrep: "grep", fgrep: "grep", "[": "\\[" };
const OWNERS =
  "\\(GNU (?:coreutils\\) 9\\.1|findutils\\) 4\\.9\\.0|grep\\) 3\\.8|sed\\) 4\\.9|diffutils\\) 3\\.8|tar\\) 1\\.34)|(?:\\(gzip\\) )?1\\.12|from util-linux 2\\.38\\.1|3\\.23|2022-01-14 by Juergen Weigert et al\\.|v2\\.1\\.0|1\\.07\\.1|590 \\(GNU regular expressions\\)|\\(Debian GLIBC 2\\.36-9\\+deb12u14\\) 2\\.36|\\(GNU gettext-runtime\\) 0\\.21|\\(GNU bc 1\\.07\\.1\\) 1\\.4\\.1|from procps-ng 4\\.0\\.2|from sysvinit 3\\.06";
/** Its options are letters. */
const WITHOUT_VERSION = new Set(["which"]);
/** They look at no arguments. */
const SILENT = new Set(["true", "false", "test"]);

const names = [...nativePrograms().keys()].filter((name) => !SILENT.has(name)).sort();

describe.each(names)("%s", (name) => {
  const ran = (option: string) => startKernel().run([`/usr/bin/${name}`], { args: [name, option] });

  it("has a usage text with all its options, of lines that fit", async () => {
    const { stdout, stderr, status } = await ran("--help");
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toMatch(new RegExp(`^Usage: ${CALLED[name] ?? name} `));
    expect(stdout).toMatch(/^ {6}--help {2,}show this text and exit$/m);
    const [usage = ""] = stdout.split("\n\n");
    const options = stdout.slice(usage.length).split("\n");
    expect(options.filter((line) => line.length > 80)).toEqual([]);
  });

  it.skipIf(WITHOUT_VERSION.has(name))("says whose tool it does what of", async () => {
    const { stdout, stderr, status } = await ran("--version");
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toMatch(
      new RegExp(
        `^${CALLED[name] ?? name} (?:${OWNERS})\\n|^ripgrep 13\\.0\\.0\\n|^GNU Awk 5\\.2\\.1|^GNU patch 2\\.7\\.6\\n|^ncurses 6\\.4\\.20221231\\n|^(?:Un)?Zip [36]\\.0|^bzip2, a block|^xz \\(XZ Utils\\) 5\\.4\\.1|^\\*\\*\\* Zstandard CLI|^yq \\(https://github\\.com/mikefarah/yq/\\) version v4\\.|^file-5\\.44\\n|^GNU strings \\(GNU Binutils for Debian\\) 2\\.40\\n`,
      ),
    );
  });
});

it("a usage text comes from the options' table", async () => {
  const { stdout } = await startKernel().run(["/usr/bin/tac"], { args: ["tac", "--help"] });
  expect(stdout).toBe(`Usage: tac [OPTION]... [FILE]...
Prints each FILE with its last line first. Without FILE, or for -, it reads
standard input.

  -b, --before              separators come before what they separate
  -r, --regex               the separator is a regular expression
  -s, --separator=STRING    separate by STRING, not by newlines
      --help                show this text and exit
      --version             show whose version this is and exit
`);
});
