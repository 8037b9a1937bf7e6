import { asBytes, concat } from "../bytes.ts";
import type { Binding } from "./binding.ts";

const STATUS = { end: 0, more: 1 } as const;

type Pulled = (status: number, bytes?: ArrayBuffer) => void;

/** The bytes of a Blob. */
class BlobHandle {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.bytes.subarray(start, end));
  }
  getReader() {
    let rest: Uint8Array | undefined = this.bytes;
    return {
      // All is there at once.
      setWakeup() {},
      pull(pulled: Pulled) {
        const part = rest;
        rest = undefined;
        if (!part || part.length === 0) pulled(STATUS.end);
        else pulled(STATUS.more, part.slice().buffer as ArrayBuffer);
      },
    };
  }
}

const joined = (sources: readonly (BlobHandle | ArrayBufferView | ArrayBuffer)[]): Uint8Array =>
  concat(sources.map((source) => (source instanceof BlobHandle ? source.bytes : asBytes(source))));

export const blob = {
  blob: (bare: Binding): void => {
    Object.assign(bare, {
      createBlob: (sources: Parameters<typeof joined>[0]) => new BlobHandle(joined(sources).slice()),
      concat: (buffers: readonly ArrayBuffer[]) => joined(buffers).slice().buffer,
      createBlobFromFilePath: () => undefined,
    });
  },
};
