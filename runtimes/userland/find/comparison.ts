/** A number as tests take it: `+N`, `-N` or `N`. */
export interface Comparison {
  readonly kind: "more" | "less" | "exactly";
  readonly value: number;
}

/** @param number what follows the sign @returns nothing for another text */
export function parseComparison(text: string, number = wholeNumber): Comparison | undefined {
  const sign = text.charAt(0);
  const kind = sign === "+" ? "more" : sign === "-" ? "less" : "exactly";
  const value = number(kind === "exactly" ? text : text.slice(1));
  return value === undefined ? undefined : { kind, value };
}

export function compares({ kind, value }: Comparison, number: number): boolean {
  if (kind === "more") return number > value;
  return kind === "less" ? number < value : number === value;
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
