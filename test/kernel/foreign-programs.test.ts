import { describe, expect, it } from "vitest";
import { executableOf } from "../../runtimes/abi/executables.ts";
import { ERRNO } from "../../runtimes/abi/preview1.ts";
import {
  DESCRIPTORS_ROOM,
  PROGRAM_START,
  type ProgramRequest,
  SIGNALLED,
  STATUSES_ROOM,
  type SystemCallName,
} from "../../runtimes/abi/system-calls.ts";
import { ForeignPrograms } from "../../runtimes/kernel/foreign-programs.ts";
import { SystemError } from "../../runtimes/kernel/system-error.ts";
import { type KernelFixture, startKernel } from "./kernel-fixture.ts";

interface Answer {
  readonly errno: number;
  readonly value: number;
  readonly text: string;
}

/** A machine whose programs of other runtimes are functions of the test: their system calls are promises. */
function startForeign(
  program: (
    call: (name: SystemCallName, a?: number, b?: number, payload?: string) => Promise<Answer>,
    request: ProgramRequest,
  ) => Promise<number>,
): KernelFixture & { readonly ended: number[] } {
  const waiting = new Map<number, (answer: Answer) => void>();
  const ended: number[] = [];
  let lastCall = 0;
  const foreign = new ForeignPrograms({
    host: {
      startProgram: (pid, request) => {
        const call = (name: SystemCallName, a = 0, b = 0, payload = ""): Promise<Answer> =>
          new Promise((resolve) => {
            waiting.set(++lastCall, resolve);
            const bytes = new Uint8Array(Buffer.from(payload)).buffer;
            foreign.systemCall(lastCall, pid, name, a, b, name === "write" ? bytes : payload);
          });
        void Promise.resolve()
          .then(() => program(call, JSON.parse(request) as ProgramRequest))
          .then((code) => foreign.programEnded(pid, code));
        return PROGRAM_START.begunIgnoringSigpipe;
      },
      answer: (id, errno, value, bytes) =>
        waiting.get(id)?.({ errno, value, text: Buffer.from(bytes ?? new ArrayBuffer(0)).toString() }),
      endProgram: (pid) => void ended.push(pid),
    },
    deadlineMs: () => 1e15,
    onFault: (error) => {
      throw error;
    },
  });
  const fixture = startKernel({ runForeign: foreign.run });
  foreign.kernel = fixture.kernel;
  fixture.volume.writeFile("/workspace/python", Buffer.from(executableOf({ kind: "runtime", name: "python" })), {
    mode: 0o755,
  });
  return { ...fixture, ended };
}

const PYTHON = ["/workspace/python", "x"] as const;

