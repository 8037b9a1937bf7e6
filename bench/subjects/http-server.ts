import { Agent, request } from "node:http";
import type { PackageUnderTest } from "../package-under-test.ts";
import { startProgram } from "../program.ts";

/** A server in a process of its own, and a client with as little in it as Node's allows. */
export interface SlotTable {
  /** What each call printed. @throws Error if one fails */
  execute(slot: number, command: string): Promise<string>;
  batch(calls: readonly { readonly slot: number; readonly command: string }[]): Promise<string[]>;
  /** Runs a command on a connection of its own. */
  executeAlone(slot: number, command: string): Promise<string>;
  close(): Promise<void>;
}

interface Result {
  readonly success: boolean;
  readonly output: string;
  readonly error: string;
}

export async function serve({ entry }: PackageUnderTest, slots: number): Promise<SlotTable> {
  const server = startProgram("serve.mjs", [entry, String(slots)]);
  const url = String(await server.next());
  const agent = new Agent({ keepAlive: true });
  const body = (slot: number, command: string) => ({ slot_id: `slot_${slot}`, tool: "bash", args: { command } });
  const execute = async (slot: number, command: string, over: Agent | false): Promise<string> =>
    outputOf(await post(`${url}/execute`, body(slot, command), over));
  return {
    execute: (slot, command) => execute(slot, command, agent),
    executeAlone: (slot, command) => execute(slot, command, false),
    batch: async (calls) => {
      const requests = calls.map(({ slot, command }) => body(slot, command));
      return ((await post(`${url}/batch`, requests, agent)) as unknown[]).map(outputOf);
    },
    close: async () => {
      agent.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

function outputOf(result: unknown): string {
  const { success, output, error } = result as Result;
  if (!success) throw new Error(`the server: ${error}: ${output}`);
  return output;
}

function post(url: string, body: unknown, agent: Agent | false): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  const asking = request(url, { method: "POST", agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
    response.on("error", reject);
  });
  asking.on("error", reject);
  asking.end(text);
  return promise;
}
