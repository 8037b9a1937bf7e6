import type { Plugin } from "esbuild";

/** What a guest must not have or can't have: Node's modules, native compressors. */
const ABSENT = /^(node:|node-liblzma$|@mongodb-js\/zstd$)/;

/** Bundles libraries that are made for Node, with every module that would need Node replaced by an empty one. */
export function withoutNode(): Plugin {
  return {
    name: "without-node",
    setup(build) {
      build.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
      build.onLoad({ filter: /./, namespace: "absent" }, () => ({
        contents: "module.exports = { createRequire: () => () => ({ env: {} }) };",
        loader: "js",
      }));
    },
  };
}
