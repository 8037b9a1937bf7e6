import { asBytes } from "../bytes.ts";
import { createDigest, hashNamed } from "./digests.ts";
import { fillRandom, randomUUID } from "./random.ts";

const INTEGERS = /^\[object (?:Big)?(?:Ui|I)nt\d+(?:Clamped)?Array\]$/;
const MOST_RANDOM_BYTES = 65_536;

class Crypto {
  readonly subtle = {
    async digest(
      algorithm: string | { readonly name: string },
      data: ArrayBufferView | ArrayBuffer,
    ): Promise<ArrayBuffer> {
      const name = typeof algorithm === "string" ? algorithm : algorithm.name;
      const hash = hashNamed(name);
      if (!hash) throw new DOMException(`slotbox has no digest ${name}`, "NotSupportedError");
      const digest = createDigest(hash);
      digest.update(asBytes(data));
      return digest.digest().slice().buffer as ArrayBuffer;
    },
  };
  getRandomValues<Target extends ArrayBufferView>(target: Target): Target {
    if (!ArrayBuffer.isView(target) || !INTEGERS.test(Object.prototype.toString.call(target)))
      throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
    if (target.byteLength > MOST_RANDOM_BYTES)
      throw new DOMException(`The requested length exceeds ${MOST_RANDOM_BYTES} bytes`, "QuotaExceededError");
    return fillRandom(target);
  }
  randomUUID(): string {
    return randomUUID();
  }
}

declare class DOMException extends Error {
  constructor(message: string, name: string);
}

export const webCrypto = new Crypto();
export { Crypto };
