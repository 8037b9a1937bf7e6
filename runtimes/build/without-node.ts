import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const TURNDOWN = new URL("../../node_modules/turndown/lib/turndown.es.js", import.meta.url);
const DOMINO = new URL("../../node_modules/@mixmark-io/domino/lib/index.js", import.meta.url);

/** What a guest must not have or can't have: Node's modules, native compressors. */
const ABSENT = /^(node:|node-liblzma$|@mongodb-js\/zstd$)/;

/** Bundles libraries that are made for Node, with every module that would need Node replaced by an empty one. */
export function withoutNode(): Plugin {
  return {
    name: "without-node",
    setup(build) {
      // For "platform: browser" esbuild would take builds of these that want a DOM.
      build.onResolve({ filter: /^turndown$/ }, () => ({ path: fileURLToPath(TURNDOWN) }));
      build.onResolve({ filter: /^@mixmark-io\/domino$/ }, () => ({ path: fileURLToPath(DOMINO) }));
      build.onResolve({ filter: ABSENT }, ({ path }) =>
        path === "node:zlib" ? undefined : { path, namespace: "absent" },
      );
      build.onLoad({ filter: /./, namespace: "absent" }, () => ({
        contents: "module.exports = { createRequire: () => () => ({ env: {} }) };",
        loader: "js",
      }));
    },
  };
}
