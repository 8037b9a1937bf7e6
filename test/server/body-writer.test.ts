import { once } from "node:events";
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { writeResponse } from "../../src/server/body-writer.ts";
import { type EndpointResponse, piecesOf } from "../../src/server/response.ts";

const CHUNK_CHARS = 1000;
const HEAD = { status: 200, headers: { "content-type": "application/json" } };

type Handler = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server that has nothing but the writer. */
async function serve(handle: Handler): Promise<AsyncDisposable & { readonly port: number; readonly url: string }> {
  const server = createServer((incoming, response) => void handle(incoming, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const write = (incoming: IncomingMessage, response: ServerResponse, body: EndpointResponse | Iterable<string>) =>
  writeResponse(incoming.socket, response, HEAD, "status" in body ? piecesOf(body) : body, CHUNK_CHARS);

const items = (jsonItems: readonly unknown[]): EndpointResponse => ({ status: 200, jsonItems });

describe("a response", () => {
  it.each([
    ["no items", []],
    ["few items", [1, "ü", { a: null }]],
    ["items as long as a chunk", ["x".repeat(CHUNK_CHARS - 4)]],
  ])("with %s is sent whole, with its length", async (_, all) => {
    await using server = await serve((incoming, response) => write(incoming, response, items(all)));
    const response = await fetch(server.url);
    const body = await response.text();
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
    expect(JSON.parse(body)).toEqual(all);
  });

  it("with many items is sent in pieces, and none is lost", async () => {
    const all = Array.from({ length: 5000 }, (_, index) => ({ index, text: "ü".repeat(index % 50) }));
    await using server = await serve((incoming, response) => write(incoming, response, items(all)));
    const response = await fetch(server.url);
    expect(response.headers.get("content-length")).toBeNull();
    expect(await response.json()).toEqual(all);
  });

  it("that is longer than a string can be is sent to its end", async () => {
    const piece = "x".repeat(1024 * 1024);
    const pieces = 600;
    await using server = await serve((incoming, response) => write(incoming, response, Array(pieces).fill(piece)));
    expect(() => piece.repeat(pieces)).toThrow(RangeError);
    let bytes = 0;
    for await (const chunk of (await fetch(server.url)).body ?? []) bytes += chunk.length;
    expect(bytes).toBe(pieces * piece.length);
  });

  it("is made no faster than its client takes it, and no further when that has gone", async () => {
    let made = 0;
    const endless = function* (): Generator<string> {
      for (;;) {
        made++;
        yield "x".repeat(CHUNK_CHARS);
      }
    };
    // A connection whose other end takes nothing.
    const socket = new Duplex({ read: () => {}, write: () => {} }) as unknown as Socket;
    const incoming = new IncomingMessage(socket);
    const response = new ServerResponse(incoming);
    response.assignSocket(socket);
    const written = write(incoming, response, endless());
    for (let turn = 0; turn < 1000; turn++) await setImmediate();
    expect(made * CHUNK_CHARS).toBeGreaterThan(0);
    expect(made * CHUNK_CHARS).toBeLessThan(2 * socket.writableHighWaterMark);
    const before = made;
    socket.destroy();
    await written;
    expect(made).toBeLessThanOrEqual(before + 1);
  });

  it("in pieces waits for those before it on its connection", async () => {
    const first = Promise.withResolvers<void>();
    const all = Array.from({ length: 100 }, (_, index) => `${index}`.repeat(50));
    const second = Promise.withResolvers<void>();
    await using server = await serve(async (incoming, response) => {
      if (incoming.url === "/first") await first.promise;
      else second.resolve();
      await write(incoming, response, incoming.url === "/first" ? items(["first"]) : items(all));
    });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await second.promise;
    first.resolve();
    let received = "";
    for await (const chunk of socket.setEncoding("latin1")) received += chunk;
    expect(received.indexOf('["first"]')).toBeGreaterThan(0);
    for (const item of all) expect(received).toContain(item.slice(0, 40));
    expect(received.endsWith("0\r\n\r\n")).toBe(true);
  });
});
