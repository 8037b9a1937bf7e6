import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { SandboxServer } from "../../src/index.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** A connection on which a test sends what no client would. */
export class RawConnection {
  readonly socket: Socket;
  #received = "";
  #moved = Promise.withResolvers<void>();

  constructor({ port, host }: SandboxServer) {
    this.socket = connect(port, host);
    this.socket.setEncoding("latin1").on("data", (text: string) => {
      this.#received += text;
      this.#moved.resolve();
    });
    this.socket.on("error", () => {}).on("close", () => this.#moved.resolve());
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  post(path: string, body: string | Buffer, headers = ""): void {
    const length = Buffer.byteLength(body);
    this.send(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n${headers}\r\n`);
    this.send(Buffer.from(body));
  }

  /** The next answer. @throws Error if the connection ends without one */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      const headers = this.#received.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
      if (end >= 0 && this.#received.length >= end + 4 + length) {
        const body = Buffer.from(this.#received.slice(end + 4, end + 4 + length), "latin1").toString();
        this.#received = this.#received.slice(end + 4 + length);
        return { status: Number(headers.split(" ")[1]), headers, body };
      }
      if (this.socket.closed) throw new Error(`the connection ended: ${this.#received.slice(0, 500)}`);
      await this.#moved.promise;
      this.#moved = Promise.withResolvers();
    }
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, "close");
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
