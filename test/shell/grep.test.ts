import { afterAll, beforeAll, expect, it } from "vitest";
import { type Box, createBackend, type ToolBackend, withSlot } from "../../src/index.ts";

let backend: ToolBackend;
beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
});
afterAll(() => backend.stop());

const FILES = `
  mkdir -p d/e .h; printf 'TODO x\\nother\\n' > a; printf 'TODO y\\nfoo\\nbar (baz)\\n' > d/b
  echo TODO z > .h/c; echo TODO py > d/e/f.py`;

/** What GNU grep 3.8 prints for each; what it finds in folders, in order of their names. */
const USES: readonly (readonly [command: string, stdout: string])[] = [
  ["grep -rn TODO | sort", ".h/c:1:TODO z\na:1:TODO x\nd/b:1:TODO y\nd/e/f.py:1:TODO py\n"],
  ["grep -rl TODO . | sort", "./.h/c\n./a\n./d/b\n./d/e/f.py\n"],
  ["grep -rl TODO ./ | sort", "./.h/c\n./a\n./d/b\n./d/e/f.py\n"],
  ["grep -r TODO d/ | sort", "d/b:TODO y\nd/e/f.py:TODO py\n"],
  ["grep -rn --include='*.py' TODO", "d/e/f.py:1:TODO py\n"],
  ["grep -R --exclude-dir=e TODO d", "d/b:TODO y\n"],
  ["grep -rn TODO d/b; grep -rHn TODO d/b", "1:TODO y\nd/b:1:TODO y\n"],
  ["grep -Hn foo d/b; grep -H -e foo d/b; grep --with-filename -rl foo d", "d/b:2:foo\nd/b:foo\nd/b\n"],
  ["cd d && grep --recursive --files-with-matches TODO | sort", "b\ne/f.py\n"],
  ["grep -e foo -e TODO d/b", "TODO y\nfoo\n"],
  ["grep -E -e 'fo+' --regexp='^bar' d/b", "foo\nbar (baz)\n"],
  ["grep -F -e foo -e 'bar (' d/b", "foo\nbar (baz)\n"],
  ["grep -rhe TODO -e foo d | sort", "TODO py\nTODO y\nfoo\n"],
  ["grep -vn -e foo -e TODO d/b", "3:bar (baz)\n"],
  ["echo TODO | grep TODO; echo a | grep -e -x; echo $?", "TODO\n1\n"],
];

for (const [command, stdout] of USES) {
  it(`${command} prints what GNU's prints`, async () => {
    const ran = await withSlot(backend, async (box: Box) => {
      await box.bash(FILES);
      return box.bash(command);
    });
    expect([ran.stdout, ran.stderr]).toEqual([stdout, ""]);
  });
}
