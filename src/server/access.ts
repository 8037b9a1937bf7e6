import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { type EndpointResponse, failed } from "./response.ts";

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
  readonly #isLoopback: boolean;
  /** The `Host` of the last request that was let in. */
  #lastHost: string | undefined;

  constructor(token: string | undefined, host: string) {
    this.#digest = token === undefined ? undefined : digest(token);
    this.#isLoopback = isLoopback(host);
  }

  /** @returns the response to a request instead, if a page that may not use this server is behind it */
  refusalOfPage({ host, origin }: IncomingHttpHeaders): EndpointResponse | undefined {
    // A client asks by one name again and again: the last that was let in is not looked at anew.
    if (host !== undefined && host === this.#lastHost && origin === undefined) return undefined;
    const refusal = this.#refusalOfPage(host, origin);
    if (!refusal) this.#lastHost = host;
    return refusal;
  }

  #refusalOfPage(host: string | undefined, origin: string | undefined): EndpointResponse | undefined {
    const asked = addressOf(`http://${host ?? ""}`);
    if (this.#isLoopback && !isLoopback(asked?.name ?? ""))
      return failed(403, "Forbidden: this server answers on a loopback address only");
    if (origin === undefined) return undefined;
    const from = addressOf(origin);
    const isOwn = from !== undefined && from.host === asked?.host;
    // Without a token, a name proves nothing: whoever owns it can make it point here.
    if (isOwn && (this.#digest || isLoopback(from.name) || isIP(from.name) !== 0)) return undefined;
    return failed(403, "Forbidden: a page of another origin may not use this server");
  }

  /** @returns the response to a request instead, if it has not the token */
  refusalOfStranger({ authorization }: IncomingHttpHeaders): EndpointResponse | undefined {
    if (!this.#digest) return undefined;
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
    // Digests are compared, so that neither the token's text nor its length shows in the time it takes.
    if (timingSafeEqual(digest(given), this.#digest)) return undefined;
    return failed(401, "Unauthorized: the server's bearer token is needed", { "www-authenticate": "Bearer" });
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** @returns nothing for what is no address, such as the origin `null` */
function addressOf(url: string): { readonly name: string; readonly host: string } | undefined {
  const parsed = URL.parse(url);
  if (!parsed || parsed.host === "" || parsed.pathname !== "/" || parsed.username !== "") return undefined;
  const port = parsed.port || (parsed.protocol === "https:" ? "443" : "80");
  const name = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  return { name, host: `${name}:${port}` };
}
