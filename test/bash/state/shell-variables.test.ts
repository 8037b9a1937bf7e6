import { describe, expect, test } from "vitest";
import { AssociativeItems } from "../../../runtimes/bash/state/associative-items.ts";
import { ShellVariables } from "../../../runtimes/bash/state/shell-variables.ts";
import { computed, Seconds, scalar } from "../../../runtimes/bash/state/special-variables.ts";
import type { Value } from "../../../runtimes/bash/state/variable.ts";
import { VariableError } from "../../../runtimes/bash/state/variables.ts";

const made = (): ShellVariables => new ShellVariables({ evaluateInteger: (text) => BigInt(text || 0) });

function textsOf(value: Value | undefined): string[] {
  return value?.kind === "indexed" || value?.kind === "associative" ? [...value.items.values()] : [];
}

describe("scopes", () => {
  test("a function sees what its caller made local, and changes it", () => {
    const variables = made();
    variables.assign("x", "global");
    variables.pushScope();
    variables.setAttributes("x", {}, "local");
    expect(variables.text("x")).toBeUndefined();
    variables.assign("x", "caller");
    variables.pushScope();
    expect(variables.text("x")).toBe("caller");
    variables.assign("x", "changed");
    variables.popScope();
    expect(variables.text("x")).toBe("changed");
    variables.popScope();
    expect(variables.text("x")).toBe("global");
  });

  test("unset of a local keeps it local, unset of a caller's shows what that hid", () => {
    const variables = made();
    variables.assign("x", "global");
    variables.pushScope();
    variables.setAttributes("x", {}, "local");
    variables.assign("x", "1");
    variables.unset("x");
    expect(variables.text("x")).toBeUndefined();
    variables.assign("x", "2");
    variables.pushScope();
    variables.unset("x");
    expect(variables.text("x")).toBe("global");
  });

  test("what stands in front of a call is exported while it runs, and a local takes its value over", () => {
    const variables = made();
    variables.assign("A", "outside");
    variables.pushScope(new Map([["A", "1"]]));
    expect(variables.environment().get("A")).toBe("1");
    expect(variables.isLocal("A")).toBe(false);
    variables.setAttributes("A", {}, "local");
    expect(variables.text("A")).toBe("1");
    variables.assign("A", "2");
    variables.popScope();
    expect(variables.text("A")).toBe("outside");
  });

  test("a local of a name that is exported is exported", () => {
    const variables = made();
    variables.assign("X", "1");
    variables.setAttributes("X", { exported: true }, "nearest");
    variables.pushScope();
    variables.setAttributes("X", {}, "local");
    expect(variables.environment().get("X")).toBe("1");
    variables.assign("X", "2");
    expect(variables.environment().get("X")).toBe("2");
  });

  test("a scope of a command is no function's", () => {
    const variables = made();
    variables.pushScope(new Map([["A", "1"]]), "command");
    expect(variables.isInFunction).toBe(false);
    expect(variables.text("A")).toBe("1");
  });

  test("a readonly variable is not assigned, unset, or hidden", () => {
    const variables = made();
    variables.assign("r", "1");
    variables.setAttributes("r", { readonly: true }, "nearest");
    expect(() => variables.assign("r", "2")).toThrow(VariableError);
    expect(() => variables.unset("r")).toThrow("readonly variable");
    variables.pushScope();
    expect(() => variables.setAttributes("r", {}, "local")).toThrow("readonly variable");
  });
});

