import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ivm from "isolated-vm";
import { expect, it } from "vitest";

/** `yes | head -1` beside a sleeper, on a host that has no files and a clock that is asked only. */
const PROGRAM = `
import { createKernel } from "../../runtimes/kernel/create-kernel.ts";
import { decodeUtf8 } from "../../runtimes/web/encoding.ts";
import { nativePrograms } from "../../runtimes/userland/programs.ts";

const programs = nativePrograms();
let [nowMs, wakeMs, printed] = [0, Infinity, ""];
const kernel = createKernel({
  files: {}, registers: new Float64Array(8), programs,
  now: () => nowMs, random: (bytes) => new Uint8Array(bytes),
  onNextWake: (atMs) => { wakeMs = atMs; },
  onFault: (error) => { printed += "fault: " + error; },
});
const start = (parent, args) => kernel.fork(parent, (own) => {
  own.args = args;
  return programs.get(args[0])(own, kernel);
});
kernel.begin({
  program: async (process) => {
    const { readEnd, writeEnd } = kernel.pipe();
    start(process, ["yes"]).descriptors.set(1, writeEnd);
    const head = start(process, ["head", "-n", "1"]);
    head.descriptors.set(0, readEnd);
    start(process, ["sleep", "3"]);
    for (let count = 0; count < 3; count++) {
      const { pid, status } = await kernel.wait(process, -1);
      await process.print((pid === head.pid ? "head" : "other") + JSON.stringify(status) + "\\n");
    }
    return 0;
  },
  args: ["test"], env: new Map(), cwd: "/", maxOutputBytes: 1e6, deadlineMs: 1e6,
  stdout: (bytes) => { printed += decodeUtf8(bytes, "escape"); },
  stderr: (bytes) => { printed += decodeUtf8(bytes, "escape"); },
});
globalThis.fire = () => { nowMs = wakeMs; kernel.fireDue(nowMs); };
globalThis.state = () => JSON.stringify({ printed, wakeMs, left: kernel.processes.length });
`;

it("a kernel runs in an isolate that has the language and nothing else", async () => {
  const resolveDir = fileURLToPath(new URL(".", import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir, loader: "ts" },
    bundle: true,
    write: false,
  });
  const isolate = new ivm.Isolate({ memoryLimit: 32 });
  try {
    const context = isolate.createContextSync();
    context.evalSync(outputFiles[0]?.text ?? "");
    const state = (): unknown => JSON.parse(context.evalSync("state()"));
    const piped = 'y\nhead{"kind":"exited","code":0}\nother{"kind":"signalled","signal":"SIGPIPE"}\n';
    expect(state()).toEqual({ printed: piped, wakeMs: 3000, left: 2 });
    context.evalSync("fire()");
    expect(state()).toMatchObject({ printed: `${piped}other{"kind":"exited","code":0}\n`, left: 0 });
  } finally {
    isolate.dispose();
  }
});
