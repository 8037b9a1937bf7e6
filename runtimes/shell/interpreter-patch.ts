import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { SHELL_GLOBAL } from "./shell.ts";

/*
 * just-bash runs a command and forgets: it offers no way to keep a shell's state, to see output before the end, or to
 * learn which limit ended a script. These edits of its bundle (pinned to an exact version) open just that, and the
 * build fails if one of them no longer fits in exactly one place.
 */

interface Edit {
  readonly why: string;
  readonly find: RegExp;
  readonly replace: string;
}

const EDITS: readonly Edit[] = [
  {
    why: "hand over the state a top-level script runs with",
    find: /await new ([\w$]+)\(([\w$]+),([\w$]+)\)\.executeScript\(([\w$]+)\);return ([\w$]+)&&/,
    replace: `await new $1($2,${SHELL_GLOBAL}.began($3)).executeScript($4);return $5&&`,
  },
  {
    why: "hand over the accumulator that collects a script's output",
    find: /=(new [\w$]+\(this\.ctx\.executionScope,"script"\));for/,
    replace: `=${SHELL_GLOBAL}.collects($1);for`,
  },
  {
    why: "tell which limit a script ran into",
    find: /(super\([\w$]+,[\w$]+,[\w$]+\),this\.limitType)=([\w$]+),this\.stderr=/,
    replace: `$1=${SHELL_GLOBAL}.limited($2),this.stderr=`,
  },
  {
    why: "let a call that is cut off at its deadline keep its output, as one that runs into a limit does",
    find: /(([\w$]+)=class extends [\w$]+\{limitType;name="ExecutionLimitError";[\s\S]{0,400}?=class extends )[\w$]+(\{name="ExecutionAbortedError";constructor\([\w$]+="",[\w$]+=""\)\{super\("execution aborted",)/,
    replace: `$1$2$3"aborted",`,
  },
  {
    why: "call a command that is left out what a shell calls it",
    find: /command not available in browser environments\. Exclude '\$\{[\w$]+\}' from your commands or use the Node\.js bundle\./,
    replace: "command not found",
  },
  {
    why: "print bytes that are not UTF-8 as replacement characters",
    find: /(function [\w$]+\(([\w$]+)\)\{return [\w$]+\(\2\)==="bytes"\?)[\w$]+\(\2\.stdout\)(:\2\.stdout\})/,
    replace: `$1${SHELL_GLOBAL}.decoded($2.stdout)$3`,
  },
  {
    why: "leave stdout alone at the end: it is decoded by then, and a second decoding garbles what looks like UTF-8",
    find: /,([\w$]+)\.stdout=[\w$]+\(\1\.stdout\),(\1\.stderr=[\w$]+\(\1\.stderr\),\1\}async exec\()/,
    replace: ",$2",
  },
];

export function patchInterpreter(): Plugin {
  return {
    name: "patch-interpreter",
    setup(build) {
      const places = new Map<Edit, number>();
      build.onStart(() => places.clear());
      build.onLoad({ filter: /just-bash[\\/]dist[\\/]bundle[\\/].*\.js$/ }, async ({ path }) => {
        let source = await readFile(path, "utf8");
        for (const edit of EDITS) {
          const found = source.match(new RegExp(edit.find, "g"))?.length ?? 0;
          places.set(edit, (places.get(edit) ?? 0) + found);
          source = source.replace(edit.find, edit.replace);
        }
        return { contents: source, loader: "js" };
      });
      build.onEnd(() => {
        const unfit = EDITS.filter((edit) => places.get(edit) !== 1);
        return {
          errors: unfit.map(({ why }) => ({ text: `just-bash no longer has exactly one place for the edit "${why}"` })),
        };
      });
    },
  };
}

const NODE_BUILD = new URL("../../node_modules/just-bash/dist/bundle/index.js", import.meta.url);

const TURNDOWN = new URL("../../node_modules/turndown/lib/turndown.es.js", import.meta.url);
const DOMINO = new URL("../../node_modules/@mixmark-io/domino/lib/index.js", import.meta.url);

/** What a guest must not have or can't have: Node's modules, native compressors, the HTTP client. */
const ABSENT = /^(node:|sql\.js$|node-liblzma$|@mongodb-js\/zstd$|\.\/undici-)/;

/**
 * Bundles just-bash's Node build, which has all commands (`just-bash/browser` lacks tar, yq and xan), with every module
 * that would need Node replaced by an empty one. The types of the browser build fit both.
 */
export function withoutNode(): Plugin {
  return {
    name: "without-node",
    setup(build) {
      build.onResolve({ filter: /^just-bash\/browser$/ }, () => ({
        path: fileURLToPath(NODE_BUILD),
      }));
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
