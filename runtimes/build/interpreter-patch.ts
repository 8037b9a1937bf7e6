import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { PATTERNS_GLOBAL } from "../abi/shell.ts";

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
    why: "fail for good at a limit only: a script goes on after a part of it that ran out of its own time",
    find: /fail\(([\w$]+)\)\{throw this\.poisoned\?\?=\1,this\.poisoned\}/,
    replace: 'fail($1){if($1.limitType==="aborted")throw $1;throw this.poisoned??=$1,this.poisoned}',
  },
  {
    why: "let what was printed in time reach its pipe, file or caller: only work ends when time is up, not accounting",
    find: /(assertUsable\(\)\{if\(this\.poisoned)(\)throw this\.poisoned;if\(this\.closed\)throw new Error\([^)]*\));this\.throwIfAborted\(\)\}/,
    replace: '$1&&this.poisoned.limitType!=="aborted"$2}',
  },
  {
    why: "let grep -r name files below the path that was given, hidden ones as well",
    find: /if\(([\w$]+\([\w$]+\)),([\w$]+)\.name\.startsWith\("\."\)\)continue;let ([\w$]+)=([\w$]+)==="\."\?\2\.name:`\$\{\4\}\/\$\{\2\.name\}`;await ([\w$]+\(\3,[\w$]+,[\w$]+,[\w$]+,[\w$]+,\2\.isFile)/,
    replace: '$1;let $3=$4===""?$2.name:`$${$4.replace(/\\/+$/,"")}/$${$2.name}`;await $5',
  },
  {
    why: "end commands and work when time is up",
    find: /([{}]consume\([^)]*\)\{this\.assertUsable\(\);)/,
    replace: "$1this.throwIfAborted();",
  },
  {
    why: "end loops when time is up",
    find: /([{}]consumeLimited\([^)]*\)\{this\.assertUsable\(\);)/,
    replace: "$1this.throwIfAborted();",
  },
  {
    why: "keep what a command printed until it was told to end",
    find: /([\w$]+)(=await Promise\.race\(\[[\w$]+)\.then\(\(\)=>!0\)(,new Promise\([^;]{0,80}?\]\),[\s\S]{0,200}?;)throw \1\|\|/,
    replace: '$1$2$3if($1.kind==="result")return $1.result;if($1.kind==="error")throw $1.error;throw $1||',
  },
  {
    why: "keep what a while loop printed when time is up in its condition",
    find: /(([\w$]+)\.stdout=([\w$]+)\.stdout,\2\.stderr=\3\.stderr,([\w$]+)\.state\.inCondition=[\w$]+,\2;[\w$]+=!0\}else throw )(\4\.state\.inCondition=[\w$]+,\2\}finally)/,
    replace: "$1$2.limitType&&$2.prependOutput($3.stdout,$3.stderr),$5",
  },
  {
    why: "keep what an until loop printed when time is up in its condition",
    find: /(let [\w$]+=await [\w$]+\([\w$]+,[\w$]+\.condition\))(;if\(([\w$]+)\.append\([^;]{0,60}===0\)break)/,
    replace: "$1.catch(error=>{error.limitType&&error.prependOutput($3.stdout,$3.stderr);throw error})$2",
  },
  {
    why: "export what a nested shell gets as its environment",
    find: /(=\{\.\.\.this\.state,)(env:[\w$]+,arrays:([\w$]+)\.replaceEnv\?)/,
    replace:
      "$1exportedVars:$3.env?new Set([...$3.replaceEnv?[]:this.state.exportedVars??[],...Object.keys($3.env)]):this.state.exportedVars,$2",
  },
  {
    why: "take scripts as long as a command line may be",
    find: /if\(([\w$]+)\.length>[\w$]+\)(throw new [\w$]+\(`Input too large: )/,
    replace: "if($1.length>2**31)$2",
  },
  {
    why: "expand ranges as far as other braces",
    find: /([\w$]+)=1e4(,[\w$]+=\{maxResults:\1,)/,
    replace: "$1=1e6$2",
  },
  {
    why: 'let "${name:-word}" be used of an unset name under `set -u`',
    find: /(=[\w$]+\.parameter,[\w$]+=await [\w$]+\(e,([\w$]+)\),[\w$]+=await [\w$]+\(e,\2)(\),[\w$]+=[\w$]+===""),/,
    replace: "$1,false$3,",
  },
  {
    why: "ignore `set -e` inside what comes before && and ||, functions included",
    find: /(let ([\w$]+)=([\w$]+)\.pipelines\[[\w$]+\],[\s\S]{0,120}?continue;)let ([\w$]+)=await this\.executePipeline\(\2\);/,
    replace:
      "$1let $4,outer=this.ctx.state.inCondition;this.ctx.state.inCondition||=$2!==$3.pipelines.at(-1)||$2.negated;try{$4=await this.executePipeline($2)}finally{this.ctx.state.inCondition=outer}",
  },
  {
    why: "leave out the membrane around what commands get: guests can't bring code of their own into them",
    find: /function ([\w$]+)\(([\w$]+),([\w$]+)\)\{(let [\w$]+=!0,[\w$]+=\2\.signal\?new AbortController:void 0,)/,
    replace: "function $1($2,$3){return{context:$2,revoke(){}};$4",
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
    why: "leave stdout alone at the end: it is decoded by then, and a second decoding garbles what looks like UTF-8",
    find: /,([\w$]+)\.stdout=[\w$]+\(\1\.stdout\),(\1\.stderr=[\w$]+\(\1\.stderr\),\1\}async exec\()/,
    replace: ",$2",
  },
  {
    why: "keep compiled patterns where they can be cleared after each call",
    find: /(=2048,[\w$]+=)new Map(?=[;,}])/,
    replace: `$1globalThis.${PATTERNS_GLOBAL}`,
  },
  {
    why: "match directories only, and keep the slash, where a pattern ends in one",
    find: /async expandSimple\(([\w$]+)\)\{/,
    replace: `async expandSimple($1){if(/[^/]\\/+$/.test($1)){const directories=[];for(const path of await this.expandSimple($1.replace(/\\/+$/,"")))if((await this.fs.stat(this.fs.resolvePath(this.cwd,path)).catch(()=>({}))).isDirectory)directories.push(path+"/");return directories}`,
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
const ABSENT = /^(node:|sql\.js$|node-liblzma$|@mongodb-js\/zstd$|(?:.*\/)?undici-)/;

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
