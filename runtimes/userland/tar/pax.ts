import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";

/* Records of extended headers: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html. */

export type PaxRecords = ReadonlyMap<string, string>;

export function parsePax(bytes: Uint8Array): PaxRecords {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(decodeUtf8(bytes.subarray(at, space), "escape"));
    // What has no length, or one that leads back, is not read on.
    if (!(length > space - at)) break;
    const record = decodeUtf8(bytes.subarray(space + 1, at + length - 1), "escape");
    const equals = record.indexOf("=");
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

export function paxBytes(records: PaxRecords): Uint8Array {
  return concatBytes([...records].map(([key, value]) => recordBytes(encodeUtf8(` ${key}=${value}\n`))));
}

/** With its length, which counts itself. */
function recordBytes(body: Uint8Array): Uint8Array {
  let { length } = body;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return concatBytes([encodeUtf8(String(length)), body]);
}
