import { isPrintable, octalEscape } from "../../bash/quoting.ts";
import { Failure } from "../program/failure.ts";

const BASES: Readonly<Record<string, number>> = { d: 10, i: 10, u: 10, o: 8, x: 16, X: 16 };

/** What `-b` says: text with one number in it, in the form of C's printf. @throws Failure */
export function suffixFormat(format: string): (number: number) => string {
  const parts = format.match(/%%|%[-0#']*\d*(?:\.\d*)?.?|[^%]+/gsu) ?? [];
  const directives = parts.filter((part) => part.startsWith("%") && part !== "%%");
  directives.forEach((directive, index) => {
    if (index > 0) throw new Failure("too many % conversion specifications in suffix");
    assertValid(directive);
  });
  if (directives.length === 0) throw new Failure("missing % conversion specification in suffix");
  return (number) =>
    parts.map((part) => (part === "%%" ? "%" : part.startsWith("%") ? rendered(part, number) : part)).join("");
}

function assertValid(directive: string): void {
  const [, flags = "", kind = ""] = /^%([-0#']*)\d*(?:\.\d*)?(.*)$/s.exec(directive) ?? [];
  if (kind === "") throw new Failure("missing conversion specifier in suffix");
  if (BASES[kind] === undefined) {
    const shown = isPrintable(kind) ? kind : octalEscape(kind.charCodeAt(0));
    throw new Failure(`invalid conversion specifier in suffix: ${shown}`);
  }
  const wrong = [...flags].find((flag) => (flag === "#" && BASES[kind] === 10) || (flag === "'" && BASES[kind] !== 10));
  if (wrong !== undefined) throw new Failure(`invalid flags in conversion specification: %${wrong}${kind}`);
}

function rendered(directive: string, number: number): string {
  const groups = /^%(?<flags>[-0#']*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<kind>.)$/.exec(directive)?.groups ?? {};
  const { flags = "", width = "", precision, kind = "d" } = groups;
  let digits = number.toString(BASES[kind]).padStart(Number(precision ?? 1), "0");
  if (flags.includes("#") && kind === "o" && !digits.startsWith("0")) digits = `0${digits}`;
  const prefix = flags.includes("#") && kind.toLowerCase() === "x" && number > 0 ? "0x" : "";
  if (flags.includes("0") && !flags.includes("-") && precision === undefined)
    digits = digits.padStart(Number(width) - prefix.length, "0");
  const text = kind === "X" ? (prefix + digits).toUpperCase() : prefix + digits;
  return flags.includes("-") ? text.padEnd(Number(width)) : text.padStart(Number(width));
}
