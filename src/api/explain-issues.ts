import type { z } from "zod";

/** One line that names every fault: `workers: expected number; unknown option "wokers"`. */
export function explain(error: z.ZodError, allowed: readonly string[] = []): string {
  return error.issues.flatMap((issue) => explainIssue(issue, allowed)).join("; ");
}

function explainIssue(issue: z.core.$ZodIssue, allowed: readonly string[]): string[] {
  const where = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const list = allowed.length > 0 && where === "" ? ` (allowed: ${allowed.join(", ")})` : "";
    return issue.keys.map((key) => `unknown option "${where === "" ? key : `${where}.${key}`}"${list}`);
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The most telling branch is the one that got furthest into the value.
    const branches = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    const inner = branches[0] ?? [];
    if (depth(inner) > 0 || inner.some(({ code }) => code === "unrecognized_keys")) {
      return inner.flatMap((nested) => explainIssue({ ...nested, path: [...issue.path, ...nested.path] }, allowed));
    }
  }
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => `${where}: the name ${message}`);
  return [where === "" ? issue.message : `${where}: ${issue.message}`];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path, code }) => path.length + (code === "unrecognized_keys" ? 1 : 0)));
}
