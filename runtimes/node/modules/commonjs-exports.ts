import { parse } from "cjs-module-lexer";

export interface CommonJSExports {
  readonly exports: string[];
  readonly reexports: string[];
}

/** The names a CommonJS module exports, as far as its text tells. */
export function lex(source: string): CommonJSExports {
  try {
    const { exports, reexports } = parse(source);
    return { exports: [...new Set(exports)], reexports: [...new Set(reexports)] };
  } catch {
    return { exports: [], reexports: [] };
  }
}
