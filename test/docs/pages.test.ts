import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS, NOT_RUN, SERVE_COMMAND } from "./commands.ts";
import { blocksOf, commandsOf, pageNames, proseOf, REPO, readPage } from "./pages.ts";

const EXAMPLES = join(REPO, "test/examples");
const pages = pageNames();
const blocks = pages.flatMap(blocksOf);
const commands = blocks.filter(({ language }) => language === "sh").flatMap(commandsOf);
const run = new Set([SERVE_COMMAND, ...COMMANDS.map(({ command }) => command)]);

it("there are pages for users, for those who change slotbox, and for those who worry", () => {
  expect(pages).toEqual(
    expect.arrayContaining([
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "README.md",
      "SECURITY.md",
      "bench/README.md",
      "runtimes/README.md",
      "src/README.md",
      "src/api/README.md",
    ]),
  );
});

describe("blocks of code", () => {
  it("are TypeScript, Python, C, commands or plain text", () => {
    const odd = blocks.filter(({ language }) => !["ts", "python", "c", "sh", ""].includes(language));
    expect(odd).toEqual([]);
  });

  it("are, in a programming language, whole examples as the tests run them", () => {
    const examples = new Set(readdirSync(EXAMPLES).map((name) => readFileSync(join(EXAMPLES, name), "utf8")));
    const code = blocks.filter(({ language }) => language !== "sh" && language !== "");
    expect(code.length).toBeGreaterThan(5);
    expect(code.filter(({ text }) => !examples.has(text))).toEqual([]);
  });

  it("have commands that a test runs, or for which it is said why not", () => {
    const unknown = commands.filter(
      (command) => !run.has(command) && !NOT_RUN.some((each) => each.commands.test(command)),
    );
    expect(unknown).toEqual([]);
  });
});

describe("what the tests know of pages", () => {
  it("is on one: commands", () => {
    expect([...run].filter((command) => !commands.includes(command))).toEqual([]);
    expect(NOT_RUN.filter((each) => !commands.some((command) => each.commands.test(command)))).toEqual([]);
  });

  it("is on one: examples", () => {
    const all = pages.map(readPage).join("\n");
    const shown = new Set(blocks.map(({ text }) => text));
    const hidden = readdirSync(EXAMPLES).filter(
      (name) => !shown.has(readFileSync(join(EXAMPLES, name), "utf8")) && !all.includes(`test/examples/${name}`),
    );
    expect(hidden).toEqual([]);
  });
});

/** As GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe.each(pages)("%s", (page) => {
  it("links to what there is", () => {
    const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(REPO, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it("names files and folders that are there", () => {
    const named = [...proseOf(page).matchAll(/`((?:src|runtimes|test|bench|\.ci)\/[\w./-]*)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(named.filter((path) => !existsSync(join(REPO, path)))).toEqual([]);
  });
});
