/** What an endpoint answers: JSON, unless it is text. */
export type Answer =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly text: string; readonly contentType: string };

/** In the words of the wire format. */
export function failed(status: number, error: string): Answer {
  return { status, json: { success: false, error } };
}
