import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ivm from "isolated-vm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SHELL_GLOBAL } from "../../runtimes/abi/shell.ts";
import { KeptHandles } from "../../src/isolate/kept-handles.ts";
import { startupSnapshot } from "../../src/isolate/startup-snapshot.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slotbox-snapshot-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const take = (warmUp: string): Uint8Array => startupSnapshot("shell", { warmUp }, [folder]);

/** Whether an isolate that is made of the snapshot has the shell in it. */
function hasShell(bytes: Uint8Array): boolean {
  const handles = new KeptHandles();
  const snapshot = handles.keep(new ivm.ExternalCopy(new Uint8Array(bytes).buffer));
  const isolate = handles.keep(new ivm.Isolate({ snapshot }));
  const type: unknown = handles.keep(isolate.createContextSync()).evalSync(`typeof ${SHELL_GLOBAL}`);
  isolate.dispose();
  handles.discard();
  return type === "object";
}

it("is made once: who comes next reads it", () => {
  const made = take("1");
  const [file = ""] = readdirSync(folder);
  expect(hasShell(made)).toBe(true);
  expect(Buffer.from(readFileSync(join(folder, file)).subarray(-made.length)).equals(made)).toBe(true);
  const read = take("1");
  expect(Buffer.from(read).equals(made)).toBe(true);
  expect(hasShell(read)).toBe(true);
  expect(readdirSync(folder)).toEqual([file]);
});

it("is not taken for one of other code", () => {
  take("1");
  take("2");
  expect(readdirSync(folder)).toHaveLength(2);
});

it("is made anew if the file is damaged", () => {
  take("1");
  const [file = ""] = readdirSync(folder);
  const content = readFileSync(join(folder, file));
  content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(folder, file), content);
  expect(hasShell(take("1"))).toBe(true);
  expect(readFileSync(join(folder, file)).equals(content)).toBe(false);
});
