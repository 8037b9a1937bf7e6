import type { IncomingMessage } from "node:http";

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "invalid" }
  | { readonly kind: "too-large" };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a whole body. Of one that is too large, as much again is read and thrown away: many clients listen only when
 * they have sent it all. @throws Error if the client goes away
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  const { bytes, isWhole } = await receive(request, maxBytes * 2, (chunk, soFar) => {
    if (soFar <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  if (!isWhole || bytes > maxBytes) return { kind: "too-large" };
  try {
    return { kind: "json", value: JSON.parse(utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))) };
  } catch {
    return { kind: "invalid" };
  }
}

/** Lets a body that nobody wants come in, up to a limit, so that its sender gets to read the response. */
export async function discardBody(request: IncomingMessage, maxBytes: number): Promise<void> {
  await receive(request, maxBytes, () => {});
}

function receive(
  request: IncomingMessage,
  maxBytes: number,
  take: (chunk: Buffer, soFar: number) => void,
): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ bytes: number; isWhole: boolean }>();
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) return take(chunk, bytes);
    request.pause();
    resolve({ bytes, isWhole: false });
  });
  request.on("end", () => resolve({ bytes, isWhole: true }));
  request.on("error", reject);
  request.on("close", () => {
    if (!request.readableEnded) reject(new Error("the client has gone"));
  });
  return promise;
}
