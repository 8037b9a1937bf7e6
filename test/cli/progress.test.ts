import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { startProgress } from "../../src/cli/progress.ts";

function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(sink, { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream, text: () => text };
}

it("draws a bar on a terminal", () => {
  const { stream, text } = fakeStream(true);
  const progress = startProgress(2, stream);
  progress.advance();
  progress.advance();
  progress.stop();
  expect(text()).toMatch(/0\/2 calls[\s\S]*2\/2 calls[\s\S]*\n$/);
});

it.each([
  ["what is no terminal", false, 2],
  ["a terminal if there is nothing to do", true, 0],
])("draws nothing on %s", (_, isTTY, total) => {
  const { stream, text } = fakeStream(isTTY);
  const progress = startProgress(total, stream);
  progress.advance();
  progress.stop();
  expect(text()).toBe("");
});
