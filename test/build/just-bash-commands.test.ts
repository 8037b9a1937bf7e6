import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandPlaces } from "../../runtimes/build/just-bash-commands.ts";
import { JUST_BASH_COMMANDS } from "../../runtimes/userland/just-bash/names.ts";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";

it("just-bash is one exact version, whose files have each command that is taken from it", async () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(devDependencies["just-bash"]).toMatch(/^\d+\.\d+\.\d+$/);
  const places = await commandPlaces();
  for (const name of JUST_BASH_COMMANDS) {
    const { file = "", member = "" } = places.get(name) ?? {};
    const command = ((await import(file)) as Record<string, { name?: string; execute?: unknown }>)[member];
    expect([name, command?.name, typeof command?.execute]).toEqual([name, name, "function"]);
  }
});

it("the machine's bundle has nothing of just-bash's own shell", () => {
  const bundle = guestBundle("shell");
  expect(bundle).toContain("ExecutionLimitError");
  const shell = readFileSync("node_modules/just-bash/dist/bundle/index.js", "utf8");
  // Members of its interpreter and of its class, whose names minifying leaves.
  for (const name of ["executePipeline", "executeUserScript", "executionLimitProfile"])
    expect([name, shell.includes(name), bundle.includes(name)]).toEqual([name, true, false]);
});
