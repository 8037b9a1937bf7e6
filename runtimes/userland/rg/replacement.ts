import type { PerlPattern } from "../search/perl-pattern.ts";

/** `$1`, `${name}` and the like in a replacement stand for groups of the match that begins there. */
export function expanded({ regex, names }: PerlPattern, template: string, text: string, start: number): string {
  if (!template.includes("$")) return template;
  regex.lastIndex = start;
  const found = regex.exec(text);
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (whole === "$$" || name === undefined) return "$";
    if (name === "0") return found?.[0] ?? "";
    return found?.groups?.[/^\d+$/.test(name) ? `g${name}` : (names.get(name) ?? "")] ?? "";
  });
}
