import type { Require } from "../bindings/binding.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { randomUUID } from "../crypto/random.ts";
import { Crypto, webCrypto } from "../crypto/web-crypto.ts";
import type { LibraryModule } from "../node-facts.ts";
import { stripTypes } from "./strip-types.ts";

type Replacement = (exports: Record<string, unknown>, require: Require, module: { exports: unknown }) => void;

const REPLACEMENT: Readonly<Record<string, Replacement>> = {
  _http_common() {},
  crypto(_exports, require, module) {
    module.exports = createNodeCrypto(require);
  },
  "internal/crypto/keys"(exports) {
    Object.assign(exports, { isKeyObject: () => false, isCryptoKey: () => false });
  },
  "internal/crypto/random"(exports) {
    Object.assign(exports, { randomUUID });
  },
  "internal/crypto/webcrypto"(exports) {
    Object.assign(exports, { crypto: webCrypto, Crypto });
  },
  "internal/deps/amaro/dist/index"(exports) {
    exports["transformSync"] = stripTypes;
  },
  "internal/zip"(exports) {
    Object.assign(exports, { ZipEntry: class {}, ZipFile: class {}, ZipBuffer: class {} });
  },
  "internal/deps/undici/undici"(exports) {
    exports["fetch"] = async () => {
      throw new TypeError("fetch failed", { cause: new Error("slotbox has no network") });
    };
  },
};

/** Modules of the library that are ours. */
export const REPLACEMENTS = REPLACEMENT as unknown as Readonly<Record<string, LibraryModule>>;
