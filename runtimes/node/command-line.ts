import { constant, nodeFacts } from "./node-facts.ts";

const TYPES = constant<Record<string, number>>("options", "types");

/** Options that no command line changes, since what they ask for has no use in an isolate. */
const ALWAYS: Readonly<Record<string, unknown>> = {
  "--experimental-websocket": false,
  "--no-experimental-websocket": true,
  "--experimental-eventsource": false,
  "--no-experimental-global-navigator": true,
  "--experimental-global-navigator": false,
  "--experimental-sqlite": false,
  "--experimental-webstorage": false,
  "--webstorage": false,
  "--experimental-web-worker": false,
  "--async-context-frame": true,
  // The build itself ran Node with this option.
  "--expose-internals": false,
};

let values: Record<string, unknown> = { ...nodeFacts.optionValues, ...ALWAYS };

export function programOptions(): Record<string, unknown> {
  return values;
}

export interface CommandLine {
  /** Options as they were given. */
  readonly execArgv: readonly string[];
  /** The program and its arguments. */
  readonly rest: readonly string[];
  /** What is wrong with it. */
  readonly problem: string | undefined;
}

const types = new Map(nodeFacts.optionTypes);
const aliases = new Map(nodeFacts.optionAliases);

/** What Node takes on its command line only. */
const NOT_FROM_ENVIRONMENT =
  /^(?:-[^-].*|--(?:eval|print|check|interactive|test|version|help|v8-options|run)(?:=.*)?|--)$/;
const SHORT_FROM_ENVIRONMENT = new Set(["-r", "-C"]);

/**
 * Reads options the way Node does, and makes them those of the program.
 * @param nodeOptions the variable NODE_OPTIONS
 */
export function readCommandLine(args: readonly string[], nodeOptions = ""): CommandLine {
  values = structuredCopy({ ...nodeFacts.optionValues, ...ALWAYS });
  const execArgv: string[] = [];
  const fromEnvironment = wordsOf(nodeOptions);
  const queue = [...fromEnvironment, ...args];
  const fail = (problem: string): CommandLine => ({ execArgv, rest: queue, problem });
  const refused = fromEnvironment.find((word) => NOT_FROM_ENVIRONMENT.test(word) && !SHORT_FROM_ENVIRONMENT.has(word));
  if (refused !== undefined) return fail(`${refused} is not allowed in NODE_OPTIONS`);
  /** How many words at the front of the queue are not from the command line itself, but stand for something else. */
  let standIns = fromEnvironment.length;
  const take = (): string | undefined => {
    const taken = queue.shift();
    if (standIns > 0) standIns--;
    else if (taken !== undefined) execArgv.push(taken);
    return taken;
  };
  while (queue.length > 0) {
    const original = queue[0] ?? "";
    if (original === "-" || original === "--" || !original.startsWith("-")) {
      if (standIns > 0) return fail(`${original} is not allowed in NODE_OPTIONS`);
      break;
    }
    take();
    const equals = original.startsWith("--") ? original.indexOf("=") : -1;
    let name = equals < 0 ? original : original.slice(0, equals);
    let value = equals < 0 ? undefined : original.slice(equals + 1);
    if (name.startsWith("--")) name = name.replaceAll("_", "-");
    const withArgument = queue[0] !== undefined && !queue[0].startsWith("-") ? aliases.get(`${name} <arg>`) : undefined;
    const expansion = withArgument ?? aliases.get(name);
    if (expansion && expansion[0] !== name) {
      queue.unshift(...expansion.slice(0, -1), (expansion.at(-1) ?? "") + (value === undefined ? "" : `=${value}`));
      standIns += expansion.length;
      continue;
    }
    const negated = name.startsWith("--no-") && !types.has(name) ? `--${name.slice("--no-".length)}` : undefined;
    const type = types.get(negated ?? name);
    if (type === undefined) return fail(`bad option: ${original}`);
    if (type === TYPES["kBoolean"]) {
      if (value !== undefined) return fail(`${original} does not take an argument`);
      setBoolean(negated ?? name, negated === undefined);
      continue;
    }
    if (type === TYPES["kNoOp"] || type === TYPES["kV8Option"]) continue;
    if (value === undefined) {
      value = take();
      if (value === undefined) return fail(`${execArgv.at(-1)} requires an argument`);
    }
    if (type === TYPES["kStringList"]) values[name] = [...(values[name] as string[]), value];
    else if (type === TYPES["kString"]) values[name] = value;
    else if (type === TYPES["kInteger"] || type === TYPES["kUInteger"]) values[name] = Number(value);
    if (name === "--eval") values["[has_eval_string]"] = true;
  }
  if (queue[0] === "--") queue.shift();
  return { execArgv, rest: queue, problem: undefined };
}

/** Separated by spaces, which double quotes take their meaning, and within these a backslash that of what follows. */
function wordsOf(nodeOptions: string): string[] {
  return [...nodeOptions.matchAll(/(?:"(?:\\.|[^"\\])*"|[^ "])+/gs)].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"/gs, (_quoted, inner: string) => inner.replace(/\\(.)/gs, "$1")),
  );
}

/** Sets an option and its contrary: `--name` and `--no-name` are both in the table. */
function setBoolean(name: string, value: boolean): void {
  values[name] = value;
  const contrary = name.startsWith("--no-") ? `--${name.slice("--no-".length)}` : `--no-${name.slice(2)}`;
  if (contrary in values) values[contrary] = !value;
}

function structuredCopy(source: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
}