describe("a subshell", () => {
  test("begins with all there is, and neither sees what the other changes", () => {
    const variables = made();
    variables.assign("x", "1");
    variables.assignValue("a", { kind: "indexed", items: new Map([[0, "one"]]) });
    const forked = variables.fork();
    forked.assign("x", "2");
    forked.assignElement("a", { kind: "index", index: 1 }, "two");
    variables.assign("y", "3");
    variables.assignElement("a", { kind: "index", index: 2 }, "three");
    expect([variables.text("x"), forked.text("x"), forked.text("y")]).toEqual(["1", "2", undefined]);
    expect(textsOf(variables.get("a")?.value)).toEqual(["one", "three"]);
    expect(textsOf(forked.get("a")?.value)).toEqual(["one", "two"]);
  });

  test("is copied no more once it is over, and all that came of it", () => {
    const variables = made();
    variables.assignValue("a", { kind: "indexed", items: new Map([[0, "one"]]) });
    const itemsNow = (): unknown => variables.scopes[0]?.cells.get("a")?.value;
    const first = itemsNow();
    const change = (): boolean => {
      variables.assignElement("a", { kind: "index", index: 0 }, "changed");
      return itemsNow() === first;
    };
    const child = variables.fork();
    const grandchild = child.fork();
    child.end();
    const other = variables.fork();
    other.end();
    grandchild.end();
    expect(change()).toBe(true);
    const alive = variables.fork();
    const done = variables.fork();
    done.end();
    expect(change()).toBe(false);
    expect(textsOf(alive.get("a")?.value)).toEqual(["changed"]);
    variables.assignElement("a", { kind: "index", index: 0 }, "again");
    expect(textsOf(alive.get("a")?.value)).toEqual(["changed"]);
  });

  test("keeps what it has while its own subshells live", () => {
    const variables = made();
    variables.assignValue("a", { kind: "indexed", items: new Map([[0, "one"]]) });
    const child = variables.fork();
    const grandchild = child.fork();
    child.end();
    variables.assignElement("a", { kind: "index", index: 0 }, "changed");
    expect(textsOf(grandchild.get("a")?.value)).toEqual(["one"]);
  });
});

describe("namerefs", () => {
  test("lead to a variable, to an element, and not in circles", () => {
    const variables = made();
    variables.makeNameref("r", "t", "nearest");
    variables.assign("r", "5");
    expect([variables.text("t"), variables.targetOf("r")]).toEqual(["5", "t"]);
    variables.makeNameref("e", "a[1]", "nearest");
    variables.assignElement("a", { kind: "index", index: 1 }, "x");
    expect(variables.text("e")).toBe("x");
    variables.makeNameref("p", "q", "nearest");
    variables.makeNameref("q", "p", "nearest");
    expect(variables.text("p")).toBeUndefined();
    expect(() => variables.assign("p", "1")).toThrow("circular name reference");
  });

  test("are unset themselves only when that is asked for", () => {
    const variables = made();
    variables.makeNameref("r", "t", "nearest");
    variables.assign("t", "1");
    variables.unset("r");
    expect(variables.text("t")).toBeUndefined();
    variables.unset("r", true);
    expect(variables.getWithoutNameref("r")).toBeUndefined();
  });
});

describe("arrays", () => {
  test("are walked by index whatever the order of assignment", () => {
    const variables = made();
    for (const index of [5, 1, 3]) variables.assignElement("a", { kind: "index", index }, `v${index}`);
    expect(textsOf(variables.get("a")?.value)).toEqual(["v1", "v3", "v5"]);
    variables.assignElement("a", { kind: "index", index: -1 }, "last");
    expect(textsOf(variables.get("a")?.value)).toEqual(["v1", "v3", "last"]);
    expect(() => variables.assignElement("a", { kind: "index", index: -9 }, "x")).toThrow("bad array subscript");
  });

  test("are not turned into the other kind", () => {
    const variables = made();
    variables.makeArray("a", "indexed", "nearest");
    expect(() => variables.makeArray("a", "associative", "nearest")).toThrow(
      "cannot convert indexed to associative array",
    );
  });

  test("associative ones are walked in the order of bash's table", () => {
    const items = new AssociativeItems();
    for (const key of ["one", "two", "three", "four", "five", "six", "seven"]) items.set(key, key);
    // bash -c 'declare -A m=([one]=1 [two]=2 [three]=3 [four]=4 [five]=5 [six]=6 [seven]=7); echo ${!m[@]}'
    expect([...items.keys()].join(" ")).toBe("four seven two three six one five");
  });
});

describe("special variables", () => {
  test("compute their value, and lose that when they are unset", () => {
    const variables = made();
    let line = 3;
    variables.define(
      "LINENO",
      computed(() => scalar(String(line))),
    );
    line++;
    expect(variables.text("LINENO")).toBe("4");
    variables.unset("LINENO");
    expect(variables.text("LINENO")).toBeUndefined();
  });

  test("SECONDS counts on from what it is assigned", () => {
    const variables = made();
    let now = 10_000;
    variables.define("SECONDS", new Seconds(() => now));
    now += 5000;
    expect(variables.text("SECONDS")).toBe("5");
    variables.assign("SECONDS", "100");
    now += 2000;
    expect(variables.text("SECONDS")).toBe("102");
  });
});
