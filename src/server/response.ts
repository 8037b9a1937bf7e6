import { writeFault } from "../wire/faults.ts";

/** What an endpoint responds with: JSON, unless it is text. */
export type EndpointResponse = ResponseHead &
  (
    | { readonly json: unknown }
    /** The items of a JSON array, which together may be longer than a string can be. */
    | { readonly jsonItems: readonly unknown[] }
    | { readonly text: string; readonly contentType: string }
  );

interface ResponseHead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In the words of the wire format. */
export function failed(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): EndpointResponse {
  return { status, json: writeFault(error), headers };
}

const JSON_TYPE = "application/json; charset=utf-8";

export function contentTypeOf(response: EndpointResponse): string {
  return "text" in response ? response.contentType : JSON_TYPE;
}

/** The body, in pieces none of which is too long for a string. */
export function* piecesOf(response: EndpointResponse): Generator<string> {
  if ("text" in response) yield response.text;
  else if ("json" in response) yield JSON.stringify(response.json);
  else {
    yield "[";
    for (const [index, item] of response.jsonItems.entries())
      yield index === 0 ? JSON.stringify(item) : `,${JSON.stringify(item)}`;
    yield "]";
  }
}
