import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type BackendConfig,
  type ExecutionRequest,
  OUTCOMES,
  type Slot,
  SlotboxError,
  type ToolBackend,
} from "../../src/index.ts";
import { backgroundContract } from "./background-contract.ts";

export interface ContractSubject {
  readonly name: string;
  /** A started backend. */
  create(config: BackendConfig): Promise<ToolBackend>;
}

const bash = (slot: Slot, command: string, more: Partial<ExecutionRequest> = {}): ExecutionRequest => ({
  slot,
  tool: "bash",
  args: { command },
  ...more,
});

/** The very first one on a machine takes some seconds, and several times as long on a busy one. */
const INTERPRETER_START_MS = 300_000;
/** For calls that are not to meet their time limit, however busy the machine is. */
const PATIENT_MS = 100_000;
/** For a call that is to run until it is stopped, or to an end, when nobody stops it. */
const UNTIL_STOPPED_MS = 15_000;

/** What every backend does, whatever it runs on. */
export function backendContract({ name, create }: ContractSubject): void {
  describe(`${name}: the backend contract`, () => {
    let backend: ToolBackend;

    beforeAll(async () => {
      backend = await create({
        workers: 2,
        template: { "README.txt": "from the template\n" },
        env: { GREETING: "hello" },
      });
    });
    afterAll(() => backend.stop({ purge: true }));

    async function fresh<T>(use: (slot: Slot) => Promise<T>): Promise<T> {
      const slot = await backend.acquire();
      try {
        return await use(slot);
      } finally {
        await backend.release(slot, { resetWorkspace: true });
      }
    }

    describe("results", () => {
      it("come in the order of the requests, one each", () =>
        fresh(async (slot) => {
          const other = await backend.acquire("other");
          const commands = Array.from({ length: 20 }, (_, i) => bash(i % 3 === 0 ? other : slot, `echo ${i}`));
          const results = await backend.executeBatch(commands);
          expect(results.map(({ output }) => output)).toEqual(commands.map((_, i) => String(i)));
          expect(results.every(({ metadata }) => OUTCOMES.includes(metadata.outcome))).toBe(true);
          await backend.release(other, { resetWorkspace: true });
        }));

      it("say what happened", () =>
        fresh(async (slot) => {
          const [ok, exit, timeout] = await backend.executeBatch([
            bash(slot, "echo out; echo err >&2"),
            bash(slot, "echo partial; exit 3", { executionId: "mine" }),
            bash(slot, "echo before; sleep 60", { timeoutMs: 1500 }),
          ]);
          expect(ok).toMatchObject({
            success: true,
            output: "out\n\n[stderr]\nerr",
            error: "",
            slotId: slot.id,
            metadata: {
              outcome: "ok",
              exitCode: 0,
              sandboxed: true,
              networkIsolated: true,
              stdout: "out\n",
              stderr: "err\n",
            },
          });
          expect(exit).toMatchObject({
            success: false,
            output: "partial",
            error: "Exit code: 3",
            executionId: "mine",
            metadata: { outcome: "exit", exitCode: 3 },
          });
          expect(timeout).toMatchObject({
            success: false,
            output: "before",
            error: "Command timed out after 1.5s",
            metadata: { outcome: "timeout", exitCode: -1, timeout: true },
          });
        }));

      it("of one slot run in order, and see each other's files", () =>
        fresh(async (slot) => {
          const results = await backend.executeBatch([
            { slot, tool: "write_file", args: { path: "a/b.txt", content: "b\na\n" } },
            bash(slot, "sort a/b.txt > sorted.txt"),
            { slot, tool: "read_file", args: { path: "sorted.txt" } },
          ]);
          expect(results.map(({ success }) => success)).toEqual([true, true, true]);
          expect(results[0]?.output).toBe("Successfully wrote 4 bytes to a/b.txt");
          expect(results[2]).toMatchObject({ output: "a\nb\n", metadata: { path: "sorted.txt", size: 4 } });
        }));

      it("of a bad request is an error result, and the others run", () =>
        fresh(async (slot) => {
          const bad = [
            { slot, tool: "nope", args: {} },
            { slot, tool: "bash", args: {} },
            { slot, tool: "bash", args: { command: 5 } },
            { slot, tool: "bash", args: { command: "" } },
            { slot, tool: "bash", args: { command: "echo \0" } },
            { slot, tool: "bash", args: { command: "true", surprise: 1 } },
            { slot, tool: "write_file", args: { path: "x" } },
            { slot: undefined, tool: "bash", args: { command: "true" } },
            undefined,
            { slot, tool: "toString", args: {} },
            { ...bash(slot, "true"), timeout: 1 },
          ] as unknown as ExecutionRequest[];
          const results = await backend.executeBatch([bash(slot, "echo first"), ...bad, bash(slot, "echo last")]);
          expect(results.at(0)?.output).toBe("first");
          expect(results.at(-1)?.output).toBe("last");
          for (const result of results.slice(1, -1)) {
            expect(result).toMatchObject({ success: false, metadata: { outcome: "invalid" } });
            expect(result.error).not.toBe("");
          }
          expect(results[1]?.error).toBe("Unknown tool: nope");
          expect(results[2]?.error).toMatch(/Invalid arguments for bash: command: /);
          expect(results[6]?.error).toMatch(/unknown option "surprise"/);
          expect(results.at(-2)?.error).toMatch(/unknown option "timeout" of a request \(allowed: .*timeoutMs/);
        }));

      it("with options nobody knows is refused by name", () =>
        fresh(async (slot) => {
          const unknown = (option: string) => ({ code: "invalid_argument", message: expect.stringContaining(option) });
          const options = { timeout: 1, reset: true, sha256: true } as object;
          await expect(backend.execute(bash(slot, "true"), options)).rejects.toMatchObject(unknown('"timeout"'));
          await expect(backend.executeBatch([], options)).rejects.toMatchObject(unknown('"timeout"'));
          await expect(backend.release(slot, options)).rejects.toMatchObject(unknown('"reset"'));
          await expect(backend.readArtifact(slot, "x", options)).rejects.toMatchObject(unknown('"sha256"'));
          await expect(backend.listArtifacts(slot, ".", options)).rejects.toMatchObject(unknown('"sha256"'));
          await expect(backend.archiveArtifacts(slot, ".", options)).rejects.toMatchObject(unknown('"sha256"'));
        }));

      it("of a tool that is known but absent says so", () =>
        fresh(async (slot) => {
          const result = await backend.execute({ slot, tool: "tmux", args: { action: "start" } });
          expect(result).toMatchObject({ success: false, metadata: { outcome: "unsupported" } });
        }));

      it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12, "5" as unknown as number])(
        "refuse a timeout of %s",
        (timeoutMs) =>
          fresh(async (slot) => {
            const inBatch = await backend.executeBatch([bash(slot, "true")], { timeoutMs });
            const inRequest = await backend.execute(bash(slot, "true", { timeoutMs }));
            for (const result of [...inBatch, inRequest]) {
              expect(result).toMatchObject({ success: false, metadata: { outcome: "invalid" } });
              expect(result.error).toContain("timeoutMs");
            }
          }),
      );

      it("of an empty batch is an empty array, of a batch that is none an error", async () => {
        expect(await backend.executeBatch([])).toEqual([]);
        await expect(backend.executeBatch("x" as unknown as ExecutionRequest[])).rejects.toMatchObject({
          code: "invalid_argument",
        });
      });

      it("of 10,000 requests all come", () =>
        fresh(async (slot) => {
          const requests = Array.from({ length: 10_000 }, (_, i) => ({
            slot,
            tool: "write_file",
            args: { path: `f${i % 7}`, content: `${i}` },
          }));
          const results = await backend.executeBatch(requests);
          expect(results).toHaveLength(10_000);
          expect(results.every(({ success }) => success)).toBe(true);
          expect((await backend.execute(bash(slot, "cat f0"))).output).toBe(String(9996));
        }));

      it("of a 10 MB command is an error that names the limit", () =>
        fresh(async (slot) => {
          const result = await backend.execute(bash(slot, `echo ${"x".repeat(10_000_000)}`));
          expect(result).toMatchObject({ success: false, metadata: { outcome: "invalid" } });
          expect(result.error).toContain("maxCommandBytes");
        }));

      it("are cut at 50,000 characters a stream, marked", () =>
        fresh(async (slot) => {
          const result = await backend.execute(bash(slot, "seq 1 20000; seq 1 20000 >&2"));
          expect(result.metadata).toMatchObject({ outcome: "ok", truncated: true });
          expect(result.metadata.stdout).toHaveLength(50_000 + "\n... (output truncated)".length);
          expect(result.metadata.stderr).toHaveLength(50_000 + "\n... (output truncated)".length);
          expect(result.output).toContain("\n... (output truncated)\n[stderr]\n1\n2\n");
        }));
    });

    describe("execute", () => {
      it("doesn't wait for a slow call of another slot", async () => {
        const own = await create({ workers: 2 });
        const [slow, fast] = await Promise.all([own.acquire("slow"), own.acquire("fast")]);
        const running = own.execute(bash(slow, "while :; do :; done", { timeoutMs: UNTIL_STOPPED_MS }));
        expect((await own.execute(bash(fast, "echo fast", { timeoutMs: PATIENT_MS }))).output).toBe("fast");
        // Had it waited for the slow call, that one would have met its time limit.
        await own.stop({ purge: true });
        expect((await running).metadata.outcome).toBe("stopped");
      });

      it("lets more slots sleep at a time than there are workers", async () => {
        const slots = await Promise.all(Array.from({ length: 12 }, (_, i) => backend.acquire(`sleeper-${i}`)));
        const results = await backend.executeBatch(
          slots.map((slot) => bash(slot, "date +%s; sleep 1; date +%s")),
          { timeoutMs: PATIENT_MS },
        );
        const times = results.map(({ output }) => output.split("\n").map(Number));
        const asleepAt = (instant: number): number =>
          times.filter(([begun = 0, ended = 0]) => begun <= instant && instant < ended).length;
        // One after the other on each of two workers, two of them would sleep at a time.
        expect(Math.max(...times.map(([begun = 0]) => asleepAt(begun)))).toBeGreaterThan(2);
        for (const slot of slots) await backend.release(slot, { resetWorkspace: true });
      });
    });

    describe("slots", () => {
      it("go from available to acquired to executing and back", async () => {
        const slot = await backend.acquire("stateful");
        expect(slot).toMatchObject({ state: "acquired", trajectoryId: "stateful", workspaceDir: "/workspace" });
        const running = backend.execute(bash(slot, "true"));
        expect(slot.state).toBe("executing");
        await running;
        expect(slot.state).toBe("acquired");
        await backend.release(slot);
        expect(slot.state).toBe("available");
      });

      it("are the same for a trajectory while held, and keep its files after a release without reset", async () => {
        const slot = await backend.acquire("keeper");
        expect(await backend.acquire("keeper")).toBe(slot);
        await backend.execute(bash(slot, "echo mine > note"));
        await backend.release(slot);
        const again = await backend.acquire("keeper");
        expect(again).not.toBe(slot);
        expect((await backend.execute(bash(again, "cat note"))).output).toBe("mine");
        await backend.release(again, { resetWorkspace: true });
        const reset = await backend.acquire("keeper");
        expect((await backend.execute(bash(reset, "ls"))).output).toBe("README.txt");
        await backend.release(reset, { resetWorkspace: true });
      });

      it("start from the template and the environment", () =>
        fresh(async (slot) => {
          const result = await backend.execute(bash(slot, "cat README.txt; echo $GREETING; pwd"));
          expect(result.output).toBe("from the template\nhello\n/workspace");
        }));

      it("refuse a second release, calls after it, and slots of another backend", async () => {
        const slot = await backend.acquire();
        await backend.release(slot);
        await expect(backend.release(slot)).rejects.toMatchObject({ code: "slot_released" });
        expect(await backend.execute(bash(slot, "true"))).toMatchObject({
          success: false,
          metadata: { outcome: "invalid" },
        });
        await expect(backend.readArtifact(slot, "x")).rejects.toMatchObject({ code: "slot_released" });
        const foreign = { id: "slot_0", state: "acquired" } as unknown as Slot;
        await expect(backend.release(foreign)).rejects.toMatchObject({ code: "unknown_slot" });
        expect((await backend.execute(bash(foreign, "true"))).metadata.outcome).toBe("invalid");
      });

      it("can't be released while they execute", async () => {
        const slot = await backend.acquire();
        const running = backend.execute(bash(slot, "sleep 0.2"));
        await expect(backend.release(slot)).rejects.toMatchObject({ code: "slot_busy" });
        await running;
        await backend.release(slot, { resetWorkspace: true });
      });
    });

    backgroundContract(create);

    describe("bash_stateful", () => {
      const stateful = (slot: Slot, command: string): ExecutionRequest => ({
        slot,
        tool: "bash_stateful",
        args: { command },
      });

      it("keeps cwd, variables, arrays, functions and options until reset", async () => {
        const slot = await backend.acquire("shell");
        await backend.executeBatch([
          stateful(slot, "mkdir -p d && cd d && x=1 && export E=2 && a=(p 'q r') && declare -A m=([k]=v)"),
          stateful(slot, "f() { echo \"f$1:$x\"; }; set -o pipefail; shopt -s extglob; alias ll='ls -l'"),
        ]);
        const result = await backend.execute(
          stateful(
            slot,
            "pwd; echo $x $E; echo \"${a[1]}\" ${m[k]}; f 7; false | true; echo $?; bash -c 'echo $E'; shopt extglob",
          ),
        );
        expect(result.output.split("\n")).toEqual([
          "/workspace/d",
          "1 2",
          "q r v",
          "f7:1",
          "1",
          "2",
          "extglob        \ton",
        ]);
        // The stateless shell is not touched by it.
        expect((await backend.execute(bash(slot, "pwd; echo [$x$E]; f"))).output).toMatch(
          /^\/workspace\n\[\]\n\n\[stderr\]\n.*f: command not found/s,
        );
        await backend.release(slot, { resetWorkspace: true });
        const again = await backend.acquire("shell");
        expect((await backend.execute(stateful(again, "pwd; echo [$x]"))).output).toBe("/workspace\n[]");
        await backend.release(again, { resetWorkspace: true });
      });

      it("goes on after a call that timed out, from before it", () =>
        fresh(async (slot) => {
          await backend.execute(stateful(slot, "x=kept"));
          const cut = await backend.execute({ ...stateful(slot, "x=lost; while :; do :; done"), timeoutMs: 200 });
          expect(cut.metadata.outcome).toBe("timeout");
          expect((await backend.execute(stateful(slot, "echo $x"))).output).toBe("kept");
        }));
    });

    describe("a signal", () => {
      it("stops calls that run or wait, and their slots go on", () =>
        fresh(async (slot) => {
          const caller = new AbortController();
          await backend.execute(bash(slot, "echo before > f"));
          const calls = backend.executeBatch([bash(slot, "sleep 50; echo after > f"), bash(slot, "echo never > g")], {
            timeoutMs: UNTIL_STOPPED_MS * 4,
            signal: caller.signal,
          });
          setTimeout(() => caller.abort(), 50);
          const results = await calls;
          expect(results.map(({ success, metadata }) => [success, metadata.outcome])).toEqual([
            [false, "stopped"],
            [false, "stopped"],
          ]);
          expect((await backend.execute(bash(slot, "cat f; ls"))).output).toBe("before\nREADME.txt\nf");
          const late = await backend.execute(bash(slot, "true"), { signal: caller.signal });
          expect(late.metadata.outcome).toBe("stopped");
        }));

      it("that is never aborted changes nothing", () =>
        fresh(async (slot) => {
          const { signal } = new AbortController();
          const results = await backend.executeBatch([bash(slot, "echo a"), bash(slot, "echo b")], { signal });
          expect(results.map(({ output }) => output)).toEqual(["a", "b"]);
        }));
    });

    describe.each([
      {
        tool: "javascript",
        begin: "const x = { n: 1 }; x",
        next: "x.n += 1; console.log('printed'); x.n",
        boom: "x.y.z",
      },
      { tool: "python", begin: "x = {'n': 1}; x", next: "x['n'] += 1; print('printed'); x['n']", boom: "x['y']" },
    ])("$tool", ({ tool, begin, next, boom }) => {
      it(
        "keeps what code defines until reset, and gives the last value",
        async () => {
          const code = (slot: Slot, text: string): ExecutionRequest => ({
            slot,
            tool,
            args: { code: text },
            timeoutMs: INTERPRETER_START_MS,
          });
          const slot = await backend.acquire("session");
          const results = await backend.executeBatch([begin, next, boom, next].map((text) => code(slot, text)));
          expect(results.map(({ success, metadata }) => [success, metadata.value, metadata.firstCall])).toEqual([
            [true, { n: 1 }, true],
            [true, 2, false],
            [false, undefined, false],
            [true, 3, false],
          ]);
          expect(results.map(({ output }) => output)).toMatchObject({ 1: "printed\n2", 3: "printed\n3" });
          await backend.release(slot, { resetWorkspace: true });
          const again = await backend.acquire("session");
          expect(await backend.execute(code(again, next))).toMatchObject({
            success: false,
            metadata: { firstCall: true },
          });
          await backend.release(again, { resetWorkspace: true });
        },
        INTERPRETER_START_MS,
      );
    });

    describe("artifacts", () => {
      it("are read, listed and archived from memory", () =>
        fresh(async (slot) => {
          await backend.execute(
            bash(slot, "mkdir d; printf 'h\\303\\251' > d/x.txt; ln -s /etc/passwd out; echo hi > a.json"),
          );
          expect(await backend.readArtifact(slot, "d/x.txt", { includeSha256: true })).toEqual({
            success: true,
            content: "hé",
            encoding: "text",
            truncated: false,
            bytes: 3,
            fileSize: 3,
            path: "d/x.txt",
            mime: "text/plain",
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          });
          expect(await backend.readArtifact(slot, "out")).toMatchObject({ success: false, code: "access_denied" });
          const list = await backend.listArtifacts(slot, ".", { recursive: true });
          expect(list.success && list.entries.map(({ path }) => path)).toEqual([
            "d",
            "README.txt",
            "a.json",
            "d/x.txt",
          ]);
          const archive = await backend.archiveArtifacts(slot);
          expect(archive).toMatchObject({ success: true, format: "tar.gz", entryCount: 3 });
        }));
    });

    it("lists its tools as JSON Schemas", () => {
      const tools = backend.tools();
      expect(tools.map((tool) => tool.function.name)).toEqual([
        ...["bash", "bash_stateful", "javascript", "python", "read_file", "write_file"],
      ]);
      expect(tools[5]).toMatchObject({
        type: "function",
        function: { parameters: { type: "object", required: ["path", "content"], additionalProperties: false } },
      });
    });

    it("counts what it holds", () =>
      fresh(async (slot) => {
        await backend.execute(bash(slot, "head -c 1000 /dev/zero > z"));
        const stats = backend.stats();
        expect(stats).toMatchObject({ running: true, workers: 2, waitingAcquires: 0, queuedCalls: 0 });
        expect(stats.slots.acquired).toBeGreaterThan(0);
        expect(stats.workspaceBytes).toBeGreaterThanOrEqual(1000);
      }));
  });

  describe(`${name}: life and death`, () => {
    it("waits for a slot in order of arrival", async () => {
      const backend = await create({ workers: 1, maxSlots: 1, acquireTimeoutMs: PATIENT_MS });
      const first = await backend.acquire("a");
      const order: string[] = [];
      const b = backend.acquire("b").then(async (slot) => {
        order.push("b");
        await backend.release(slot);
      });
      const c = backend.acquire("c").then(async (slot) => {
        order.push("c");
        await backend.release(slot);
      });
      await backend.execute(bash(first, "echo secret > file"));
      await backend.release(first);
      await Promise.all([b, c]);
      expect(order).toEqual(["b", "c"]);
      const last = await backend.acquire("d");
      expect((await backend.execute(bash(last, "ls -a; cat file"))).output).not.toContain("secret");
      await backend.stop({ purge: true });
    });

    it("gives up waiting for a slot in time", async () => {
      const backend = await create({ workers: 1, maxSlots: 1, acquireTimeoutMs: 2000 });
      await backend.acquire("a");
      await expect(backend.acquire("b")).rejects.toMatchObject({
        code: "acquire_timeout",
        message: expect.stringContaining("acquireTimeoutMs"),
      });
      await backend.stop({ purge: true });
    });

    it("reads artifacts while its only worker is busy", async () => {
      const backend = await create({ workers: 1 });
      const [busy, other] = [await backend.acquire("busy"), await backend.acquire("other")];
      await backend.execute(bash(other, "echo here > f"));
      const running = backend.execute(bash(busy, "while :; do :; done", { timeoutMs: UNTIL_STOPPED_MS }));
      expect(await backend.readArtifact(other, "f")).toMatchObject({ content: "here\n" });
      expect(await backend.listArtifacts(other)).toMatchObject({ entries: [{ path: "f" }] });
      expect(await backend.archiveArtifacts(other)).toMatchObject({ success: true, entryCount: 1 });
      await backend.stop({ purge: true });
      expect((await running).metadata.outcome).toBe("stopped");
    });

    it("settles calls in flight when it stops, and goes on with the files after a new start", async () => {
      const backend = await create({ workers: 1 });
      await Promise.all([backend.start(), backend.start()]);
      const slot = await backend.acquire("t");
      await backend.execute(bash(slot, "echo kept > f"));
      const running = backend.executeBatch([bash(slot, "while :; do :; done"), bash(slot, "true")], {
        timeoutMs: PATIENT_MS,
      });
      const stopped = backend.stop();
      expect((await running).map(({ metadata }) => metadata.outcome)).toEqual(["stopped", "stopped"]);
      await stopped;
      await backend.stop();
      expect((await backend.execute(bash(slot, "true"))).metadata.outcome).toBe("stopped");
      await expect(backend.acquire("u")).rejects.toMatchObject({ code: "not_running" });
      expect(await backend.readArtifact(slot, "f")).toMatchObject({ content: "kept\n" });
      await backend.start();
      expect((await backend.execute(bash(slot, "cat f"))).output).toBe("kept");
      await backend.stop({ purge: true });
      expect((await backend.execute(bash(slot, "cat f"))).metadata.outcome).toBe("invalid");
    });

    it("answers requests that throw when they are read, and the others of their batch", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      const trap = (): never => {
        throw new Error("trap");
      };
      const results = await backend.executeBatch([
        bash(slot, "echo fine"),
        { slot, tool: "bash", args: Object.defineProperty({}, "command", { get: trap, enumerable: true }) },
        Object.defineProperty({ slot, args: {} }, "tool", { get: trap, enumerable: true }) as ExecutionRequest,
        null as unknown as ExecutionRequest,
      ]);
      expect(results.map(({ metadata }) => metadata.outcome)).toEqual(["ok", "invalid", "invalid", "invalid"]);
      expect(await backend.executeBatch(new Array(1))).toMatchObject([{ metadata: { outcome: "invalid" } }]);
      const none = null as unknown as undefined;
      expect(await backend.listArtifacts(slot, ".", none)).toMatchObject({ success: true });
      expect(await backend.archiveArtifacts(slot, ".", none)).toMatchObject({ success: true });
      await backend.stop(none);
    });

    it("runs after a start() that came during a stop()", async () => {
      const backend = await create({ workers: 1 });
      const stopping = backend.stop();
      await backend.start();
      await stopping;
      expect(backend.stats().running).toBe(true);
      expect((await backend.execute(bash(await backend.acquire(), "echo on"))).output).toBe("on");
      await backend.stop();
    });

    it("doesn't count against a sleeping call what others kept its worker busy with", async () => {
      await using backend = await create({ workers: 1 });
      const [sleeper, busy] = [await backend.acquire(), await backend.acquire()];
      await backend.executeBatch([bash(sleeper, "sleep 0.01"), bash(busy, "true")]);
      const sleeping = backend.execute({ ...bash(sleeper, "sleep 0.2; echo awake"), timeoutMs: 3000 });
      const looping = backend.execute({ ...bash(busy, "while :; do :; done"), timeoutMs: 4000 });
      expect(await sleeping).toMatchObject({ output: "awake", metadata: { outcome: "ok" } });
      expect((await looping).metadata.outcome).toBe("timeout");
    });

    it.each([
      [{ wokers: 2 }, /unknown option "wokers" \(allowed: workers, isolation, maxSlots/],
      [{ workers: 0 }, /workers/],
      [{ workers: "2" }, /workers/],
      [{ defaultTimeoutMs: 0.5 }, /defaultTimeoutMs: must be a whole number of milliseconds/],
      [{ acquireTimeoutMs: -1 }, /acquireTimeoutMs/],
      [{ limits: "tight" }, /limits/],
      [{ limits: { maxFiels: 3 } }, /maxFiels/],
      [{ env: { "A-B": "x" } }, /env/],
      [{ template: { "../x": "y" } }, /"\.\.\/x" is not a file inside the workspace/],
      [{ template: "/no/such/folder" }, /\/no\/such\/folder/],
    ])("refuses the config %j and names what is wrong", async (config, message) => {
      const refused = create(config as BackendConfig);
      await expect(refused).rejects.toSatisfy(SlotboxError.is);
      await expect(refused).rejects.toThrow(message);
    });
  });
}
