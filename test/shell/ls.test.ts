import { afterAll, beforeAll, expect, it } from "vitest";
import { type Box, createBackend, type ToolBackend, withSlot } from "../../src/index.ts";

let backend: ToolBackend;
beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
});
afterAll(() => backend.stop());

const FILES = `
  mkdir -p d/e .h; echo hi > a.txt; echo x > B.txt; head -c 5000 /dev/zero > big; ln -s d ld; ln -s nowhere dl
  printf '#!/bin/sh\\n' > run.sh; chmod 755 run.sh; chmod 600 a.txt; ln a.txt hard; touch f1 f10 f2; touch d/old
  touch -d 2020-01-02T03:04:05Z a.txt d/old d/e; touch -d 2021-01-02T03:04:05Z B.txt`;

/** What GNU coreutils 9.1 prints for each, in the locale C.UTF-8 and for root. */
const USES: readonly (readonly [command: string, stdout: string, stderr?: string, exitCode?: number])[] = [
  ["ls", "B.txt\na.txt\nbig\nd\ndl\nf1\nf10\nf2\nhard\nld\nrun.sh\n"],
  ["ls -a | head -4", ".\n..\n.h\nB.txt\n"],
  ["ls -A | head -2", ".h\nB.txt\n"],
  ["ls a.txt B.txt", "B.txt\na.txt\n"],
  ["ls *.txt d", "B.txt\na.txt\n\nd:\ne\nold\n"],
  ["ls -d */", "d/\nld/\n"],
  ["ls ld; ls -d ld; ls -F ld dl run.sh; ls dl", "e\nold\nld\ndl@\nld@\nrun.sh*\ndl\n"],
  ["ls -R d", "d:\ne\nold\n\nd/e:\n"],
  ["ls -p | grep /", "d/\n"],
  ["ls -v f*; ls -r f*", "f1\nf2\nf10\nf2\nf10\nf1\n"],
  ["ls -S big a.txt run.sh; ls -t a.txt B.txt", "big\nrun.sh\na.txt\nB.txt\na.txt\n"],
  ["ls --group-directories-first | head -3", "d\nld\nB.txt\n"],
  ["ls -l a.txt B.txt", "-rw-r--r-- 1 root root 2 Jan  2  2021 B.txt\n-rw------- 2 root root 3 Jan  2  2020 a.txt\n"],
  [
    "ls -l d; ls -ld ld | cut -d' ' -f1,9-",
    "total 4\ndrwxr-xr-x 2 root root 4096 Jan  2  2020 e\n-rw-r--r-- 1 root root    0 Jan  2  2020 old\nlrwxrwxrwx ld -> d\n",
  ],
  ["ls -go a.txt; ls -n a.txt", "-rw------- 2 3 Jan  2  2020 a.txt\n-rw------- 2 0 0 3 Jan  2  2020 a.txt\n"],
  ["ls -s big; ls -lh big | cut -d' ' -f5; ls -sh big", "8 big\n4.9K\n8.0K big\n"],
  ["ls --time-style=long-iso -l a.txt", "-rw------- 2 root root 3 2020-01-02 03:04 a.txt\n"],
  ["ls nope a.txt", "a.txt\n", "ls: cannot access 'nope': No such file or directory\n", 2],
  ["ls -z a.txt", "", "ls: invalid option -- 'z'\nTry 'ls --help' for more information.\n", 2],
  ["ls --bogus", "", "ls: unrecognized option '--bogus'\nTry 'ls --help' for more information.\n", 2],
];

for (const [command, stdout, stderr = "", exitCode = 0] of USES) {
  it(`${command} prints what GNU's prints`, async () => {
    const ran = await withSlot(backend, async (box: Box) => {
      await box.bash(FILES);
      return box.bash(command);
    });
    expect([ran.stdout, ran.stderr, ran.exitCode]).toEqual([stdout, stderr, exitCode]);
  });
}
