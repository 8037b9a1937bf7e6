import { compilePattern } from "../../bash/expansion/pattern.ts";

/** What a pattern of the shell's says of a text; slashes and dots are like any other characters. */
export function namePattern(text: string, ignoreCase: boolean): (name: string) => boolean {
  // A backslash at the end quotes nothing, and fits nothing.
  if (endsInBackslash(text)) return () => false;
  const pattern = compilePattern(text, { extglob: false, ignoreCase });
  if (ignoreCase) return (name) => pattern.matches(name);
  const [, before = "", after = ""] = /^([^*?[\\]*)\*([^*?[\\]*)$/.exec(text) ?? [];
  if (before === "" && after === "") return (name) => pattern.matches(name);
  const length = before.length + after.length;
  return (name) => name.length >= length && name.startsWith(before) && name.endsWith(after);
}

function endsInBackslash(text: string): boolean {
  let start = text.length;
  while (text.charAt(start - 1) === "\\") start--;
  return (text.length - start) % 2 === 1;
}
