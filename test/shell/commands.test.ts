import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Box, createBackend, type ToolBackend, withSlot } from "../../src/index.ts";

/** One use of each command, and what GNU's prints for it. */
const USES: Readonly<Record<string, readonly [command: string, stdout: string]>> = {
  alias: ["alias x=y; alias x", "alias x='y'\n"],
  awk: ["printf 'a b\\nc d\\n' | awk '{print $2}'", "b\nd\n"],
  base64: ["echo hi | base64; echo aGkK | base64 -d", "aGkK\nhi\n"],
  basename: ["basename /a/b.txt .txt", "b\n"],
  bash: ["bash -c 'echo $0 $1' a b", "a b\n"],
  cat: ["echo hi | cat -n", "     1\thi\n"],
  chmod: ["touch f; chmod 640 f; stat -c %a f", "640\n"],
  clear: ["clear | wc -l", "0\n"],
  column: ["printf 'a b\\nccc d\\n' | column -t", "a    b\nccc  d\n"],
  comm: ["printf 'a\\nb\\n' > x; printf 'b\\nc\\n' > y; comm -12 x y", "b\n"],
  cp: ["echo 1 > a; cp a b; cat b", "1\n"],
  cut: ["echo a:b:c | cut -d: -f2", "b\n"],
  date: ["date -u -d @0 +%Y-%m-%dT%H:%M:%S", "1970-01-01T00:00:00\n"],
  diff: ["echo a > x; echo a > y; diff x y; echo $?", "0\n"],
  dirname: ["dirname /a/b", "/a\n"],
  du: ["mkdir d; du -s d | cut -f2", "d\n"],
  echo: ["echo -n a b", "a b"],
  egrep: ["printf 'ab\\ncd\\n' | egrep 'a|x'", "ab\n"],
  env: ["env -i A=1 env | grep A", "A=1\n"],
  expand: ["printf 'a\\tb\\n' | expand -t4", "a   b\n"],
  expr: ["expr 2 + 3", "5\n"],
  false: ["false; echo $?", "1\n"],
  fgrep: ["printf 'a.c\\nabc\\n' | fgrep a.c", "a.c\n"],
  file: ["echo hi > t; file t | cut -d: -f1", "t\n"],
  find: ["mkdir -p a/b; touch a/b/c.x; find a -name '*.x'", "a/b/c.x\n"],
  fold: ["echo abcdef | fold -w 3", "abc\ndef\n"],
  grep: ["printf 'a1\\nb2\\n' | grep -n b", "2:b2\n"],
  gunzip: ["echo hi > z; gzip z; gunzip z.gz; cat z", "hi\n"],
  gzip: ["echo hi | gzip -c | gzip -dc", "hi\n"],
  head: ["seq 5 | head -n 2", "1\n2\n"],
  help: ["help | head -c 1 | wc -c", "1\n"],
  history: ["history | wc -l", "0\n"],
  hostname: ["hostname", "slotbox\n"],
  join: ["printf '1 a\\n' > x; printf '1 b\\n' > y; join x y", "1 a b\n"],
  jq: ["echo '{\"a\":[1,2]}' | jq -c .a", "[1,2]\n"],
  ln: ["echo t > a; ln -s a l; readlink l", "a\n"],
  ls: ["touch b a; ls", "a\nb\n"],
  md5sum: ["echo hi | md5sum", "764efa883dda1e11db47671c4a3bbd9e  -\n"],
  mkdir: ["mkdir -p x/y; ls x", "y\n"],
  mv: ["echo 1 > a; mv a b; ls", "b\n"],
  nl: ["echo hi | nl", "     1\thi\n"],
  od: ["printf 'ab' | od -An -c", "   a   b\n"],
  paste: ["printf '1\\n2\\n' | paste -sd, -", "1,2\n"],
  printenv: ["A=1 printenv A", "1\n"],
  printf: ["printf '%03d|%s\\n' 7 x", "007|x\n"],
  pwd: ["pwd", "/workspace\n"],
  readlink: ["ln -s t l; readlink l", "t\n"],
  rev: ["echo abc | rev", "cba\n"],
  rg: ["echo needle > f; rg -N needle f", "needle\n"],
  rm: ["touch a; rm a; ls", ""],
  rmdir: ["mkdir d; rmdir d; ls", ""],
  sed: ["echo aXb | sed 's/X/-/'", "a-b\n"],
  seq: ["seq 1 2 5", "1\n3\n5\n"],
  sh: ["sh -c 'echo $((1+1))'", "2\n"],
  sha1sum: ["echo hi | sha1sum", "55ca6286e3e4f4fba5d0448333fa99fc5a404a73  -\n"],
  sha256sum: ["echo hi | sha256sum", "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4  -\n"],
  sleep: ["sleep 0.01; echo up", "up\n"],
  sort: ["printf '10\\n9\\n' | sort -n", "9\n10\n"],
  split: ["seq 4 | split -l 2 - p; cat pab", "3\n4\n"],
  stat: ["echo hi > f; stat -c %s f", "3\n"],
  strings: ["printf '\\0hello\\0' | strings", "hello\n"],
  tac: ["printf '1\\n2\\n' | tac", "2\n1\n"],
  tail: ["seq 5 | tail -n 1", "5\n"],
  tar: ["echo hi > f; tar czf t.tgz f; rm f; tar xzf t.tgz; cat f; tar tf t.tgz", "hi\nf\n"],
  tee: ["echo hi | tee f; cat f", "hi\nhi\n"],
  time: ["{ time -p true; } 2>&1 | grep -c real", "1\n"],
  timeout: ["timeout 60 echo ok; timeout 0.05 sleep 60; echo $?", "ok\n124\n"],
  touch: ["touch -d 2020-01-02T03:04:05Z f; stat f | grep Modify", "Modify: 2020-01-02 03:04:05.000000000 +0000\n"],
  tr: ["echo abc | tr a-c A-C", "ABC\n"],
  tree: ["mkdir d; touch d/f; tree d | head -2", "d\n└── f\n"],
  true: ["true; echo $?", "0\n"],
  unalias: ["alias x=y; unalias x; alias | wc -l", "0\n"],
  unexpand: ["printf '        a\\n' | unexpand", "\ta\n"],
  uniq: ["printf 'a\\na\\nb\\n' | uniq", "a\nb\n"],
  wc: ["echo a b | wc -w", "2\n"],
  which: ["which ls", "/usr/bin/ls\n"],
  whoami: ["whoami", "root\n"],
  xargs: ["echo a b | xargs -n1 echo; echo c | xargs -I{} -P 2 echo -n{}", "a\nb\n-nc\n"],
  yq: ["echo 'a: 1' | yq .a", "1\n"],
  zcat: ["echo hi | gzip > z.gz; zcat z.gz", "hi\n"],
};

