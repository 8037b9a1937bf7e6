import { toUnicode } from "tr46";
import {
  basicURLParse,
  cannotHaveAUsernamePasswordPort,
  hasAnOpaquePath,
  serializeHost,
  serializePath,
  serializeURL,
  setThePassword,
  setTheUsername,
  type URLRecord,
} from "whatwg-url/lib/url-state-machine.js";
import { encodeUtf8 } from "../utf8.ts";
import type { Binding } from "./binding.ts";

const OMITTED = 0xffffffff;
const SCHEME_TYPES: Readonly<Record<string, number>> = { http: 0, https: 2, ws: 3, ftp: 4, wss: 5, file: 6 };
const NOT_SPECIAL = 1;

/** Where the parts of a serialized URL are, as Node's URL class wants to know it. */
function components(url: URLRecord, href: string, into: Uint32Array): void {
  const protocolEnd = url.scheme.length + 1;
  let [usernameEnd, hostStart, hostEnd] = [protocolEnd, protocolEnd, protocolEnd];
  let pathStart = protocolEnd;
  if (url.host !== null) {
    usernameEnd = protocolEnd + 2 + url.username.length;
    hostStart = usernameEnd + (url.password === "" ? 0 : url.password.length + 1);
    const at = url.username === "" && url.password === "" ? 0 : 1;
    hostEnd = hostStart + at + serializeHost(url.host).length;
    pathStart = hostEnd + (url.port === null ? 0 : String(url.port).length + 1);
  } else if (!hasAnOpaquePath(url) && serializePath(url).startsWith("//")) pathStart += 2;
  const searchStart = pathStart + serializePath(url).length;
  const hashStart = searchStart + (url.query === null ? 0 : url.query.length + 1);
  into.set([
    protocolEnd,
    usernameEnd,
    hostStart,
    hostEnd,
    url.port ?? OMITTED,
    pathStart,
    url.query === null ? OMITTED : searchStart,
    url.fragment === null ? OMITTED : hashStart,
    SCHEME_TYPES[url.scheme] ?? NOT_SPECIAL,
  ]);
  if (hashStart > href.length) throw new RangeError(`no URL: ${href}`);
}

type Update = (url: URLRecord, value: string) => void;

const withState =
  (stateOverride: string): Update =>
  (url, value) =>
    void basicURLParse(value, { url, stateOverride });

/** What changes one part of a URL, in the order of the numbers that Node's URL class has for the parts. */
const UPDATES: readonly Update[] = [
  (url, value) => withState("scheme start")(url, `${value}:`),
  (url, value) => hasAnOpaquePath(url) || withState("host")(url, value),
  (url, value) => hasAnOpaquePath(url) || withState("hostname")(url, value),
  (url, value) => {
    if (cannotHaveAUsernamePasswordPort(url)) return;
    if (value === "") url.port = null;
    else withState("port")(url, value);
  },
  (url, value) => cannotHaveAUsernamePasswordPort(url) || setTheUsername(url, value),
  (url, value) => cannotHaveAUsernamePasswordPort(url) || setThePassword(url, value),
  (url, value) => {
    if (hasAnOpaquePath(url)) return;
    url.path = [];
    withState("path start")(url, value);
  },
  (url, value) => {
    url.query = value === "" ? null : "";
    if (value !== "") withState("query")(url, value.replace(/^\?/, ""));
  },
  (url, value) => {
    url.fragment = value === "" ? null : "";
    if (value !== "") withState("fragment")(url, value.replace(/^#/, ""));
  },
];
const HREF = 9;

function parsed(input: string, base: string | undefined): URLRecord | null {
  if (base === undefined) return basicURLParse(input);
  const baseURL = basicURLParse(base);
  return baseURL && basicURLParse(input, { baseURL });
}

export const url = {
  url: (bare: Binding): void => {
    const urlComponents = new Uint32Array(9);
    const answer = (record: URLRecord): string => {
      const href = serializeURL(record);
      components(record, href, urlComponents);
      return href;
    };
    const parse = (input: string, base: string | undefined, raises: boolean): string | undefined => {
      const record = parsed(input, base);
      if (record) return answer(record);
      if (!raises) return undefined;
      const error = Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input });
      throw base === undefined ? error : Object.assign(error, { base });
    };
    Object.assign(bare, {
      urlComponents,
      parse,
      canParse: (input: string, base?: string) => parsed(input, base) !== null,
      update(href: string, action: number, value: string) {
        if (action === HREF) return parse(value, undefined, false) ?? false;
        const record = basicURLParse(href);
        if (!record) return false;
        UPDATES[action]?.(record, value);
        return answer(record);
      },
      pathToFileURL: (path: string) => parse(`file://${pathInURL(path)}`, undefined, true),
      domainToASCII: (domain: string) => hostOf(domain),
      domainToUnicode: (domain: string) => toUnicode(hostOf(domain)).domain,
      format(href: string, hash: boolean, _unicode: boolean, search: boolean, auth: boolean) {
        const record = basicURLParse(href);
        if (!record) return href;
        if (!hash) record.fragment = null;
        if (!search) record.query = null;
        if (!auth) Object.assign(record, { username: "", password: "" });
        return serializeURL(record);
      },
      getOrigin: (href: string) => {
        const record = basicURLParse(href);
        return record && SCHEME_TYPES[record.scheme] !== undefined && record.scheme !== "file" && record.host !== null
          ? `${record.scheme}://${serializeHost(record.host)}${record.port === null ? "" : `:${record.port}`}`
          : "null";
      },
    });
  },
};

function hostOf(domain: string): string {
  const record = basicURLParse(`ws://${domain}`);
  return record?.host == null ? "" : serializeHost(record.host);
}

const PLAIN = /[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]|^]/;

function pathInURL(path: string): string {
  let encoded = "";
  for (const byte of encodeUtf8(path)) {
    const char = String.fromCharCode(byte);
    encoded += byte < 128 && PLAIN.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
