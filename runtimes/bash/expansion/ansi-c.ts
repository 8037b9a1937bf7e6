/** What `$'…'` stands for: escapes of C, `\cX`, `\uXXXX`. A NUL ends it, as in bash. Bytes 80 … FF may make up UTF-8. */
export function ansiC(body: string): string {
  const decoder = new ByteText();
  for (let i = 0; i < body.length; i++) {
    const character = body[i] ?? "";
    if (character !== "\\" || i + 1 === body.length) {
      decoder.text(character);
      continue;
    }
    i++;
    const letter = body[i] ?? "";
    const simple = SIMPLE[letter];
    if (simple !== undefined) decoder.text(simple);
    else if (letter === "x" || letter === "u" || letter === "U") {
      const digits = digitsAt(body, i + 1, letter === "x" ? 2 : letter === "u" ? 4 : 8, 16);
      i += digits.length;
      const code = Number.parseInt(digits, 16);
      if (digits === "") decoder.text(`\\${letter}`);
      else if (code === 0) return decoder.result();
      else if (letter === "x") decoder.byte(code);
      else if (code <= 0x10ffff) decoder.text(String.fromCodePoint(code));
    } else if (letter >= "0" && letter <= "7") {
      const digits = digitsAt(body, i, 3, 8);
      i += digits.length - 1;
      const code = Number.parseInt(digits, 8) & 0xff;
      if (code === 0) return decoder.result();
      decoder.byte(code);
    } else if (letter === "c" && i + 1 < body.length) {
      i++;
      const control = body[i] === "\\" && body[i + 1] === "\\" ? (body[++i] ?? "") : (body[i] ?? "");
      const code = control === "?" ? 0x7f : control.toUpperCase().charCodeAt(0) & 0x1f;
      if (code === 0) return decoder.result();
      decoder.text(String.fromCharCode(code));
    } else decoder.text(`\\${letter}`);
  }
  return decoder.result();
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

function digitsAt(text: string, at: number, max: number, base: 8 | 16): string {
  let end = at;
  while (end < at + max && end < text.length && isDigit(text.charCodeAt(end), base)) end++;
  return text.slice(at, end);
}

function isDigit(unit: number, base: 8 | 16): boolean {
  if (unit >= 48 && unit <= 57) return unit < 48 + base;
  return base === 16 && ((unit >= 65 && unit <= 70) || (unit >= 97 && unit <= 102));
}

/** Text and bytes in turn; bytes that are UTF-8 together become its characters. */
export class ByteText {
  #text = "";
  #bytes: number[] = [];

  text(text: string): void {
    if (this.#bytes.length > 0) this.#flush();
    this.#text += text;
  }

  byte(byte: number): void {
    if (byte >= 0x80) this.#bytes.push(byte);
    else this.text(String.fromCharCode(byte));
  }

  result(): string {
    this.#flush();
    return this.#text;
  }

  #flush(): void {
    for (let i = 0; i < this.#bytes.length; ) {
      const { code, length } = sequence(this.#bytes, i);
      this.#text += String.fromCodePoint(code);
      i += length;
    }
    this.#bytes = [];
  }
}

/** The character that begins there, or the byte as a lone surrogate. */
function sequence(bytes: readonly number[], at: number): { readonly code: number; readonly length: number } {
  const lead = bytes[at] ?? 0;
  const alone = { code: 0xdc00 + lead, length: 1 };
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return alone;
  let code = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return alone;
    code = (code << 6) | (next & 0x3f);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const isCharacter = code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? { code, length } : alone;
}
