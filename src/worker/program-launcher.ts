import { WORKSPACE_DIR } from "../api/slot.ts";
import type { ProcessInput, ProgramResult } from "../machine/process/process.ts";
import type { Session, SessionLanguage, SessionResult } from "../machine/process/session.ts";
import { notStarted } from "../machine/process/start-failure.ts";
import type { ProgramRunner } from "../machine/program-runner.ts";
import { newScope } from "../machine/scope.ts";
import type { Reactor } from "../machine/wasi/reactor.ts";
import type { ProgramCall, ToolContext, ToolPrograms } from "../tools/tool.ts";
import type { Volume } from "../volume/volume.ts";
import type { SlotProgram } from "./protocol.ts";

const COMMAND_DIRS = ["/usr/local/bin", "/usr/bin"];

/** Starts programs for tools, without a shell. */
export class ProgramLauncher implements ToolPrograms {
  readonly #programs: ProgramRunner;
  readonly #own: SlotProgram | undefined;

  constructor(programs: ProgramRunner, own: SlotProgram | undefined) {
    this.#programs = programs;
    this.#own = own;
  }

  run({ slotKey, volume, env, limits, deadlineMs }: ToolContext, call: ProgramCall): ProgramResult | undefined {
    const { program = "" } = call;
    const common = { env, stdin: Buffer.from(call.stdin), deadlineMs, maxOutputBytes: limits.maxOutputBytes };
    if (this.#own) return this.#runOwn(this.#own, call.args, volume, common);
    const scope = newScope(slotKey, volume, deadlineMs);
    const start = { ...common, scope, cwd: WORKSPACE_DIR, args: [program, ...call.args] };
    for (const path of pathsOf(program)) {
      const result = this.#programs.run({ ...start, path });
      if (result) return result;
    }
    return undefined;
  }

  #runOwn(
    { name, wasm, args, preopens }: SlotProgram,
    more: readonly string[],
    volume: Volume,
    input: ProcessInput & { readonly env: ToolContext["env"] },
  ): ProgramResult {
    try {
      const image = { env: input.env, volume, wasm, preopens, args: [name, ...args, ...more] };
      using program = this.#programs.wasi.prepare(image, input.deadlineMs);
      return program.runToEnd(input);
    } catch (error) {
      return notStarted(name, error);
    }
  }

  session(language: SessionLanguage, volume: Volume): Session {
    return this.#programs.session(language, volume);
  }

  /** Runs code in a session, which can start programs as any program can. */
  evaluate(session: Session, { slotKey, volume, env, limits, deadlineMs }: ToolContext, code: string): SessionResult {
    return session.call({
      code,
      env,
      cwd: WORKSPACE_DIR,
      deadlineMs,
      maxValueChars: limits.maxResultChars,
      maxOutputBytes: limits.maxOutputBytes,
      host: this.#programs.hostOf(newScope(slotKey, volume, deadlineMs), { env, cwd: WORKSPACE_DIR }),
    });
  }

  /** The slot's program, for one that stays. */
  reactor({ volume, env }: ToolContext): Reactor {
    if (!this.#own) throw new Error("slots have no program");
    const { name, wasm, args, preopens } = this.#own;
    return this.#programs.wasi.reactor({ volume, env, wasm, preopens, args: [name, ...args] });
  }
}

/** Where a program may be: at its path, relative to the workspace, or where commands are. */
function pathsOf(program: string): string[] {
  const path = program.startsWith("/") ? program : `${WORKSPACE_DIR}/${program}`;
  return program.includes("/") ? [path] : [path, ...COMMAND_DIRS.map((folder) => `${folder}/${program}`)];
}
