import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { JUST_BASH_COMMANDS } from "../userland/just-bash/names.ts";

/** just-bash's build for Node, which has all commands: `just-bash/browser` lacks tar, yq and xan. */
const BUNDLE = new URL("../../node_modules/just-bash/dist/bundle/", import.meta.url);

/** A row of just-bash's own table, by which it loads a command when one is first used. */
const ROW = /\{name:"(?<name>[\w-]+)",load:async\(\)=>\(await import\("(?<file>[^"]+)"\)\)\.(?<member>\w+)\}/g;

interface CommandPlace {
  readonly file: string;
  readonly member: string;
}

/** Where each command of just-bash is: the names of the files end in a hash of what is in them. */
export async function commandPlaces(): Promise<ReadonlyMap<string, CommandPlace>> {
  const table = await readFile(new URL("index.js", BUNDLE), "utf8");
  const places = new Map<string, CommandPlace>();
  for (const { groups } of table.matchAll(ROW)) {
    const { name = "", file = "", member = "" } = groups ?? {};
    places.set(name, { file: fileURLToPath(new URL(file, BUNDLE)), member });
  }
  return places;
}

/** The module `just-bash/commands`: the commands that the userland has of just-bash, without its shell. */
export function justBashCommands(): Plugin {
  return {
    name: "just-bash-commands",
    setup(build) {
      build.onResolve({ filter: /^just-bash\/commands$/ }, ({ path }) => ({ path, namespace: "just-bash" }));
      build.onLoad({ filter: /./, namespace: "just-bash" }, async () => {
        const places = await commandPlaces();
        const lost = JUST_BASH_COMMANDS.filter((name) => !places.has(name));
        const errors = lost.map((name) => ({ text: `just-bash no longer has the command ${name}` }));
        return { contents: moduleOf(places), errors, resolveDir: fileURLToPath(BUNDLE) };
      });
    },
  };
}

function moduleOf(places: ReadonlyMap<string, CommandPlace>): string {
  const imports: string[] = [];
  const members: string[] = [];
  for (const [index, name] of JUST_BASH_COMMANDS.entries()) {
    const place = places.get(name);
    if (!place) continue;
    imports.push(`import { ${place.member} as command${index} } from ${JSON.stringify(place.file)};`);
    members.push(`${JSON.stringify(name)}: command${index}`);
  }
  return `${imports.join("\n")}\nexport const commands = { ${members.join(", ")} };`;
}