describe("the shell's commands", () => {
  let backend: ToolBackend;
  beforeAll(async () => {
    backend = await createBackend({ workers: 2 });
  });
  afterAll(() => backend.stop({ purge: true }));

  it.each(Object.entries(USES))("%s", (_, [command, stdout]) =>
    withSlot(backend, async (box) => {
      expect(await box.bash(command)).toEqual({ stdout, stderr: "", exitCode: 0, outcome: "ok" });
    }),
  );

  const inBox = (use: (box: Box) => Promise<void>) => () => withSlot(backend, use);

  it(
    "leave the network and other languages out, as missing commands",
    inBox(async (box) => {
      for (const name of ["curl", "wget", "js-exec", "sqlite3", "git"]) {
        const result = await box.bash(`${name} --version`);
        expect(result).toEqual({
          stdout: "",
          stderr: `bash: line 1: ${name}: command not found\n`,
          exitCode: 127,
          outcome: "exit",
        });
      }
    }),
  );

  it(
    "say whose they are like",
    inBox(async (box) => {
      const { stdout } = await box.bash(
        "bash --version | head -1 | cut -d, -f1; jq --version | cut -c1-3; sed --version | head -1 | cut -c1-9; tar --version > /dev/null && echo tar; sort --version | head -1 | cut -c1-8",
      );
      expect(stdout).toBe("GNU bash\njq-\nsed (GNU \ntar\nsort (GN\n");
    }),
  );

  it(
    "draw randomness that is new in each shell and call",
    inBox(async (box) => {
      const draw = "echo $RANDOM-$RANDOM; head -c 8 /dev/urandom | od -An -tx1";
      const first = await box.bash(draw);
      const second = await box.bash(draw);
      const elsewhere = await withSlot(backend, (other) => other.bash(draw));
      expect(new Set([first.stdout, second.stdout, elsewhere.stdout]).size).toBe(3);
    }),
  );

  it(
    "see endless devices end",
    inBox(async (box) => {
      expect((await box.bash("head -c 3000000 /dev/zero | wc -c")).stdout.trim()).toBe("3000000");
      expect((await box.bash("tr -dc a-f < /dev/urandom | head -c 12 | wc -c")).stdout.trim()).toBe("12");
      expect((await box.bash("echo x > /dev/null; cat /dev/null; echo y > /dev/full")).exitCode).not.toBe(0);
    }),
  );

  it(
    "keep bytes as they are through pipes, files and archives",
    inBox(async (box) => {
      const all = "printf '\\x00\\x01\\x7f\\x80\\xc3\\x28\\xff' > bin";
      const sum = (await box.bash(`${all}; sha256sum < bin | cut -c1-64`)).stdout.trim();
      for (const command of [
        "cat bin | sha256sum",
        "gzip -c bin | gunzip | sha256sum",
        "base64 bin | base64 -d | sha256sum",
        "tar cf t bin; rm bin; tar xf t; sha256sum < bin",
        "cp bin c; sha256sum < c",
      ]) {
        expect((await box.bash(command)).stdout.slice(0, 64)).toBe(sum);
      }
      const artifact = await backend.readArtifact(box.slot, "bin", { encoding: "base64" });
      expect(artifact.success && Buffer.from(artifact.content, "base64").toString("hex")).toBe("00017f80c328ff");
    }),
  );

  it(
    "print text that looks like something else as it is",
    inBox(async (box) => {
      expect(await box.bash("echo 'Ã©'; echo é | cat; echo é | sed s/x/y/; echo ü >&2")).toMatchObject({
        stdout: "Ã©\né\né\n",
        stderr: "ü\n",
      });
    }),
  );

  it(
    "sees an ordinary Linux around it, in which what the kernel tells can't be changed",
    inBox(async (box) => {
      expect(
        (
          await box.bash(
            "cat /etc/passwd | head -1; for d in /bin /dev /etc /proc /tmp /usr /workspace; do test -d $d && echo $d; done; echo $HOME",
          )
        ).stdout,
      ).toBe("root:x:0:0:root:/root:/bin/bash\n/bin\n/dev\n/etc\n/proc\n/tmp\n/usr\n/workspace\n/root\n");
      for (const command of [
        "touch /proc/x",
        "rm /proc/version",
        "echo x > /proc/uptime",
        "mkdir /proc/y",
        "mv /proc/cpuinfo .",
        "chmod 777 /proc",
        "rmdir /usr",
        "mv /dev/null null",
        "mv /tmp /elsewhere",
      ]) {
        const result = await box.bash(command);
        expect([command, result.exitCode]).not.toEqual([command, 0]);
      }
      expect((await box.bash("echo t > /tmp/t; echo h > ~/h; cat /tmp/t ~/h")).stdout).toBe("t\nh\n");
      expect(await box.list()).toEqual([]);
    }),
  );
});
