declare module "whatwg-url/lib/url-state-machine.js" {
  export interface URLRecord {
    scheme: string;
    username: string;
    password: string;
    host: string | number | number[] | null;
    port: number | null;
    path: string[] | string;
    query: string | null;
    fragment: string | null;
  }
  interface ParseOptions {
    readonly baseURL?: URLRecord | null;
    readonly url?: URLRecord;
    readonly stateOverride?: string;
  }
  export function basicURLParse(input: string, options?: ParseOptions): URLRecord | null;
  export function cannotHaveAUsernamePasswordPort(url: URLRecord): boolean;
  export function hasAnOpaquePath(url: URLRecord): boolean;
  export function serializeHost(host: string | number | number[]): string;
  export function serializePath(url: URLRecord): string;
  export function serializeURL(url: URLRecord): string;
  export function setThePassword(url: URLRecord, password: string): void;
  export function setTheUsername(url: URLRecord, username: string): void;
}
declare module "tr46" {
  export function toASCII(domain: string): string | null;
  export function toUnicode(domain: string): { readonly domain: string; readonly error: boolean };
}
