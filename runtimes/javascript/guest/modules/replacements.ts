import type { LibraryModule } from "../node-facts.ts";
import { stripTypes } from "./strip-types.ts";

type Replacement = (
  exports: Record<string, unknown>,
  require: (id: string) => unknown,
  module: { exports: unknown },
) => void;

const REPLACEMENT: Readonly<Record<string, Replacement>> = {
  "internal/deps/amaro/dist/index": (exports) => {
    exports["transformSync"] = stripTypes;
  },
};

/** Modules of the library that are ours. */
export const REPLACEMENTS = REPLACEMENT as unknown as Readonly<Record<string, LibraryModule>>;
