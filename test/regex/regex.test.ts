import { describe, expect, it, test } from "vitest";
import { characterClass, classSource } from "../../runtimes/regex/character-classes.ts";
import { compileRegex, Regex, type RegexOptions } from "../../runtimes/regex/regex.ts";
import { RegexSyntaxError } from "../../runtimes/regex/tree.ts";

function regexOf(text: string, options: Partial<RegexOptions> = {}): Regex {
  const regex = compileRegex(text, { syntax: "extended", ignoreCase: false, ...options });
  if (!(regex instanceof Regex)) throw regex;
  return regex;
}

describe("a match", () => {
  it.each([
    ["(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]],
    ["a?(ab)?", "ab", ["ab", "ab"]],
    ["foo|foobar", "xfoobar", ["foobar"]],
    ["(a*)(a|aa)", "aaa", ["aaa", "aa", "a"]],
    ["[[:upper:]]+", "xÄBc", ["ÄB"]],
    ["\\<b", "ab b", ["b"]],
    ["(.)\\1", "abccd", ["cc", "c"]],
    ["x*", "aaa", [""]],
  ])("of %s is the longest of the leftmost", (regex, text, groups) => {
    expect(regexOf(regex).match(text)).toEqual(groups);
  });

  it("is looked for from a place on, where ^ doesn't match", () => {
    expect(regexOf("^a|b").find("aaab", 1)?.[0]).toEqual([3, 4]);
    expect(regexOf("a+").find("aaab", 1)?.[0]).toEqual([1, 3]);
    expect(regexOf("(a|aa)+").find("aaab", 1)?.[0]).toEqual([1, 3]);
  });

  it("knows lines if it is told to", () => {
    expect(regexOf("^b$", { isMultiline: true }).find("a\nb\nc")?.[0]).toEqual([2, 3]);
    expect(regexOf("^b$").find("a\nb\nc")).toBeUndefined();
    expect(regexOf("a[^x]*|z.*", { keepsToLines: true }).match("ab\nc")).toEqual(["ab"]);
  });
});

describe("errors are glibc's", () => {
  it.each([
    ["(a", "Unmatched ( or \\("],
    ["[a", "Unmatched [, [^, [:, [., or [="],
    ["[b-a]", "Invalid range end"],
    ["[[:nosuch:]]", "Invalid character class name"],
    ["a{2,1}", "Invalid content of \\{\\}"],
    ["*a", "Invalid preceding regular expression"],
    ["(a)\\2", "Invalid back reference"],
    ["a\\", "Trailing backslash"],
  ])("%s: %s", (text, message) => {
    const regex = compileRegex(text, { syntax: "extended", ignoreCase: false });
    expect(regex).toBeInstanceOf(RegexSyntaxError);
    expect(regex).toHaveProperty("message", message);
  });

  it("but not in lenient expressions", () => {
    expect(regexOf("*a", { isLenient: true }).match("ba")).toEqual(["a"]);
    expect(regexOf("a{x|b{", { isLenient: true }).match("a{x")).toEqual(["a{x"]);
  });
});

describe("every match ends", () => {
  test.each(["(a*)*b", "(a|a)*b", "(a+)+b", "((a*)*)*b", "(.*)(.*)(.*)(.*)(.*)b", "a*a*a*a*a*a*a*a*a*b"])(
    "%s",
    (source) => {
      expect(regexOf(source).match("a".repeat(400))).toBeUndefined();
      expect(regexOf(source).test("a".repeat(400))).toBe(false);
    },
  );

  test("groups of a long match are found", () => {
    const match = regexOf("^((a|b)*)c$").match(`${"ab".repeat(3000)}c`);
    expect(match?.map((group) => group.length)).toEqual([6001, 6000, 1]);
  });

  test("one that refers back is given up when it takes too long", () => {
    expect(regexOf("(a*)*(a*)*\\1b").match("a".repeat(400))).toBeUndefined();
  });

  test("nested counts are refused, as too big", () => {
    expect(() => regexOf("((a{100}){100}){100}")).toThrow("Regular expression too big");
  });
});

test.each([
  "alpha",
  "digit",
  "alnum",
  "upper",
  "lower",
  "space",
  "blank",
  "cntrl",
  "graph",
  "print",
  "punct",
  "xdigit",
  "word",
])("the class %s is the same for V8", (name) => {
  const regex = new RegExp(`^[${classSource(name)}]$`, "v");
  const isIn = characterClass(name);
  for (let code = 0; code < 0x3000; code++)
    if (regex.test(String.fromCodePoint(code)) !== isIn?.(code)) expect.fail(`${name}: ${code.toString(16)}`);
});
