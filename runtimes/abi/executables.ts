/** Which command is run by a runtime of its own. */
export const RUNTIME_COMMANDS = {
  python3: "python",
  python: "python",
  "python3.14": "python",
  node: "node",
  nodejs: "node",
  jq: "jq",
} as const satisfies Readonly<Record<string, Runtime>>;

export type Runtime = "python" | "node" | "jq";

const MARK = "\0slotbox runtime ";

/** What the executable of a runtime's command holds. A copy of it is as good, as with any program. */
export function executableOf(runtime: Runtime): string {
  return `${MARK}${runtime}\n`;
}

/** The runtime that a file's content asks for. */
export function runtimeOf(content: Uint8Array): Runtime | undefined {
  if (content.length > 64 || content[0] !== 0) return undefined;
  const text = String.fromCharCode(...content);
  return Object.values(RUNTIME_COMMANDS).find((runtime) => text === executableOf(runtime));
}
