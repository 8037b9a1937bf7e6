declare module "sucrase/dist/esm/parser/index.js" {
  interface Token {
    readonly type: number;
    readonly start: number;
    readonly end: number;
    readonly isType: boolean;
  }
  export function parse(
    input: string,
    isJSX: boolean,
    isTypeScript: boolean,
    isFlow: boolean,
  ): { readonly tokens: readonly Token[] };
}
declare module "sucrase/dist/esm/parser/tokenizer/types.js" {
  export const TokenType: Readonly<Record<"_enum" | "braceL" | "braceR" | "name" | "parenL" | "parenR", number>>;
}
