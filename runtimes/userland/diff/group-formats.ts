import { UsageError } from "../program/options.ts";
import type { DiffOptions } from "./diff-options.ts";

export type LineKind = "unchanged" | "old" | "new";
export type GroupKind = LineKind | "changed";

/** How lines are printed, each and as groups. */
export interface GroupFormats {
  readonly lines: Readonly<Record<LineKind, string>>;
  readonly groups: Readonly<Record<GroupKind, string>>;
}

const LINE_KINDS = ["unchanged", "old", "new"] as const;
const GROUP_KINDS = ["unchanged", "old", "new", "changed"] as const;

/** @throws UsageError */
export function groupFormatsOf(options: DiffOptions): GroupFormats {
  const lines = new Map<LineKind, string>();
  const groups = new Map<GroupKind, string>();
  for (const { name, value = "" } of options.all) {
    if (name === "ifdef") for (const kind of GROUP_KINDS) set(groups, kind, ifdefFormat(kind, value), "-D");
    if (name === "line-format") for (const kind of LINE_KINDS) set(lines, kind, value, "--line-format");
    for (const kind of LINE_KINDS) if (name === `${kind}-line-format`) set(lines, kind, value, `--${name}`);
    for (const kind of GROUP_KINDS) if (name === `${kind}-group-format`) set(groups, kind, value, `--${name}`);
  }
  const changed = groups.get("changed");
  const [old, now] = [groups.get("old") ?? changed ?? "%<", groups.get("new") ?? changed ?? "%>"];
  const lineOf = (kind: LineKind): string => lines.get(kind) ?? "%l\n";
  return {
    lines: { unchanged: lineOf("unchanged"), old: lineOf("old"), new: lineOf("new") },
    groups: { unchanged: groups.get("unchanged") ?? "%=", old, new: now, changed: changed ?? old + now },
  };
}

function set<Kind extends string>(formats: Map<Kind, string>, kind: Kind, format: string, option: string): void {
  const known = formats.get(kind);
  if (known !== undefined && known !== format) throw new UsageError(`conflicting ${option} option value '${format}'`);
  formats.set(kind, format);
}

/** The name is a part of the format: percent signs in it stand for what they do there. */
function ifdefFormat(kind: GroupKind, name: string): string {
  switch (kind) {
    case "unchanged":
      return "%=";
    case "old":
      return `#ifndef ${name}\n%<#endif /* ! ${name} */\n`;
    case "new":
      return `#ifdef ${name}\n%>#endif /* ${name} */\n`;
    case "changed":
      return `#ifndef ${name}\n%<#else /* ${name} */\n%>#endif /* ${name} */\n`;
  }
}
