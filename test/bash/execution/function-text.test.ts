import { readFileSync } from "node:fs";
import { parse } from "unbash";
import { expect, test } from "vitest";
import { printFunction } from "../../../runtimes/bash/tree/function-text.ts";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

test("functions are printed as `declare -f` of bash prints them", () => {
  const text = read("functions.sh");
  const functions = parse(text).commands.flatMap(({ command }) =>
    command.type === "Function" ? [{ name: command.name.value, source: text.slice(command.pos, command.end) }] : [],
  );
  functions.sort((a, b) => (a.name < b.name ? -1 : 1));
  // functions.declared.txt is what `bash -c '. ./functions.sh; declare -f'` prints.
  expect(functions.map((each) => `${printFunction(each)}\n`).join("")).toBe(read("functions.declared.txt"));
});

test("what can't be parsed is printed as it is", () => {
  expect(printFunction({ name: "f", source: "f() {" })).toBe("f() {");
});
