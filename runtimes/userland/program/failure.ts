/** Ends a program with a message and a status. */
export class Failure extends Error {
  readonly status: number | undefined;

  /** @param status @default what the program's failures have */
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}
