import { describe, expect, it } from "vitest";
import type { BackendConfig, ExecutionResult, Slot, ToolBackend } from "../../src/index.ts";

const PATIENT_MS = 100_000;
/** Prints when it is told to, and says when it has. */
const TOLD = "until [ -e go ]; do sleep 0.01; done; echo late";
const WAIT_FOR = (file: string): string => `until [ -e ${file} ]; do sleep 0.01; done`;

/** What becomes of processes that calls of `bash_stateful` leave running. */
export function backgroundContract(create: (config: BackendConfig) => Promise<ToolBackend>): void {
  describe("what bash_stateful leaves running", () => {
    const run = async (
      backend: ToolBackend,
      slot: Slot,
      command: string,
      tool = "bash_stateful",
    ): Promise<ExecutionResult["metadata"]> =>
      (await backend.execute({ slot, tool, args: { command }, timeoutMs: PATIENT_MS })).metadata;

    /** The backend's count, as soon as it is that one. */
    async function countIs(backend: ToolBackend, count: number): Promise<void> {
      const slot = await backend.acquire("who asks");
      // Over HTTP it comes with responses.
      do await run(backend, slot, "sleep 0.01", "bash");
      while (backend.stats().backgroundProcesses !== count);
      await backend.release(slot);
    }

    it("lives on: jobs, wait, kill, coprocesses and open descriptors are the next call's", async () => {
      await using backend = await create({ workers: 2 });
      const slot = await backend.acquire();
      const st = async (command: string): Promise<unknown> => (await run(backend, slot, command)).stdout;
      expect(await st("sleep 1000 & sleep 2000 & x=$$ p=$!; exec 5> log; coproc cat; echo a >&5")).toBe("");
      expect(await st("[ $x = $$ ] && jobs %1 %2; echo b >&5; cat log")).toBe(
        "[1]   Running                 sleep 1000 &\n[2]-  Running                 sleep 2000 &\na\nb\n",
      );
      expect(await st("echo c >&${COPROC[1]}; read -u ${COPROC[0]} line; echo got $line")).toBe("got c\n");
      await countIs(backend, 3);
      expect(await st("kill %1 $p; wait $p; echo $?; kill $COPROC_PID; wait; exec 5>&-; jobs")).toBe("143\n");
      await countIs(backend, 0);
      expect(await st("[ $x = $$ ]; echo $x")).toMatch(/^\d+\n$/);
    });

    it("prints before the next call does, which learns how it ended", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, `(${TOLD}; echo mishap >&2; touch done; exit 3) & p=$!`);
      expect((await run(backend, slot, `touch go; ${WAIT_FOR("done")}; ls`, "bash")).stdout).toBe("done\ngo\n");
      expect(await run(backend, slot, "echo now; wait $p; echo $?")).toMatchObject({
        stdout: "late\nnow\n3\n",
        stderr: "mishap\n",
      });
      await countIs(backend, 0);
    });

    it("may be a Python that computes: other calls go on meanwhile", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, "python3 -c 'while True: pass' &");
      expect((await run(backend, slot, "echo fine", "bash")).stdout).toBe("fine\n");
      expect((await run(backend, slot, "kill %1; wait %1; echo $?")).stdout).toBe("143\n");
      await countIs(backend, 0);
    });

    it("runs traps of signals between calls, and the next call when they are done", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, "trap 'echo trapped; : > begun; sleep 0.2; echo done' USR1; x=1");
      await run(backend, slot, `(${WAIT_FOR("go")}; kill -USR1 $$; ${WAIT_FOR("never")}) &`);
      await run(backend, slot, `: > go; ${WAIT_FOR("begun")}`, "bash");
      expect((await run(backend, slot, "echo next $x; kill $!; wait; jobs")).stdout).toBe("trapped\ndone\nnext 1\n");
    });

    it("writes files that are seen when they are there, without any call", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, "(sleep 0.1; echo written > file) &");
      let read = await backend.readArtifact(slot, "file");
      while (!read.success || read.content === "") {
        await new Promise(setImmediate);
        read = await backend.readArtifact(slot, "file");
      }
      expect(read.content).toBe("written\n");
    });

    it("is ended by bash, whose own calls leave nothing", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, "sleep 1000 & sleep 1000 &", "bash");
      await countIs(backend, 0);
    });

    it("is ended by a release, which it is told of, and by a reset, whatever it ignores", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire("one");
      const told = "(trap 'echo bye > bye; exit' HUP; touch ready; while :; do sleep 1000; done) &";
      await run(backend, slot, `x=kept; ${told} ${WAIT_FOR("ready")}`);
      await backend.release(slot);
      await countIs(backend, 0);
      const again = await backend.acquire("one");
      expect((await run(backend, again, "cat bye; echo $x; jobs")).stdout).toBe("bye\nkept\n");
      const deaf = "(trap '' HUP TERM INT; touch deaf; while :; do sleep 0.01; done) &";
      await run(backend, again, `${deaf} ${WAIT_FOR("deaf")}`);
      await backend.release(again, { resetWorkspace: true });
      await countIs(backend, 0);
      const anew = await backend.acquire("one");
      expect((await run(backend, anew, "ls; jobs")).stdout).toBe("");
    });

    it("is ended where it is more than maxBackgroundProcesses, the newest first, and the call says so", async () => {
      await using backend = await create({ workers: 1, limits: { maxBackgroundProcesses: 2 } });
      const slot = await backend.acquire();
      const { stderr } = await run(backend, slot, "for i in 1 2 3 4 5; do sleep 100$i & done; p=$!");
      expect(stderr).toBe("slotbox: 3 background processes were ended: more than maxBackgroundProcesses (2)\n");
      await countIs(backend, 2);
      expect(await run(backend, slot, "jobs -r; wait $p 2> /dev/null; echo $?")).toMatchObject({
        stdout: "[1]-  Running                 sleep 100$i &\n[2]+  Running                 sleep 100$i &\n137\n",
      });
      await using none = await create({ workers: 1, limits: { maxBackgroundProcesses: 0 } });
      const bare = await none.acquire();
      expect(await run(none, bare, "sleep 1000 & x=1")).toMatchObject({ outcome: "ok", stderr: "" });
      expect((await run(none, bare, "jobs; echo $x")).stdout).toBe("1\n");
    });

    it("ends with a call of its shell that meets a limit, which says so", async () => {
      await using backend = await create({ workers: 1 });
      const slot = await backend.acquire();
      await run(backend, slot, "sleep 1000 & x=kept");
      const command = "x=lost; while :; do :; done";
      const { metadata } = await backend.execute({ slot, tool: "bash_stateful", args: { command }, timeoutMs: 200 });
      expect(metadata).toMatchObject({
        outcome: "timeout",
        stderr: "slotbox: the background processes were ended: this call met a limit\n",
      });
      expect((await run(backend, slot, "jobs; echo $x")).stdout).toBe("kept\n");
    });
  });
}
