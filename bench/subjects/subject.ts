export type Files = Readonly<Record<string, string>>;

export interface Call {
  readonly slot: number;
  readonly command: string;
}

export interface Timed {
  /** What each call printed, without white space around it. */
  readonly outputs: readonly string[];
  readonly ms: number;
}

/** Workspaces by number, each with the same files at first. */
export interface Workspaces {
  /**
   * Runs the calls, one workspace's in order. Makes the workspaces that are not there yet.
   * @throws Error if a call fails
   */
  run(calls: readonly Call[]): Promise<Timed>;
  /** Throws the workspaces away; the next run starts with new ones. */
  discard(): Promise<void>;
  /** Ends it all. */
  close(): Promise<void>;
}

/** What can run a command line in a workspace. */
export interface Subject {
  readonly name: string;
  open(files: Files): Promise<Workspaces>;
}

export async function timed(work: () => Promise<readonly string[]>): Promise<Timed> {
  const startedAt = performance.now();
  const outputs = await work();
  return { outputs, ms: performance.now() - startedAt };
}

/** The files by absolute path, for a subject whose workspace has one. */
export function inWorkspace(files: Files): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`/workspace/${path}`, content]));
}
