import { expect, it } from "vitest";
import { parseOptions } from "../../runtimes/userland/program/options.ts";

const TABLE = {
  all: { letters: "a" },
  almost: { letters: "A" },
  size: { letters: "sS", value: "N" },
  color: { letters: "c", value: "[WHEN]" },
  iso: { letters: "I", value: "[FMT]", isAttachable: true },
  x: {},
} as const;

const parsed = (args: readonly string[], stopsAtOperand = false) => {
  const { options, operands, asked } = parseOptions(args, TABLE, stopsAtOperand);
  return [options.all.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)), operands, asked];
};

it.each([
  ["groups of letters", ["-ax"], [["all", "x"], [], undefined]],
  ["a value that is attached, or follows", ["-as5", "-S", "6"], [["all", "size=5", "size=6"], [], undefined]],
  ["long values", ["--size=1", "--size", "2", "--size="], [["size=1", "size=2", "size="], [], undefined]],
  ["beginnings that fit one only", ["--si", "3", "--alm"], [["size=3", "almost"], [], undefined]],
  [
    "values that may be left out",
    ["--color", "--color=no", "-c", "x"],
    [["color", "color=no", "color"], ["x"], undefined],
  ],
  ["values that may be attached to letters", ["-aIx", "-I", "x"], [["all", "iso=x", "iso"], ["x"], undefined]],
  ["operands between options", ["f", "-a", "-", "g", "--", "-x"], [["all"], ["f", "-", "g", "-x"], undefined]],
  ["a question before all else that is wrong", ["-a", "--he", "--bogus"], [["all"], ["--bogus"], "help"]],
])("reads %s", (_what, args, expected) => {
  expect(parsed(args)).toEqual(expected);
});

it("ends at the first operand where that is wanted", () => {
  expect(parsed(["-a", "cmd", "-x"], true)).toEqual([["all"], ["cmd", "-x"], undefined]);
});

it.each([
  [["-y"], "invalid option -- 'y'"],
  [["--yes"], "unrecognized option '--yes'"],
  [["--al"], "option '--al' is ambiguous; possibilities: '--all' '--almost'"],
  [["-s"], "option requires an argument -- 's'"],
  [["--size"], "option '--size' requires an argument"],
  [["--all=1"], "option '--all' doesn't allow an argument"],
  [["--help=x"], "option '--help' doesn't allow an argument"],
])("refuses %j", (args, message) => {
  expect(() => parseOptions(args, TABLE)).toThrow(message);
});
