import { TERMINALS } from "./terminals.ts";

/** What a terminal can do, by the names of terminfo. */
export interface Terminal {
  readonly title: string;
  readonly switches: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly texts: ReadonlyMap<string, string>;
}

/** @returns nothing for a terminal that isn't known */
export function terminalOf(name: string): Terminal | undefined {
  const entry = Object.hasOwn(TERMINALS, name) ? TERMINALS[name] : undefined;
  if (entry === undefined) return undefined;
  const parent = entry.like === undefined ? undefined : terminalOf(entry.like);
  const switches = new Set(parent?.switches);
  const numbers = new Map(parent?.numbers);
  const texts = new Map(parent?.texts);
  for (const capability of entry.capabilities) {
    const [, key = "", sign = "", value = ""] = /^(\w+)([@#=]?)(.*)$/s.exec(capability) ?? [];
    if (sign === "@") {
      switches.delete(key);
      numbers.delete(key);
      texts.delete(key);
    } else if (sign === "#") numbers.set(key, Number(value));
    else if (sign === "=") texts.set(key, unescaped(value));
    else switches.add(key);
  }
  return { title: entry.title, switches, numbers, texts };
}

/** Of which kind a capability is, if any terminal has it. */
export function isCapability(name: string): boolean {
  return Object.values(TERMINALS).some(({ capabilities }) =>
    capabilities.some((one) => one.startsWith(name) && /^(?:[@#=]|$)/.test(one.slice(name.length))),
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  E: "\x1b",
  e: "\x1b",
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  s: " ",
};

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3}|.)|\^(.)/gs, (_, escaped: string | undefined, control: string | undefined) => {
    if (control !== undefined) return control === "?" ? "\x7f" : String.fromCharCode(control.charCodeAt(0) & 31);
    if (escaped !== undefined && escaped.length === 3) return String.fromCharCode(Number.parseInt(escaped, 8) & 127);
    return ESCAPES[escaped ?? ""] ?? escaped ?? "";
  });
}

/** Without the pauses that terminals of old needed. */
export function withoutDelays(text: string): string {
  return text.replace(/\$<\d+(?:\.\d+)?[*/]*>/g, "");
}
