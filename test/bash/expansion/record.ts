/*
 * Runs each case's script in this machine's bash, which must be 5.2, and writes down what it printed:
 * node test/bash/expansion/record.ts
 */
import { caseFiles, makeFiles, readCases, runInBash, writeCases } from "./workspace.ts";

const files = makeFiles();
for (const name of caseFiles()) {
  const cases = readCases(name).map(({ script }) => runInBash(script, files.path));
  writeCases(name, cases);
  console.log(`${name}: ${cases.length}`);
}
files.remove();
