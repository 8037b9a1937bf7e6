import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";

/* https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, without archives of several parts. */

export const METHOD = { stored: 0, deflated: 8, bzip2: 12 } as const;
export const FLAG = { encrypted: 1, descriptor: 8, utf8: 0x800 } as const;
export const SIGNATURE = { local: 0x04034b50, descriptor: 0x08074b50, central: 0x02014b50, end: 0x06054b50 } as const;
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const UNIX = 3;
const VERSION_MADE_BY = 30;
const TIME_EXTRA = 0x5455;
const OWNER_EXTRA = 0x7875;
const WIDE_EXTRA = 0x0001;
const WIDE = 0xffffffff;

/** What the directory of a zip file knows of a file. */
export interface ZipEntry {
  /** Directories end with a slash. */
  readonly name: string;
  /** Of the system that made it. */
  readonly system: number;
  readonly versionMade: number;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  readonly dosTime: number;
  /** If it is known exactly. */
  readonly mtimeSeconds: number | undefined;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly plainBytes: number;
  readonly isText: boolean;
  /** As in `st_mode`, if Unix made it. */
  readonly mode: number;
  readonly externalAttributes: number;
  readonly extra: Uint8Array;
  readonly localExtra: Uint8Array;
  readonly comment: Uint8Array;
  readonly localOffset: number;
}

export function isFolder({ name }: ZipEntry): boolean {
  return name.endsWith("/");
}

export function isSymbolicLink({ mode }: ZipEntry): boolean {
  return (mode & S_IFMT) === S_IFLNK;
}

/** The header before the data. */
export function localHeader(entry: ZipEntry): Uint8Array {
  const name = encodeUtf8(entry.name);
  const header = new Uint8Array(LOCAL_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, SIGNATURE.local, true);
  putCommon(view, 4, entry);
  view.setUint16(26, name.length, true);
  view.setUint16(28, entry.localExtra.length, true);
  return concatBytes([header, name, entry.localExtra]);
}

/** The record in the directory. */
export function centralHeader(entry: ZipEntry): Uint8Array {
  const name = encodeUtf8(entry.name);
  const header = new Uint8Array(CENTRAL_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, SIGNATURE.central, true);
  view.setUint16(4, (entry.system << 8) | entry.versionMade, true);
  putCommon(view, 6, entry);
  view.setUint16(28, name.length, true);
  view.setUint16(30, entry.extra.length, true);
  view.setUint16(32, entry.comment.length, true);
  view.setUint16(36, entry.isText ? 1 : 0, true);
  view.setUint32(38, entry.externalAttributes, true);
  view.setUint32(42, entry.localOffset, true);
  return concatBytes([header, name, entry.extra, entry.comment]);
}

export function dataDescriptor({ crc, compressedBytes, plainBytes }: ZipEntry): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, SIGNATURE.descriptor, true);
  view.setUint32(4, crc, true);
  view.setUint32(8, compressedBytes, true);
  view.setUint32(12, plainBytes, true);
  return new Uint8Array(view.buffer);
}

export function endRecord(entries: number, directoryBytes: number, offset: number, comment: Uint8Array): Uint8Array {
  const end = new Uint8Array(END_BYTES);
  const view = new DataView(end.buffer);
  view.setUint32(0, SIGNATURE.end, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directoryBytes, true);
  view.setUint32(16, offset, true);
  view.setUint16(20, comment.length, true);
  return concatBytes([end, comment]);
}

function putCommon(view: DataView, at: number, entry: ZipEntry): void {
  view.setUint16(at, entry.versionNeeded, true);
  view.setUint16(at + 2, entry.flags, true);
  view.setUint16(at + 4, entry.method, true);
  view.setUint32(at + 6, entry.dosTime, true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, entry.compressedBytes, true);
  view.setUint32(at + 18, entry.plainBytes, true);
}

