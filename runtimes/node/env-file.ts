import { readText } from "./file-access.ts";

const LINE = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(?:"((?:\\"|[^"])*)"|'([^']*)'|`([^`]*)`|([^#\n]*))[^\n]*$/gm;

/** The variables a `.env` file's text sets. */
export function parseEnv(text: string): Record<string, string> {
  const variables: Record<string, string> = Object.create(null);
  for (const [, name = "", double, single, tick, bare] of text.matchAll(LINE))
    variables[name] = double?.replaceAll("\\n", "\n") ?? single ?? tick ?? bare?.trim() ?? "";
  return variables;
}

/** Sets what is not set already. @returns whether the file can be read */
export function loadEnvFile(path: string, environment: Record<string, string>): boolean {
  const text = readText(path);
  if (text === undefined) return false;
  for (const [name, value] of Object.entries(parseEnv(text))) environment[name] ??= value;
  return true;
}