describe("a program of another runtime", () => {
  it("is told what it is", async () => {
    const requests: ProgramRequest[] = [];
    const { run, volume } = startForeign(async (_, request) => {
      requests.push(request);
      return 6;
    });
    volume.writeFile("/workspace/x.py", Buffer.from("#!/workspace/python -u\nprint()\n"), { mode: 0o755 });
    expect(await run(["/workspace/x.py", "1"], { args: ["x.py", "1"], env: { A: "b" } })).toMatchObject({ status: 6 });
    expect(requests).toMatchObject([
      {
        path: "/workspace/python",
        args: ["/workspace/python", "-u", "/workspace/x.py", "1"],
        cwd: "/workspace",
        env: { A: "b" },
      },
    ]);
  });

  it("reads and writes as it goes, and learns of a pipe that nobody reads", async () => {
    const answers: Answer[] = [];
    const { run } = startForeign(async (call) => {
      answers.push(await call("read", 0, 5), await call("write", 1, 0, "one"), await call("read", 0, 100));
      answers.push(await call("read", 0, 100), await call("describe", 7), await call("seek", 1, 0, "set"));
      const { value } = await call("pipe");
      await call("close", Math.floor(value / DESCRIPTORS_ROOM));
      answers.push(await call("write", value % DESCRIPTORS_ROOM, 0, "lost"));
      return 0;
    });
    const ran = await run(PYTHON, { stdin: "input of it" });
    expect(ran).toMatchObject({ stdout: "one", status: 0 });
    expect(answers.map(({ text }) => text)).toEqual(["input", "", " of it", "", "", "", ""]);
    expect(answers.map(({ errno }) => errno)).toEqual([0, 0, 0, 0, ERRNO.EBADF, ERRNO.ESPIPE, ERRNO.EPIPE]);
  });

  it("starts children that have its descriptors, runs beside them, and waits for them", async () => {
    const read: string[] = [];
    const statuses: number[] = [];
    const { run } = startForeign(async (call) => {
      const { value } = await call("pipe");
      const [reading, writing] = [Math.floor(value / DESCRIPTORS_ROOM), value % DESCRIPTORS_ROOM];
      const spawn = (path: string, args: readonly string[]) =>
        call("spawn", 0, 0, JSON.stringify({ path, args, env: {}, cwd: "/", descriptors: { 0: 0, 1: writing, 2: 2 } }));
      expect(await spawn("/usr/bin/nothing", ["nothing"])).toMatchObject({ errno: ERRNO.ENOENT });
      const child = (await spawn("/usr/bin/echo", ["echo", "hi"])).value;
      const sleeper = (await spawn("/usr/bin/sleep", ["sleep", "1000"])).value;
      await call("close", writing);
      await call("readable", reading);
      read.push((await call("read", reading, 100)).text);
      statuses.push((await call("wait", child)).value - child * STATUSES_ROOM);
      expect(await call("wait", sleeper, 1)).toMatchObject({ errno: 0, value: 0 });
      await call("kill", sleeper, 15);
      statuses.push((await call("wait", -1)).value - sleeper * STATUSES_ROOM);
      read.push((await call("read", reading, 100)).text);
      expect((await call("wait", sleeper)).errno).toBe(ERRNO.ECHILD);
      return 0;
    });
    expect(await run(PYTHON)).toMatchObject({ stderr: "", status: 0 });
    expect(read).toEqual(["hi\n", ""]);
    expect(statuses).toEqual([0, SIGNALLED + 15]);
  });

  it("goes on no more when a signal has ended its process", async () => {
    const { run, ended } = startForeign(async (call) => {
      await call("sleep", 8e15);
      return 0;
    });
    const ran = await run(async (process, kernel) => {
      const child = kernel.fork(process, (own) => kernel.execute(own, "/workspace/python"));
      await kernel.sleep(process, 10);
      kernel.kill(child.pid, "SIGTERM");
      const end = await kernel.wait(process, child.pid);
      expect(ended).toEqual([child.pid]);
      return end?.status.kind === "signalled" ? 3 : 4;
    });
    expect(ran.status).toBe(3);
  });

  it("that changed files is seen to have", async () => {
    const { run, volume } = startForeign(async () => {
      volume.writeFile("/workspace/f", Buffer.from("old\nnew\n"));
      return 0;
    });
    volume.writeFile("/workspace/f", Buffer.from("old\n"));
    await run(async (process, kernel) => {
      const fd = process.descriptors.add(kernel.files.open("/workspace/f", { access: "read" }, 0));
      expect(await process.read(fd)).toHaveLength(4);
      await kernel.execute(process, "/workspace/python");
      expect(await process.read(fd)).toEqual(new Uint8Array(Buffer.from("new\n")));
      return 0;
    });
  });

  it("that the host refuses is an error of execve, and text is not offered to it", async () => {
    let asked = 0;
    const { notAProgram, tooLong, tooMany, noMemory } = PROGRAM_START;
    const answers = [notAProgram, tooLong, tooMany, noMemory];
    const foreign = new ForeignPrograms({
      host: { startProgram: () => answers[asked++] ?? 0, answer: () => {}, endProgram: () => {} },
      deadlineMs: () => 1e15,
      onFault: () => {},
    });
    const { run, volume, kernel } = startKernel({ runForeign: foreign.run });
    foreign.kernel = kernel;
    volume.writeFile("/workspace/wasm", Buffer.from("\0asm\x01\0\0\0"), { mode: 0o755 });
    volume.writeFile("/workspace/text", Buffer.from("text"), { mode: 0o755 });
    const codeOf = (path: string, process: Parameters<typeof kernel.load>[0]): unknown => {
      try {
        return kernel.load(process, path);
      } catch (error) {
        return error instanceof SystemError ? error.code : error;
      }
    };
    await run(
      async (process) => {
        const codes = answers.map(() => codeOf("/workspace/wasm", process));
        expect(codes).toEqual(["ENOEXEC", "E2BIG", "EAGAIN", "ENOMEM"]);
        expect(process.args).toEqual(["program"]);
        expect(codeOf("/workspace/text", process)).toBe("ENOEXEC");
        return 0;
      },
      { args: ["program"] },
    );
    expect(asked).toBe(4);
  });
});
