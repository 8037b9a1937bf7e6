import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const REPO: string = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** "" for plain text. */
  readonly language: string;
  readonly text: string;
}

/** The pages of the repository, by their paths from its top. */
export function pageNames(): string[] {
  const isForeign = (path: string): boolean => /(?:^|\/)(?:node_modules|dist|\.git|\.programs)$/.test(path);
  return globSync("**/*.md", { cwd: REPO, exclude: isForeign }).sort();
}

export function readPage(page: string): string {
  return readFileSync(`${REPO}/${page}`, "utf8");
}

export function blocksOf(page: string): Block[] {
  return [...readPage(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    page,
    language,
    text,
  }));
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return readPage(page).replace(/^```\w*\n.*?^```$/gms, "");
}

/** The lines of a block for a shell, without the comments behind them. */
export function commandsOf({ text }: Block): string[] {
  return text.split("\n").flatMap((line) => line.replace(/(?:^|\s+)#\s.*$/, "").trim() || []);
}
