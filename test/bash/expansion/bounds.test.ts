import { describe, expect, test } from "vitest";
import { expandBraces } from "../../../runtimes/bash/expansion/brace.ts";
import { ExpansionError } from "../../../runtimes/bash/expansion/expansion-error.ts";
import { compilePattern } from "../../../runtimes/bash/expansion/pattern.ts";
import { FakeShell } from "./fake-shell.ts";

/** What would take for ever, or all memory, if it were done as it is written. */
const options = { extglob: true, ignoreCase: false };

describe("patterns", () => {
  test.each([
    ["*a*a*a*a*a*a*a*a*a*a*b", "a".repeat(2000)],
    ["*(*(a))b", "a".repeat(500)],
    ["+(a|aa|aaa)b", "a".repeat(2000)],
    ["*(a*)*(a*)*(a*)b", "a".repeat(300)],
    ["!(!(!(a*b)))c", "a".repeat(60)],
  ])("%s ends", (pattern, text) => {
    expect(compilePattern(pattern, options).matches(text)).toBe(false);
  });

  test.each(["[", "[[:", "[a-", "[[=", "[]", "[[.a.", "\\[[!", "[\\]"])(
    "a hundred thousand times %j is read at once",
    (part) => {
      const began = performance.now();
      for (const end of ["", ":]", "=]", ".]"])
        compilePattern(part.repeat(100_000) + end, options).matches("a".repeat(100));
      expect(performance.now() - began).toBeLessThan(5000);
    },
  );

  test.each<[string, string, boolean]>([
    ["[[", "[[", true],
    ["[[]", "[", true],
    ["[[:alpha:]", ":", false],
    ["[[:alpha:]", "[", false],
    ["[a[b]c]", "ac]", true],
    ["[a[b]c]", "[c]", true],
    ["[[:x[:]", "[[:x[:]", false],
    ["[[:x[:]]", "x", false],
    ["[\\]", "[]", true],
    ["[[\\]a", "[[]a", true],
    ["[a-[b]", "[", false],
    ["[!", "[!", true],
    ["[[!]", "!", true],
  ])("%s fits %s: %s", (pattern, text, fits) => {
    expect(compilePattern(pattern, options).matches(text)).toBe(fits);
  });

  test("all matches of a text that begin many and end none are looked for once", () => {
    let count = 0;
    compilePattern("a*b", options).eachMatch("a".repeat(20_000), () => {
      count++;
      return true;
    });
    expect(count).toBe(0);
  });
});

describe("braces", () => {
  test.each(["{1..10000}{1..10000}", "{a,b}".repeat(40), "{1..99999999}{1..99999999}"])(
    "%s is refused or stays",
    (text) => {
      let words: readonly string[] = [];
      try {
        words = expandBraces(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpansionError);
      }
      expect(words.length).toBeLessThanOrEqual(1);
    },
  );

  test("braces in braces, deep, are taken apart", () => {
    expect(() => expandBraces("{a,".repeat(3000) + "}".repeat(3000))).not.toThrow(RangeError);
  });
});

describe("arithmetic", () => {
  test.each(["(".repeat(100_000), "-".repeat(100_000), "1?".repeat(50_000), "2**".repeat(50_000), "x=".repeat(50_000)])(
    "an expression of a hundred thousand characters has an error",
    async (text) => {
      const shell = new FakeShell("/");
      await shell.run(`echo $((${text}))`);
      expect(shell.output).toMatch(/^bash: line 1: .*(?:recursion level|operand|expression) expected|exceeded/);
    },
  );

  test("variables that name each other end", async () => {
    const shell = new FakeShell("/");
    await shell.run("x=y; y=x; echo $((x))");
    expect(shell.output).toContain("expression recursion level exceeded");
  });
});
