/** Ends a builtin with a message behind its name (`cd: -z: invalid option`), and its usage if the call makes no sense. */
export class BuiltinFailure extends Error {
  readonly status: number;
  readonly showsUsage: boolean;

  constructor(message: string, status = 1, showsUsage = false) {
    super(message);
    this.status = status;
    this.showsUsage = showsUsage;
  }
}

/** The call makes no sense: usage alone, or behind a message. */
export function usageFailure(message = ""): BuiltinFailure {
  return new BuiltinFailure(message, 2, true);
}

/** `--help`: not a failure, but it ends the builtin as well. */
export class HelpRequest extends Error {}
