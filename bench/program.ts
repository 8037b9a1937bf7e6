import { fork } from "node:child_process";
import { on, once } from "node:events";

/** A program of programs/, in a fresh process that talks in messages. */
export interface Program extends AsyncDisposable {
  /** The next message. @throws Error if the program ends without one */
  next(): Promise<unknown>;
  send(message: object | number): void;
}

export function startProgram(name: string, args: readonly string[], execArgv: readonly string[] = []): Program {
  const path = new URL(`programs/${name}`, import.meta.url);
  const child = fork(path, args, { execArgv: [...execArgv], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const exit = once(child, "exit");
  const messages = on(child, "message", { close: ["disconnect"] });
  return {
    next: async () => {
      const { done, value } = await messages.next();
      if (done) throw new Error(`${name} ended without a message`);
      return (value as [unknown])[0];
    },
    send: (message) => child.send(message),
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect();
      const [code] = await exit;
      if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
    },
  };
}

/** From the start of the process to its first message. @param then what must happen before the process may end */
export async function timeUntilReady(
  name: string,
  args: readonly string[],
  then: (program: Program) => Promise<void> = async () => {},
): Promise<number> {
  const startedAt = performance.now();
  await using program = startProgram(name, args);
  await program.next();
  const ms = performance.now() - startedAt;
  await then(program);
  return ms;
}
