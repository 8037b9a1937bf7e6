import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A body of about this length is sent in one piece, with its length told; a longer one in pieces of it. */
const CHUNK_CHARS = 1024 * 1024;

/**
 * Writes the head and the body of a response, the next chunk only when the client has taken the one before. Resolves when the
 * body is on its way, or has nobody to go to; a response that waits behind others of its connection hears of that only from
 * the socket.
 */
export async function writeResponse(
  socket: Socket,
  response: ServerResponse,
  head: { readonly status: number; readonly headers: Readonly<Record<string, string | number>> },
  pieces: Iterable<string>,
  chunkChars = CHUNK_CHARS,
): Promise<void> {
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  socket.once("close", leave);
  try {
    const chunks = inChunks(pieces, chunkChars);
    const { value: first = "" } = chunks.next();
    let next = chunks.next();
    const length = next.done ? { "content-length": Buffer.byteLength(first) } : {};
    response.writeHead(head.status, { ...head.headers, ...length });
    let last = first;
    for (; !next.done && !socket.destroyed; next = chunks.next()) {
      await Promise.race([gone, taken(response, last)]);
      last = next.value;
    }
    if (socket.destroyed) return;
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    response.end(last, resolve);
    await Promise.race([gone, sent]);
  } finally {
    socket.off("close", leave);
  }
}

/** Resolves when there is room for more. */
async function taken(response: ServerResponse, chunk: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (response.write(chunk)) return;
  response.once("drain", resolve);
  await promise;
}

function* inChunks(pieces: Iterable<string>, chunkChars: number): Generator<string, undefined> {
  let chunk = "";
  for (const piece of pieces) {
    if (chunk !== "" && chunk.length + piece.length > chunkChars) {
      yield chunk;
      chunk = "";
    }
    chunk += piece;
  }
  if (chunk !== "") yield chunk;
}
