import { type Program, startProgram } from "../program.ts";
import type { Call, Files, Subject, Timed, Workspaces } from "./subject.ts";

export type BashMessage =
  | { readonly kind: "open"; readonly files: Files }
  | { readonly kind: "run"; readonly calls: readonly Call[] }
  | { readonly kind: "discard" };

export type BashReply =
  | ({ readonly kind: "ran" } & Timed)
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };

/**
 * `bash -c` as a child process in a temporary folder: what a harness without a sandbox does. A small process of its own
 * starts them and times them: forked from the benchmark's, which holds two backends, each would cost several times as
 * much, and leave the others' memory to be copied page by page.
 */
export const childProcess: Subject = {
  name: "child process",
  open: async (files) => {
    const folders = new Folders(startProgram("bash.ts", []));
    await folders.ask({ kind: "open", files });
    return folders;
  },
};

class Folders implements Workspaces {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  async ask(message: BashMessage): Promise<BashReply> {
    this.#program.send(message);
    const reply = (await this.#program.next()) as BashReply;
    if (reply.kind === "failed") throw new Error(reply.message);
    return reply;
  }

  async run(calls: readonly Call[]): Promise<Timed> {
    const reply = await this.ask({ kind: "run", calls });
    if (reply.kind !== "ran") throw new Error(`unexpected answer: ${reply.kind}`);
    return reply;
  }

  async discard(): Promise<void> {
    await this.ask({ kind: "discard" });
  }

  async close(): Promise<void> {
    await this.discard();
    await this.#program[Symbol.asyncDispose]();
  }
}
