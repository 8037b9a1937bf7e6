import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slots: Slot[];

beforeAll(async () => {
  // One worker, so that the slots' calls run in the same machines.
  backend = await createBackend({ workers: 1 });
  slots = [await backend.acquire("changes"), await backend.acquire("keeps")];
});
afterAll(() => backend.stop());

async function run(index: number, command: string): Promise<string> {
  const slot = slots[index];
  if (!slot) throw new Error("no such slot");
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 200_000 });
  return `${metadata.stdout}${metadata.stderr}`;
}

it("a slot's programs in /usr and /bin are its own to change, at once and for no other slot", async () => {
  expect(await run(1, "basename a/b; which basename")).toBe("b\n/usr/bin/basename\n");
  expect(await run(0, "basename a/b; printf '#!/bin/sh\\necho mine $1\\n' > /usr/bin/basename; basename a/b")).toBe(
    "b\nmine a/b\n",
  );
  expect(await run(1, "basename a/b")).toBe("b\n");
  expect(await run(0, "basename a/b; rm /bin/basename; hash -r; basename a/b; echo $?")).toBe(
    "mine a/b\n127\nbash: line 1: basename: command not found\n",
  );
  expect(await run(1, "basename a/b")).toBe("b\n");
});

it("programs can be copied, moved and linked, and are what they were", async () => {
  expect(
    await run(
      0,
      `cp /usr/bin/wc count; printf 'a\\n' | ./count -l; ln -s /usr/bin/wc /usr/local/bin/lines; echo b | lines -l
mv /usr/bin/seq /usr/local/bin/; hash -r; seq 2; ls /usr/bin/seq; cp "$(which python3)" py; ./py -c 'print(1)'
head -c 4 /bin/cat | tail -c 3; echo; mkdir -p /opt/tool/bin; cp count /opt/tool/bin/n; PATH=/opt/tool/bin:$PATH; echo c | n -c`,
    ),
  ).toBe("1\n1\n1\n2\n1\nELF\n2\nls: cannot access '/usr/bin/seq': No such file or directory\n");
});

it("a reset gives back what was there", async () => {
  const [slot] = slots;
  if (slot) await backend.release(slot, { resetWorkspace: true });
  slots[0] = await backend.acquire("changes");
  expect(await run(0, "basename a/b; seq 1; ls /usr/local/bin /opt")).toBe("b\n1\n/opt:\n\n/usr/local/bin:\n");
});