/** Reads a record of the directory, at the beginning of bytes. @returns it, and how long it is; nothing for what is none */
export function parseCentral(bytes: Uint8Array): { readonly entry: ZipEntry; readonly length: number } | undefined {
  if (bytes.length < CENTRAL_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== SIGNATURE.central) return undefined;
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((at) => view.getUint16(at, true));
  const nameEnd = CENTRAL_BYTES + (nameBytes ?? 0);
  const extraEnd = nameEnd + (extraBytes ?? 0);
  const length = extraEnd + (commentBytes ?? 0);
  if (bytes.length < length) return undefined;
  const system = view.getUint8(5);
  const name = decodeUtf8(bytes.subarray(CENTRAL_BYTES, nameEnd), "escape");
  const extra = bytes.slice(nameEnd, extraEnd);
  const externalAttributes = view.getUint32(38, true);
  const sizes = {
    plain: view.getUint32(24, true),
    compressed: view.getUint32(20, true),
    offset: view.getUint32(42, true),
  };
  const wide = withWide(extra, sizes);
  const isFolderName = name.endsWith("/") || (externalAttributes & 0x10) !== 0;
  const mode = system === UNIX ? externalAttributes >>> 16 : 0;
  return {
    length,
    entry: {
      name,
      system,
      versionMade: view.getUint8(4),
      versionNeeded: view.getUint16(6, true),
      flags: view.getUint16(8, true),
      method: view.getUint16(10, true),
      dosTime: view.getUint32(12, true),
      mtimeSeconds: timeIn(extra),
      crc: view.getUint32(16, true),
      compressedBytes: wide.compressed,
      plainBytes: wide.plain,
      isText: (view.getUint16(36, true) & 1) !== 0,
      mode: mode !== 0 ? mode : isFolderName ? S_IFDIR | 0o755 : S_IFREG | 0o644,
      externalAttributes,
      extra,
      localExtra: new Uint8Array(0),
      comment: bytes.slice(extraEnd, length),
      localOffset: wide.offset,
    },
  };
}

interface Sizes {
  readonly plain: number;
  readonly compressed: number;
  readonly offset: number;
}

/** Numbers that don't fit into 32 bits stand in an extra field, in this order. */
function withWide(extra: Uint8Array, sizes: Sizes): Sizes {
  const field = fieldOf(extra, WIDE_EXTRA);
  if (!field) return sizes;
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  let at = 0;
  const next = (value: number): number => {
    if (value !== WIDE || at + 8 > field.length) return value;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  return { plain: next(sizes.plain), compressed: next(sizes.compressed), offset: next(sizes.offset) };
}

function fieldOf(extra: Uint8Array, wanted: number): Uint8Array | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === wanted) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

function timeIn(extra: Uint8Array): number | undefined {
  const field = fieldOf(extra, TIME_EXTRA);
  if (!field || field.length < 5 || ((field[0] ?? 0) & 1) === 0) return undefined;
  return new DataView(field.buffer, field.byteOffset).getInt32(1, true);
}

/** The exact time, and the owner, as Info-ZIP's zip writes them. */
function extraFields(mtimeSeconds: number, isLocal: boolean): Uint8Array {
  const timeBytes = isLocal ? 9 : 5;
  const view = new DataView(new ArrayBuffer(4 + timeBytes + 15));
  view.setUint16(0, TIME_EXTRA, true);
  view.setUint16(2, timeBytes, true);
  view.setUint8(4, 3);
  view.setInt32(5, mtimeSeconds, true);
  if (isLocal) view.setInt32(9, mtimeSeconds, true);
  const owner = 4 + timeBytes;
  view.setUint16(owner, OWNER_EXTRA, true);
  view.setUint16(owner + 2, 11, true);
  view.setUint8(owner + 4, 1);
  view.setUint8(owner + 5, 4);
  view.setUint8(owner + 10, 4);
  return new Uint8Array(view.buffer);
}

/** An entry for a file, whose sizes aren't known yet. */
export function newEntry(name: string, mode: number, mtimeMs: number, dosTime: number, withExtra: boolean): ZipEntry {
  const mtimeSeconds = Math.floor(mtimeMs / 1000);
  const none = new Uint8Array(0);
  const isReadOnly = (mode & 0o200) === 0;
  const isDirectory = (mode & S_IFMT) === S_IFDIR;
  return {
    name,
    system: UNIX,
    versionMade: VERSION_MADE_BY,
    versionNeeded: 10,
    flags: /^[\0-\x7f]*$/.test(name) ? 0 : FLAG.utf8,
    method: METHOD.stored,
    dosTime,
    mtimeSeconds,
    crc: 0,
    compressedBytes: 0,
    plainBytes: 0,
    isText: false,
    mode,
    externalAttributes: ((mode << 16) | (isDirectory ? 0x10 : 0) | (isReadOnly ? 1 : 0)) >>> 0,
    extra: withExtra ? extraFields(mtimeSeconds, false) : none,
    localExtra: withExtra ? extraFields(mtimeSeconds, true) : none,
    comment: none,
    localOffset: 0,
  };
}
