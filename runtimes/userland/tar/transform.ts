import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import type { Substitution } from "../sed/command.ts";
import { ScriptParser } from "../sed/script-parser.ts";
import { substitute } from "../sed/substitution.ts";
import { FAILED } from "./report.ts";

/** Changes names of files, and what links lead to. */
export type NameTransform = (name: string, of: "file" | "link" | "hard link") => string;

interface Step {
  readonly substitution: Substitution;
  readonly isFor: Readonly<Record<"file" | "link" | "hard link", boolean>>;
}

/** Reads expressions of `--transform`: those of sed's `s`, separated by semicolons. @throws UsageError */
export function nameTransform(expressions: readonly string[]): NameTransform | undefined {
  if (expressions.length === 0) return undefined;
  const steps = expressions.flatMap((text) => [...stepsOf(text)]);
  return (name, of) =>
    steps.reduce((result, { substitution, isFor }) => {
      const { pattern } = substitution;
      if (!isFor[of] || pattern === "last") return result;
      return substitute(result, pattern, substitution) ?? result;
    }, name);
}

function* stepsOf(text: string): Generator<Step> {
  const scope = { file: true, link: true, "hard link": true };
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith("flags=", at)) {
      const end = text.indexOf(";", at);
      Object.assign(scope, { file: false, link: false, "hard link": false });
      applyFlags(scope, text.slice(at + "flags=".length, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
      continue;
    }
    const delimiter = text.charAt(at + 1);
    const middle = endOfPart(text, at + 2, delimiter);
    const last = middle < 0 ? -1 : endOfPart(text, middle + 1, delimiter);
    if (text.charAt(at) !== "s" || delimiter === "" || last < 0) throw invalid();
    const semicolon = text.indexOf(";", last);
    const end = semicolon < 0 ? text.length : semicolon;
    const flags = text.slice(last + 1, end);
    if (!/^[gixrRsShH\d]*$/.test(flags))
      throw new UsageError(
        `Unknown flag in transform expression: ${flags.replace(/[gixrRsShH\d]/g, "").charAt(0)}`,
        FAILED,
      );
    const isFor = { ...scope };
    applyFlags(isFor, flags);
    yield { substitution: parsed(text.slice(at, last + 1), flags), isFor };
    at = end;
  }
}

/** Small letters switch on, capital ones off: regular files, links and hard links. */
function applyFlags(scope: { file: boolean; link: boolean; "hard link": boolean }, flags: string): void {
  for (const flag of flags) {
    if (flag === "r" || flag === "R") scope.file = flag === "r";
    else if (flag === "s" || flag === "S") scope.link = flag === "s";
    else if (flag === "h" || flag === "H") scope["hard link"] = flag === "h";
  }
}

function endOfPart(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === delimiter) return at;
  }
  return -1;
}

function parsed(command: string, flags: string): Substitution {
  const parser = new ScriptParser({ isExtended: flags.includes("x"), isPosix: false, isSandboxed: true }, () => {
    throw invalid();
  });
  try {
    parser.add(`${command}${flags.replace(/[xrRsShH]/g, "")}`, { kind: "expression", number: 1 });
    const action = parser.finish().commands[0]?.action;
    if (action?.kind === "substitute") return action;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  throw invalid();
}

function invalid(): UsageError {
  return new UsageError("Invalid transform expression", FAILED);
}
