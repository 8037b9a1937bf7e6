#!/usr/bin/env node

/* What must run on any Node: all else is loaded once it is known that this one will do. */

const LEAST_MAJOR = 24;
const major = Number(process.versions.node.split(".")[0]);

if (major < LEAST_MAJOR) {
  process.stderr.write(`slotbox: needs Node ${LEAST_MAJOR} or newer, this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  const { INIT_CWD, npm_lifecycle_event: script } = process.env;
  // "npm run slotbox" starts in the checkout, but paths are meant from where it was typed.
  if (script === "slotbox" && INIT_CWD !== undefined) process.chdir(INIT_CWD);
  await import("./command-line.ts");
}
