/** What an endpoint answers: JSON, unless it is text. */
export type Answer = AnswerHead &
  ({ readonly json: unknown } | { readonly text: string; readonly contentType: string });

interface AnswerHead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In the words of the wire format. */
export function failed(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, json: { success: false, error }, headers };
}
