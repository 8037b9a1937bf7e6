import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ExportedFunction } from "../../src/machine/wasi/module.ts";
import { checkCall } from "../../src/tools/check.ts";
import type { SlotRuntime } from "../../src/tools/definition.ts";
import { EXPORTED_FUNCTION } from "../../src/tools/table.ts";

const limits = { ...DEFAULT_LIMITS, maxCommandBytes: 100 };
const add: ExportedFunction = { name: "add", params: ["i32", "i64"], results: ["i64"] };
const now: ExportedFunction = { name: "now", params: [], results: ["f64"] };
const SHELL: SlotRuntime = { kind: "shell", hasPrograms: false };
const COMMAND: SlotRuntime = { kind: "command" };
const REACTOR: SlotRuntime = { kind: "reactor", functions: [add, now] };

const refusal = (slot: SlotRuntime, tool: unknown, args: unknown): string | undefined => {
  const checked = checkCall(tool, args, limits, slot);
  return checked.ok ? undefined : `${checked.result.metadata.outcome}: ${checked.result.error}`;
};
const accepted = (slot: SlotRuntime, tool: string, args: unknown): unknown => {
  const checked = checkCall(tool, args, limits, slot);
  return checked.ok ? checked.call : checked.result.error;
};

describe("a call that fits goes to the worker as it is", () => {
  it.each([
    [SHELL, "bash", { command: "ls", allow_network: false, require_sandbox: true }],
    [SHELL, "bash_stateful", { command: "ls" }],
    [SHELL, "javascript", { code: "" }],
    [SHELL, "python", { code: "1" }],
    [SHELL, "run", { program: "a.wasm" }],
    [COMMAND, "run", { args: ["-v", ""], stdin: "in" }],
    [COMMAND, "read_file", { path: "/tmp/x" }],
    [REACTOR, "write_file", { path: "f", content: "" }],
  ] as const)("%o %s %o", (slot, tool, args) => {
    expect(accepted(slot, tool, args)).toEqual({ tool, args });
  });

  it("but for a function's arguments, to which their types are added", () => {
    expect(accepted(REACTOR, "add", { args: [-1, "9223372036854775808"] })).toEqual({
      tool: EXPORTED_FUNCTION,
      args: {
        name: "add",
        args: [
          { type: "i32", value: -1 },
          { type: "i64", value: "9223372036854775808" },
        ],
        stdin: "",
      },
    });
    expect(accepted(REACTOR, "now", {})).toMatchObject({ args: { name: "now", args: [] } });
  });
});

describe("a call that doesn't is refused, and told why", () => {
  const NOT_HERE = 'slots of kind "wasi" have no shell; use run';
  const FUNCTIONS = "the tools of these slots are the functions of their program";
  it.each([
    [SHELL, undefined, {}, "invalid: Unknown tool: undefined"],
    [SHELL, "nope", {}, "invalid: Unknown tool: nope"],
    [SHELL, "toString", {}, "invalid: Unknown tool: toString"],
    [SHELL, "x".repeat(1000), {}, `invalid: Unknown tool: ${"x".repeat(100)}`],
    [REACTOR, EXPORTED_FUNCTION, {}, `invalid: Unknown tool: ${EXPORTED_FUNCTION}`],
    [SHELL, "tmux", {}, "unsupported: Unsupported tool: tmux (slotbox has no terminals; use bash or bash_stateful)"],
    [COMMAND, "bash", { command: "ls" }, `unsupported: Unsupported tool: bash (${NOT_HERE})`],
    [COMMAND, "python", { code: "" }, `unsupported: Unsupported tool: python (${NOT_HERE})`],
    [REACTOR, "run", {}, `unsupported: Unsupported tool: run (${FUNCTIONS})`],
    [SHELL, "bash", { command: "" }, "invalid: Invalid arguments for bash: command: must not be empty"],
    [SHELL, "bash", { command: "a\0" }, "invalid: Invalid arguments for bash: command: must not contain NUL"],
    [SHELL, "bash", { command: ":", cwd: "/" }, 'invalid: Invalid arguments for bash: unknown option "cwd"'],
    [SHELL, "run", {}, "invalid: Invalid arguments for run: program: is required"],
    [SHELL, "run", { program: "p", args: ["\0"] }, "invalid: Invalid arguments for run: args.0: must not contain NUL"],
    [
      COMMAND,
      "run",
      { program: "p" },
      "invalid: Invalid arguments for run: program: the slot is a program; only args and stdin are allowed",
    ],
    [SHELL, "read_file", { path: "" }, "invalid: Invalid arguments for read_file: path: must not be empty"],
  ] as const)("%o %s %o", (slot, tool, args, error) => {
    expect(refusal(slot, tool, args)).toBe(error);
  });

  it.each([
    [SHELL, "bash", "command", (command: string) => ({ command })],
    [SHELL, "bash_stateful", "command", (command: string) => ({ command })],
    [SHELL, "javascript", "code", (code: string) => ({ code })],
    [SHELL, "python", "code", (code: string) => ({ code })],
    [SHELL, "run", "args", (text: string) => ({ program: "p", args: [text] })],
    [COMMAND, "run", "stdin", (stdin: string) => ({ stdin })],
    [REACTOR, "now", "stdin", (stdin: string) => ({ stdin })],
  ] as const)("%o %s takes maxCommandBytes of %s, counted as UTF-8", (slot, tool, name, argsOf) => {
    for (const most of ["a".repeat(100), "é".repeat(50), `${"€".repeat(33)}a`])
      expect(refusal(slot, tool, argsOf(most))).toBeUndefined();
    for (const [more, bytes] of [
      ["a".repeat(101), 101],
      ["é".repeat(51), 102],
      ["€".repeat(34), 102],
    ] as const)
      expect(refusal(slot, tool, argsOf(more))).toBe(
        `invalid: Invalid arguments for ${tool}: ${name}: ${bytes} bytes is more than maxCommandBytes (100)`,
      );
  });

  it.each([[[]], [[1]], [[1, 2, 3]], [[1.5, 1]], [[1, "1.5"]], [[2 ** 32, 1]], [[1, "18446744073709551616"]]])(
    "a function of (i32, i64) that is given %o",
    (args) => {
      expect(refusal(REACTOR, "add", { args })).toMatch(/^invalid: Invalid arguments for add: args/);
    },
  );

  it("arguments that throw when they are read", () => {
    const args = {
      get command(): string {
        throw new Error("no");
      },
    };
    expect(refusal(SHELL, "bash", args)).toBe("invalid: Invalid arguments for bash: they can't be read");
  });
});
