import { needsAnsi, quoteAnsi, quoteSingle } from "../quoting.ts";

const METAS = " \t\n'\"\\|&;()<>!{}*[]?^$`";

/** A word as xtrace shows it: as it is where that reads back, quoted otherwise. */
export function quoteForTrace(text: string): string {
  if (text === "") return "''";
  if (hasMetas(text)) return quoteSingle(text);
  return needsAnsi(text) ? quoteAnsi(text) : text;
}

function hasMetas(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] ?? "";
    if (METAS.includes(unit)) return true;
    if (unit === "#" && at === 0) return true;
    if (unit === "~" && (at === 0 || text[at - 1] === ":" || text[at - 1] === "=")) return true;
  }
  return false;
}
