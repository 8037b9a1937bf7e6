import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

it.each(["test/examples/quickstart.ts", "test/examples/over-http.ts", "test/examples/todo.test.ts"])(
  "the README shows %s as it is run by the tests",
  async (path) => {
    expect(await read("README.md")).toContain(`\`\`\`ts\n${await read(path)}\`\`\``);
  },
);
