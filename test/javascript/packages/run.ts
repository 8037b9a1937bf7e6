import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostNode } from "../host-node.ts";
import { node, workspace } from "../slot-node.ts";

/*
 * Runs the test suites that some npm packages ship, by mocha in a slot and by the host's Node. Exits with 1 if the counts differ.
 * The packages are had from the registry, so this is no part of `npm test`.
 */

interface Suite {
  readonly package: string;
  readonly needs?: readonly string[];
  readonly tests: readonly string[];
}

const MOCHA = "mocha@11";
const SUITES: readonly Suite[] = [
  { package: "sprintf-js@1.0.3", tests: ["test/test.js"] },
  { package: "backo2@1.0.2", tests: ["test/index.js"] },
  { package: "md5@2.3.0", tests: ["test.js"] },
  { package: "arraybuffer.slice@0.0.7", needs: ["expect.js@0.3.1"], tests: ["test/slice-buffer.js"] },
  { package: "mpath@0.8.4", tests: ["test/index.js"] },
  { package: "kareem@2.3.2", tests: ["test/pre.test.js", "test/post.test.js", "test/wrap.test.js"] },
  { package: "object-path@0.11.8", needs: ["chai@4"], tests: ["test.js"] },
  { package: "regexp-clone@1.0.0", tests: ["test/index.js"] },
];

const LARGEST = 2 << 20;

function filesBelow(folder: string, below = ""): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, filesBelow(folder, path));
    else if (entry.isFile() && statSync(join(folder, path)).size < LARGEST)
      files[path] = readFileSync(join(folder, path));
  }
  return files;
}

function counts(stdout: string): string {
  const count = (what: string): string => new RegExp(`(\\d+) ${what}`).exec(stdout)?.[1] ?? "0";
  return `${count("passing")} passing, ${count("failing")} failing, ${count("pending")} pending`;
}

let hasDifference = false;
for (const { package: name, needs = [], tests } of SUITES) {
  const folder = mkdtempSync(join(tmpdir(), "suite-"));
  try {
    const options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    execFileSync("npm", ["install", ...options, MOCHA, name, ...needs], { cwd: folder });
    const inside = `node_modules/${name.slice(0, name.lastIndexOf("@"))}`;
    const args = ["node_modules/mocha/bin/mocha.js", ...tests.map((test) => `${inside}/${test}`)];
    const files = filesBelow(folder);
    const expected = counts(hostNode(files, args).stdout);
    const slot = node(workspace(files), args, { timeoutMs: 60_000 });
    const got = counts(slot.stdout);
    if (got !== expected || got.startsWith("0 passing")) hasDifference = true;
    console.log(
      `${got === expected ? "same" : "DIFFERENT"}  ${name}: ${got}${got === expected ? "" : ` (Node: ${expected})`}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
process.exitCode = hasDifference ? 1 : 0;
