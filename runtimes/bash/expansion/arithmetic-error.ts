import { ExpansionError } from "./expansion-error.ts";

/** @param token the rest of the text from the token at which it was noticed */
export function arithmeticError(text: string, message: string, token: string): ExpansionError {
  return new ExpansionError(`${text.trimStart()}: ${message} (error token is "${token}")`);
}
