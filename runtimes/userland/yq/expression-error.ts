/** What an expression can't be, or what can't be done with what it is applied to. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}
