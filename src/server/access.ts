import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { type Answer, failed } from "./answer.ts";

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Who may ask. On a loopback address without a token, the danger is a web page that the developer has open: its requests
 * carry an `Origin`, or, if its name was made to point here, a `Host` that is not this server's.
 */
export class Access {
  readonly #digest: Buffer | undefined;
  readonly #host: string;

  constructor(token: string | undefined, host: string) {
    this.#digest = token === undefined ? undefined : digest(token);
    this.#host = host;
  }

  /** @returns what to answer instead, if the request is refused */
  refusal({ authorization, host, origin }: IncomingHttpHeaders): Answer | undefined {
    if (this.#digest) {
      const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
      // Of digests, so that neither the text nor its length shows in the time it takes.
      if (!timingSafeEqual(digest(given), this.#digest)) return failed(401, "Unauthorized: a bearer token is needed");
    }
    const hostName = nameOf(host);
    if (isLoopback(this.#host) && !isLoopback(hostName))
      return failed(403, "Forbidden: this server answers on a loopback address only");
    if (origin !== undefined && nameOf(origin.replace(/^[a-z]+:\/\//i, "")) !== hostName)
      return failed(403, "Forbidden: a page of another origin may not use this server");
    return undefined;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Without the port. */
function nameOf(host = ""): string {
  return host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
