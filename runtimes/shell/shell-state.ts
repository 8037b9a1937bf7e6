/*
 * A persistent shell's state as text, so that it outlives its isolate: the main thread keeps it beside the volume and
 * any worker can go on with it. Only what a user can set is carried; what belongs to a running command is not.
 */

/** just-bash keeps its state in one plain object of strings, arrays, Maps, Sets and AST nodes. */
export type InterpreterState = Record<string, unknown>;

const CARRIED = [
  "env",
  "arrays",
  "cwd",
  "previousDir",
  "functions",
  "options",
  "shoptOptions",
  "readonlyVars",
  "associativeArrays",
  "namerefs",
  "boundNamerefs",
  "invalidNamerefs",
  "integerVars",
  "lowercaseVars",
  "uppercaseVars",
  "exportedVars",
  "declaredVars",
  "completionSpecs",
  "directoryStack",
  "lastExitCode",
  "lastArg",
  "fileDescriptors",
  "inputFds",
  "closedStandardFds",
  "nextFd",
] as const;

const MAP_TAG = "$map";
const SET_TAG = "$set";

function encode(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { [MAP_TAG]: [...value] };
  if (value instanceof Set) return { [SET_TAG]: [...value] };
  return value;
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (MAP_TAG in value) return new Map(value[MAP_TAG] as [unknown, unknown][]);
  if (SET_TAG in value) return new Set(value[SET_TAG] as unknown[]);
  return value;
}

export function serializeState(state: InterpreterState): string {
  const carried: InterpreterState = {};
  for (const key of CARRIED) if (state[key] !== undefined) carried[key] = state[key];
  return JSON.stringify(carried, encode);
}

/** A fresh state with what was carried laid over it. */
export function restoreState(fresh: InterpreterState, serialized: string): InterpreterState {
  return serialized === "" ? fresh : { ...fresh, ...(JSON.parse(serialized, decode) as InterpreterState) };
}

/** A deep copy, so that no call can change what the next one starts from. */
export function cloneState(state: InterpreterState): InterpreterState {
  return cloneValue(state) as InterpreterState;
}

function cloneValue(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, cloneValue(item)]));
  if (value instanceof Set) return new Set(value);
  if (Array.isArray(value)) return value.map(cloneValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cloneValue(item)]));
}
