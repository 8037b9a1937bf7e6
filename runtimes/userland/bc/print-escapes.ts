const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  q: '"',
  r: "\r",
  t: "\t",
  "\\": "\\",
};

/** As `print` shows a string: what is no escape is left out. */
export function unescaped(text: string): string {
  return text.replace(/\\(.?)/gs, (_, letter: string) => ESCAPES[letter] ?? "");
}
