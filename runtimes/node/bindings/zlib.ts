import crc32 from "pako/lib/zlib/crc32.js";
import { absentClass } from "../absent.ts";
import { asBytes } from "../bytes.ts";
import { loop } from "../loop.ts";
import { encodeUtf8 } from "../utf8.ts";
import { ZlibStream } from "../zlib/zlib-stream.ts";
import type { Binding } from "./binding.ts";

const absent = (name: string) => absentClass(`slotbox has no ${name} compression: it has gzip and deflate`);

export const zlib = {
  zlib: (bare: Binding): void => {
    class Zlib extends ZlibStream {
      protected override later(task: () => void): void {
        loop.enqueue(task);
      }
    }
    Object.assign(bare, {
      Zlib,
      BrotliEncoder: absent("Brotli"),
      BrotliDecoder: absent("Brotli"),
      ZstdCompress: absent("Zstandard"),
      ZstdDecompress: absent("Zstandard"),
      crc32: (data: string | ArrayBufferView, start = 0) => {
        const bytes = typeof data === "string" ? encodeUtf8(data) : asBytes(data);
        return crc32(start, bytes, bytes.length, 0) >>> 0;
      },
    });
  },
};
