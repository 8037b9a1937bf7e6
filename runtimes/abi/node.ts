/** What the JavaScript guest offers on its global object. */
export interface NodeGuest {
  /**
   * Begins a program: nothing of it has run before. Calls {@link NodeHost.exit} when it is done.
   * @param options {@link StartOptions} as JSON
   */
  start(options: string): void;
  /**
   * Runs code in a session, which the first call begins: no program has run before. Calls {@link NodeHost.evaluated} when
   * it is done.
   * @param evaluation an Evaluation as JSON
   */
  evaluate(evaluation: string): void;
  /** One turn of the event loop: microtasks run after it. */
  turn(): void;
  /** A promise was rejected, and nobody handled it before the turn was over. */
  rejected(reason: unknown, kind: RejectionKind): void;
}

/** What was rejected with. An error crosses as the text of its stack, another object not at all. */
export type RejectionKind = "error" | "object" | "primitive";

export interface StartOptions {
  /** `argv[0]` is the name it is called by. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** What it is told as its own. */
  readonly pid: number;
}

/** What the guest reaches beside its files. */
export interface NodeHost {
  /** Ends the program: nothing it does afterwards has any effect. */
  exit(code: number): void;
  /** What the code of a session came to: the fields of an Evaluated. */
  evaluated(failed: boolean, json: string, text: string): void;
  /** A monotonic clock, in milliseconds. */
  now(): number;
}

export const NODE_GUEST_GLOBAL = "__slotboxNodeGuest";
export const NODE_HOST_GLOBAL = "__slotboxNodeHost";
/** What the build knows of Node, and the library as functions. */
export const NODE_FACTS_GLOBAL = "__slotboxNodeFacts";
/** The bundle, as frames of stacks name it. */
export const GUEST_FILENAME = "slotbox:node";
