import { ExpressionError } from "./expression-error.ts";
import { NumberText } from "./nodes.ts";

/* Other forms than YAML. Mappings are Maps here, so that keys that are numbers stay in their order. */

/** @param indent 0 for all in one line */
export function jsonText(value: unknown, indent: number): string {
  return jsonLines(value, indent, "");
}

function jsonLines(value: unknown, indent: number, margin: string): string {
  const inner = margin + " ".repeat(indent);
  const [open, between, close] = indent > 0 ? [`\n${inner}`, `,\n${inner}`, `\n${margin}`] : ["", ",", ""];
  if (value instanceof Map) {
    if (value.size === 0) return "{}";
    const colon = indent > 0 ? ": " : ":";
    const entries = [...value].map(([key, item]) => `${JSON.stringify(key)}${colon}${jsonLines(item, indent, inner)}`);
    return `{${open}${entries.join(between)}${close}}`;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${open}${value.map((item) => jsonLines(item, indent, inner)).join(between)}${close}]`;
  }
  if (value instanceof NumberText && JSON_NUMBER.test(String(value))) return String(value);
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null");
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** `a.b.0 = value` lines. */
export function propertiesText(value: unknown): string {
  const lines: string[] = [];
  const add = (path: string, item: unknown): void => {
    if (item instanceof Map) for (const [key, each] of item) add(path === "" ? String(key) : `${path}.${key}`, each);
    else if (Array.isArray(item))
      for (const [index, each] of item.entries()) add(path === "" ? String(index) : `${path}.${index}`, each);
    else lines.push(`${path} = ${item === null ? "" : String(item).replaceAll("\n", "\\n")}\n`);
  };
  add("", value);
  return lines.join("");
}

/** Rows of values, or of mappings, whose keys are then the first row. @throws ExpressionError */
export function tableText(value: unknown, separator: string): string {
  if (!Array.isArray(value)) throw new ExpressionError("csv encoding only works for arrays, got: !!map");
  const [first] = value;
  if (!(first instanceof Map)) {
    const rows = Array.isArray(first) ? value : [value];
    return rows.map((row) => `${rowText(row, separator)}\n`).join("");
  }
  const headers = [...first.keys()];
  const rows = value.map((row) => headers.map((header) => (row instanceof Map ? row.get(header) : undefined)));
  return [headers, ...rows].map((row) => `${rowText(row, separator)}\n`).join("");
}

export function rowText(row: unknown, separator: string): string {
  const cells = Array.isArray(row) ? row : [row];
  return cells.map((cell) => cellText(cell, separator)).join(separator);
}

function cellText(cell: unknown, separator: string): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  const isPlain = !text.includes(separator) && !/["\r\n]|^\s/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The rows of a table, each by the first row's names. */
export function tableOf(text: string, separator: string): Map<string, string>[] {
  const [headers = [], ...rows] = rowsOf(text, separator);
  const full = rows.filter((row) => row.length > 1 || row[0] !== "");
  return full.map((row) => new Map(headers.map((header, index) => [header, row[index] ?? ""])));
}

function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const end = /(?<!")(?:"")*"(?!")/g;
      end.lastIndex = at + 1;
      const stop = end.exec(text.slice(0)) ? end.lastIndex - 1 : text.length;
      cell = text.slice(at + 1, stop).replaceAll('""', '"');
      at = stop + 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n") at++;
      cell = text.slice(start, at).replace(/\r$/, "");
    }
    row.push(cell);
    if (text[at] === separator) {
      at++;
      continue;
    }
    if (text[at] === "\r") at++;
    at++;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

/** `a.b = value` lines as mappings in one another. */
export function propertiesOf(text: string): Map<string, unknown> {
  const root = new Map<string, unknown>();
  for (const line of text.split("\n")) {
    const [, path = "", value = ""] = /^\s*([^#!=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (path === "") continue;
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let at = root;
    for (const key of keys) {
      const inner = at.get(key);
      const next = inner instanceof Map ? (inner as Map<string, unknown>) : new Map<string, unknown>();
      at.set(key, next);
      at = next;
    }
    at.set(last, value);
  }
  return root;
}
