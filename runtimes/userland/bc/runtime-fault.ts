/** What ends the code of one line, and what it called. */
export class RuntimeFault extends Error {
  constructor(message: string, place: string) {
    super(`Runtime error (${place}): ${message}`);
  }
}

/** What ends bc. */
export class FatalFault extends Error {}
