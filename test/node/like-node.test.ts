import { describe, expect, it } from "vitest";
import type { Case } from "./cases/case.ts";
import { ERRORS } from "./cases/errors.ts";
import { FILES } from "./cases/files.ts";
import { LIBRARY } from "./cases/library.ts";
import { LOOP } from "./cases/loop.ts";
import { MODULES } from "./cases/modules.ts";
import { comparable, hostNode } from "./host-node.ts";
import { node, workspace } from "./slot-node.ts";

const TOPICS: Readonly<Record<string, readonly Case[]>> = {
  "the event loop": LOOP,
  modules: MODULES,
  files: FILES,
  "Node's library": LIBRARY,
  "errors nobody caught": ERRORS,
};

describe.each(Object.entries(TOPICS))("%s", (_topic, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { files = {}, args, script, stdin = "" }) => {
    const all = script === undefined ? files : { ...files, "main.js": script };
    const line = args ?? ["main.js"];
    const { exitCode, stdout, stderr } = node(workspace(all), line, { stdin });
    expect(comparable({ exitCode, stdout, stderr })).toEqual(comparable(hostNode(all, line, stdin)));
  });
});
