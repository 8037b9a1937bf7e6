/** What a call of the binding `fs` does, and which of its arguments says how to answer. */
export interface FsCall {
  readonly request: number;
  run(...args: never[]): unknown;
}
