import { UsageError } from "../program/options.ts";
import type { DiffOptions } from "./diff-options.ts";

export type DiffStyle = "normal" | "context" | "unified" | "ed" | "forward-ed" | "rcs" | "side-by-side" | "groups";

const STYLES = {
  context: "context",
  C: "context",
  c: "context",
  unified: "unified",
  U: "unified",
  u: "unified",
  ed: "ed",
  "forward-ed": "forward-ed",
  rcs: "rcs",
  normal: "normal",
  "side-by-side": "side-by-side",
  "sdiff-merge-assist": "side-by-side",
  ifdef: "groups",
  "line-format": "groups",
  "old-line-format": "groups",
  "new-line-format": "groups",
  "unchanged-line-format": "groups",
  "old-group-format": "groups",
  "new-group-format": "groups",
  "changed-group-format": "groups",
  "unchanged-group-format": "groups",
} as const satisfies Readonly<Record<string, DiffStyle>>;

/** In which form changes are printed. @throws UsageError */
export function styleOf(options: DiffOptions): DiffStyle {
  let style: DiffStyle | undefined;
  for (const { name } of options.all) {
    if (!isStyle(name)) continue;
    const wanted = STYLES[name];
    if (style !== undefined && style !== wanted) throw new UsageError("conflicting output style options");
    style = wanted;
  }
  return style ?? (options.has("show-c-function") ? "context" : "normal");
}

function isStyle(name: string): name is keyof typeof STYLES {
  return Object.hasOwn(STYLES, name);
}
