import { startProgram } from "../program.ts";
import type { Call, Files, Timed, Workspaces } from "./subject.ts";

type Message =
  | { readonly kind: "open"; readonly files: Files }
  | { readonly kind: "run"; readonly calls: readonly Call[] }
  | { readonly kind: "discard" };

type Reply =
  | ({ readonly kind: "ran" } & Timed)
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Workspaces of a program of programs/ that calls `serveWorkspaces`, in a process of its own. Times are taken there, so the
 * way between the processes is no part of them.
 */
export async function openRemote(name: string, args: readonly string[], files: Files): Promise<Workspaces> {
  const program = startProgram(name, args);
  const ask = async (message: Message): Promise<Reply> => {
    program.send(message);
    const reply = (await program.next()) as Reply;
    if (reply.kind === "failed") throw new Error(reply.message);
    return reply;
  };
  await ask({ kind: "open", files });
  return {
    run: async (calls) => {
      const reply = await ask({ kind: "run", calls });
      if (reply.kind !== "ran") throw new Error(`unexpected answer: ${reply.kind}`);
      return reply;
    },
    discard: async () => {
      await ask({ kind: "discard" });
    },
    close: async () => program[Symbol.asyncDispose](),
  };
}

/** The other side of `openRemote`: answers until its process goes away. */
export function serveWorkspaces(open: (files: Files) => Promise<Workspaces>): void {
  let workspaces: Workspaces | undefined;

  const answer = async (message: Message): Promise<Reply> => {
    if (message.kind === "open") workspaces = await open(message.files);
    if (!workspaces) throw new Error("nothing is open");
    if (message.kind === "run") return { kind: "ran", ...(await workspaces.run(message.calls)) };
    if (message.kind === "discard") await workspaces.discard();
    return { kind: "done" };
  };
  process.on("message", async (message: Message) => {
    try {
      process.send?.(await answer(message));
    } catch (error) {
      process.send?.({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  });
  // The end of the benchmark, also when it was interrupted: Ctrl-C reaches this process, too.
  process.on("SIGINT", () => {});
  process.once("disconnect", async () => {
    await workspaces?.close();
    process.exit();
  });
}
