import { describe, expect, it } from "vitest";
import { callLineParser, type ParsedLine } from "../../src/cli/call-line.ts";

const MAX_TIMEOUT_S = 600;
const parse = (text: string | Uint8Array, lineNumber = 7): ParsedLine =>
  callLineParser(MAX_TIMEOUT_S)(Buffer.from(text), lineNumber, 0);
const call = { trajectory_id: "t", tool: "bash", args: { command: "ls" } };

describe("a line of calls", () => {
  it("is a call with all it may have", () => {
    const full = { ...call, timeout_s: 0.5, execution_id: "e" };
    expect(parse(JSON.stringify(full))).toEqual({ kind: "call", index: 0, call: full });
    expect(parse(`${JSON.stringify(call)}\r`)).toMatchObject({ kind: "call", call });
  });

  it.each([
    ["{", /^line 7: not JSON: /],
    ["[]", /^line 7: .*expected object/i],
    ["null", /^line 7: .*expected object/i],
    ["{}", /^line 7: trajectory_id: .*; tool: .*; args: /],
    [JSON.stringify({ ...call, trajectory_id: "" }), "line 7: trajectory_id: must not be empty"],
    [JSON.stringify({ ...call, args: ["ls"] }), /^line 7: args: /],
    [JSON.stringify({ ...call, args: "ls" }), /^line 7: args: /],
    [JSON.stringify({ ...call, tool: 1 }), /^line 7: tool: /],
    [JSON.stringify({ ...call, timeout_s: "30" }), /^line 7: timeout_s: /],
    [JSON.stringify({ ...call, timeout_s: 0 }), "line 7: timeout_s: must be more than 0"],
    [JSON.stringify({ ...call, timeout_s: 601 }), "line 7: timeout_s: must be at most 600"],
    [
      JSON.stringify({ ...call, timeout: 1 }),
      /^line 7: unknown option "timeout" \(allowed: trajectory_id, tool, args, timeout_s, execution_id\)$/,
    ],
    [new Uint8Array([0x22, 0xff, 0x22]), "line 7: not UTF-8"],
  ])("is malformed: %s", (text, error) => {
    expect(parse(text)).toMatchObject({
      kind: "malformed",
      error: typeof error === "string" ? error : expect.stringMatching(error),
    });
  });

  it("tells whose it is even if it is malformed", () => {
    expect(parse(JSON.stringify({ trajectory_id: "t", execution_id: "e", tool: 1 }))).toMatchObject({
      trajectoryId: "t",
      executionId: "e",
    });
    expect(parse(JSON.stringify({ trajectory_id: 1, execution_id: "e" }))).toMatchObject({
      trajectoryId: null,
      executionId: "e",
    });
    expect(parse("3")).toMatchObject({ trajectoryId: null, executionId: null });
  });

  it("may begin with a byte order mark if it is the first", () => {
    expect(parse(`\ufeff${JSON.stringify(call)}`, 1).kind).toBe("call");
    expect(parse(`\ufeff${JSON.stringify(call)}`, 2).kind).toBe("malformed");
  });
});
