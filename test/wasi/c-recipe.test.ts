import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const hasCompiler = existsSync("/usr/bin/clang") && existsSync("/usr/include/wasm32-wasi");

it.runIf(hasCompiler)("the recipe for C makes a program that runs in a slot (where clang is installed)", async () => {
  const [compile, execute] =
    /^(clang --target=.*)\n(slotbox exec .*)$/m
      .exec(readFileSync(source("../../runtimes/README.md"), "utf8"))
      ?.slice(1) ?? [];
  const command = /^slotbox exec --dir \. '(.*)'$/.exec(execute ?? "")?.[1] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "slotbox-recipe-"));
  try {
    copyFileSync(source("../examples/hello.c"), join(folder, "hello.c"));
    writeFileSync(join(folder, "in"), "delta\ncharlie\n");
    execFileSync("sh", ["-c", compile ?? "false"], { cwd: folder });
    const { code, stdout } = await runCli(["exec", "--dir", folder, command]);
    expect([code, stdout]).toEqual([0, "CHARLIE\nDELTA\na\nb\n"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
