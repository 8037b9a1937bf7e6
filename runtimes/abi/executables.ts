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

/** What an executable of the system layout stands for: a runtime, or a program of the userland. */
export type Executable =
  | { readonly kind: "runtime"; readonly name: Runtime }
  | { readonly kind: "program"; readonly name: string };

/** As an ELF file for x86-64 begins, so that programs that look at one know what it is. */
const ELF_HEADER = `\x7fELF\x02\x01\x01${"\0".repeat(9)}\x03\0\x3e\0\x01\0\0\0`;
const MARK = `${ELF_HEADER}slotbox `;
const MAX_CHARS = 128;
const RUNTIMES: ReadonlySet<string> = new Set(Object.values(RUNTIME_COMMANDS));

/** What an executable holds, as text of one byte a character. A copy of it is as good, as with any program. */
export function executableOf({ kind, name }: Executable): string {
  return `${MARK}${kind} ${name}\n`;
}

/** @param content the whole of it, or its beginning, one character a byte */
export function executableIn(content: string): Executable | undefined {
  if (!content.startsWith(MARK) || content.length > MAX_CHARS) return undefined;
  const { kind, name = "" } = /^(?<kind>runtime|program) (?<name>.+)\n$/.exec(content.slice(MARK.length))?.groups ?? {};
  if (kind === "program") return { kind, name };
  return kind === "runtime" && isRuntime(name) ? { kind, name } : undefined;
}

/** The runtime that a file's content asks for. */
export function runtimeOf(content: Uint8Array): Runtime | undefined {
  if (content.length > MAX_CHARS) return undefined;
  const executable = executableIn(String.fromCharCode(...content));
  return executable?.kind === "runtime" ? executable.name : undefined;
}

function isRuntime(name: string): name is Runtime {
  return RUNTIMES.has(name);
}
