import type { ByteSource, Chunks } from "./byte-source.ts";
import { bunzipped } from "./bzip2-decoder.ts";
import { bzipped } from "./bzip2-encoder.ts";
import type { DataFault } from "./data-fault.ts";
import { bzip2FaultText, xzFaultText, zstdFaultText } from "./fault-texts.ts";
import { GzipReader, gzipFaultText, gzipped } from "./gzip-format.ts";
import { xzed } from "./xz-encoder.ts";
import { unxzed, XZ_MAGIC } from "./xz-format.ts";
import { unzstded } from "./zstd-decoder.ts";
import { zstded } from "./zstd-encoder.ts";

/** A way to compress bytes, as the program of its name does it. */
export interface CompressionFormat {
  readonly program: string;
  /** What its data begin with. */
  readonly magic: readonly number[];
  /** How names of files end that are compressed so, without the dot. */
  readonly suffixes: readonly string[];
  /** Absent: there is no such program here. */
  readonly decompress?: (source: ByteSource) => AsyncIterable<Uint8Array>;
  /** @param level 1 … 9 @default what the program does without an option */
  readonly compress?: (chunks: Chunks, level?: number) => AsyncIterable<Uint8Array>;
  /** What the program says of data on its standard input that are wrong, and its status then. */
  readonly faultText: (fault: DataFault) => string;
  readonly faultStatus: number;
}

const noFault = { faultText: () => "", faultStatus: 1 };

export const FORMATS = {
  gzip: {
    program: "gzip",
    magic: [0x1f, 0x8b],
    suffixes: ["gz", "tgz", "taz"],
    decompress: gunzipped,
    compress: (chunks, level = 6) => gzipped(chunks, { level }),
    faultText: (fault) => gzipFaultText("stdin", fault),
    faultStatus: 1,
  },
  bzip2: {
    program: "bzip2",
    magic: [...bytesOf("BZh")],
    suffixes: ["bz2", "tbz", "tbz2", "tz2"],
    decompress: bunzipped,
    compress: (chunks, level = 9) => bzipped(chunks, level),
    faultText: (fault) => bzip2FaultText("bzip2", "(stdin)", "(stdout)", fault),
    faultStatus: 2,
  },
  xz: {
    program: "xz",
    magic: [...XZ_MAGIC],
    suffixes: ["xz", "txz"],
    decompress: unxzed,
    compress: xzed,
    faultText: (fault) => xzFaultText("xz", "(stdin)", fault),
    faultStatus: 1,
  },
  zstd: {
    program: "zstd",
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    suffixes: ["zst", "tzst"],
    decompress: unzstded,
    compress: zstded,
    faultText: (fault) => zstdFaultText("/*stdin*\\", fault, true),
    faultStatus: 1,
  },
  lzma: {
    program: "lzma",
    magic: [0x5d, 0, 0, 0x80],
    suffixes: ["lzma", "tlz"],
    decompress: unxzed,
    faultText: (fault) => xzFaultText("lzma", "(stdin)", fault),
    faultStatus: 1,
  },
  lzip: { program: "lzip", magic: [...bytesOf("LZIP")], suffixes: ["lz"], ...noFault },
  lzop: { program: "lzop", magic: [0x89, ...bytesOf("LZO")], suffixes: ["lzo"], ...noFault },
  compress: { program: "compress", magic: [0x1f, 0x9d], suffixes: ["Z", "taZ"], ...noFault },
} as const satisfies Record<string, CompressionFormat>;

export type FormatName = keyof typeof FORMATS;

/** What bytes are compressed with, by how they begin. */
export function formatOfData(head: Uint8Array): CompressionFormat | undefined {
  const all: CompressionFormat[] = Object.values(FORMATS);
  return all.find(({ magic }) => head.length >= magic.length && magic.every((byte, index) => head[index] === byte));
}

/** What a file would be compressed with, by how it is called. */
export function formatOfName(name: string): CompressionFormat | undefined {
  const all: CompressionFormat[] = Object.values(FORMATS);
  const suffix = /\.(?<suffix>[^./]+)$/.exec(name)?.groups?.["suffix"] ?? "";
  return all.find(({ suffixes }) => suffixes.includes(suffix));
}

async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const reader = new GzipReader(source);
  await reader.readHeader();
  yield* reader.data();
}

function bytesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
