import { expect, it } from "vitest";
import { assertHostName } from "../../src/cli/write-changes.ts";

it.each(["", ".", "..", "a/b"])("no platform has a file %j", (name) => {
  for (const platform of ["linux", "darwin", "win32"] as const) expect(() => assertHostName(name, platform)).toThrow();
});

it.each(["..\\up", "c:", "a:stream", "nul", "COM1.txt", "trailing.", "trailing ", "GIT~1", "what?", "tab\t"])(
  "Windows has no file %j, or takes it for another",
  (name) => {
    expect(() => assertHostName(name, "win32")).toThrow("a file can't have that name here");
    expect(() => assertHostName(name, "linux")).not.toThrow();
  },
);

it.each(["a", ".hidden", "ü b", "console", "a.b.c", "git~"])("every platform has a file %j", (name) => {
  for (const platform of ["linux", "darwin", "win32"] as const) assertHostName(name, platform);
});
