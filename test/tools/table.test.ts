import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ExportedFunction } from "../../src/machine/wasi/module.ts";
import { toolSchemas } from "../../src/tools/check.ts";
import type { SlotRuntime } from "../../src/tools/definition.ts";
import {
  bindsWorker,
  type CheckedCall,
  changesShellSession,
  EXPORTED_FUNCTION,
  isToolName,
  REFUSED_TOOLS,
  TOOLS,
} from "../../src/tools/table.ts";

const add: ExportedFunction = { name: "add", params: ["i32", "i64"], results: ["i64"] };
const SHELL: SlotRuntime = { kind: "shell", hasPrograms: false };
const SHELL_WITH_PROGRAMS: SlotRuntime = { kind: "shell", hasPrograms: true };
const COMMAND: SlotRuntime = { kind: "command" };
const REACTOR: SlotRuntime = { kind: "reactor", functions: [add] };

const namesIn = (slot: SlotRuntime): string[] => toolSchemas(slot).map((tool) => tool.function.name);
const parametersOf = (slot: SlotRuntime, name: string): unknown =>
  toolSchemas(slot).find((tool) => tool.function.name === name)?.function.parameters;

describe("the tools a model is told of", () => {
  it("are those of the slot's kind, in the order of the table", () => {
    const [shell, interpreters, files] = [
      ["bash", "bash_stateful"],
      ["javascript", "python"],
      ["read_file", "write_file"],
    ] as const;
    expect(namesIn(SHELL)).toEqual([...shell, ...interpreters, ...files]);
    expect(namesIn(SHELL_WITH_PROGRAMS)).toEqual([...shell, ...interpreters, "run", ...files]);
    expect(namesIn(COMMAND)).toEqual(["run", ...files]);
    expect(namesIn(REACTOR)).toEqual(["add", ...files]);
  });

  it("name the arguments of each, and nothing else", () => {
    const strict = { type: "object", additionalProperties: false };
    const command = { type: "string", minLength: 1, description: "The command line, in bash syntax." };
    expect(parametersOf(SHELL, "bash_stateful")).toEqual({ ...strict, properties: { command }, required: ["command"] });
    expect(parametersOf(SHELL, "bash")).toMatchObject({ ...strict, required: ["command"] });
    expect(parametersOf(SHELL, "write_file")).toMatchObject({ ...strict, required: ["path", "content"] });
    expect(parametersOf(SHELL_WITH_PROGRAMS, "run")).toHaveProperty(["properties", "program"]);
    expect(parametersOf(COMMAND, "run")).not.toHaveProperty(["properties", "program"]);
    expect(parametersOf(REACTOR, "add")).toMatchObject({
      ...strict,
      properties: { args: { type: "array", prefixItems: [{ type: "integer" }, {}] }, stdin: { type: "string" } },
      required: ["args"],
    });
  });

  it("say which paths the tools for files refuse, though commands may use them", () => {
    for (const name of ["read_file", "write_file"])
      expect(JSON.stringify(parametersOf(SHELL, name))).toContain("such as /tmp, are refused");
  });
});

describe("what follows from a tool's state", () => {
  const calls: readonly CheckedCall[] = [
    { tool: "bash", args: { command: ":" } },
    { tool: "bash_stateful", args: { command: ":" } },
    { tool: "javascript", args: { code: "" } },
    { tool: "python", args: { code: "" } },
    { tool: "run", args: {} },
    { tool: "read_file", args: { path: "f" } },
    { tool: "write_file", args: { path: "f", content: "" } },
    { tool: EXPORTED_FUNCTION, args: { name: "add", args: [], stdin: "" } },
  ];
  const toolsWhere = (holds: (call: CheckedCall) => boolean): string[] => calls.filter(holds).map(({ tool }) => tool);

  it("is known of every tool", () => {
    expect(calls.map(({ tool }) => tool).sort()).toEqual([EXPORTED_FUNCTION, ...Object.keys(TOOLS)].sort());
  });

  it("interpreters and instances bind the slot to a worker", () => {
    expect(toolsWhere(bindsWorker)).toEqual(["javascript", "python", EXPORTED_FUNCTION]);
  });

  it("a shell session is sent back by the tool that changes it alone", () => {
    expect(toolsWhere(changesShellSession)).toEqual(["bash_stateful"]);
  });
});

it("each tool stands in the table under its own name", () => {
  for (const [name, tool] of Object.entries(TOOLS)) expect(tool.name).toBe(name);
  for (const name of [...Object.keys(TOOLS), ...Object.keys(REFUSED_TOOLS)]) expect(isToolName(name)).toBe(true);
  for (const name of [EXPORTED_FUNCTION, "", "toString", "__proto__"]) expect(isToolName(name)).toBe(false);
});

describe("the sources", () => {
  const root = fileURLToPath(new URL("../../src/", import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
    // The names of the wire format are its own, whatever tools there are.
    .filter((path) => path.endsWith(".ts") && !path.startsWith("wire/"))
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, "utf8") }));
  const names = [...Object.keys(TOOLS), ...Object.keys(REFUSED_TOOLS)];
  const quoted = `["'\`](?:${names.join("|")})["'\`]`;

  /** They call tools, as any user does. */
  const CALLERS = ["cli/exec-command.ts", "testing/box.ts"];

  it("compare a tool's name nowhere", () => {
    const comparisons = [
      new RegExp(`[=!]==? *${quoted}`),
      new RegExp(`${quoted} *[=!]==?`),
      new RegExp(`\\bcase ${quoted}`),
      new RegExp(`(?:has|includes|indexOf|hasOwn)\\([^)]*${quoted}`),
    ];
    const found = sources.flatMap(({ path, text }) =>
      text
        .split("\n")
        .filter((line) => /tool/i.test(line) && comparisons.some((comparison) => comparison.test(line)))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it("name tools in src/tools only, and where one is called", () => {
    // The others are words for many things.
    const unmistakable = /["'`](?:bash|bash_stateful|read_file|write_file|tmux)["'`]/;
    const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const found = sources.filter(({ path, text }) => !path.startsWith("tools/") && unmistakable.test(code(text)));
    expect(found.map(({ path }) => path).sort()).toEqual(CALLERS);
  });

  it("let tools be run without zod being loaded: only what checks calls imports it", () => {
    const importers = sources.filter(({ path, text }) => path.startsWith("tools/") && /^import \{.*"zod"/m.test(text));
    expect(importers.map(({ path }) => path)).toEqual(["tools/check.ts"]);
  });
});
