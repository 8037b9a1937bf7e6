/* The commands that pages show, and how each is known to do what the page says. */

/** A command that commands.test.ts runs. */
export interface ShownCommand {
  /** As it stands on the page. */
  readonly command: string;
  /** What the folder it runs in holds; without it, it runs at the top of the repository. */
  readonly files?: Readonly<Record<string, string>>;
  /** @default 0 */
  readonly exitCode?: number;
  readonly stdout: RegExp;
  readonly stderr?: RegExp;
  /** Files there are afterwards, and what is in them. */
  readonly makes?: Readonly<Record<string, RegExp>>;
}

const LINES_OF_CALLS = /^(?:\{"trajectory_id":"(?:sort|json|shell)",.*\}\n){7}$/;
const CALL = '{"trajectory_id": "a", "tool": "write_file", "args": {"path": "x", "content": "1"}}\n';

export const COMMANDS: readonly ShownCommand[] = [
  { command: "npm run -s slotbox -- batch test/examples/calls.jsonl", stdout: LINES_OF_CALLS },
  {
    command: "npx slotbox exec --dir . 'grep -rn TODO src | sort'",
    files: { "src/a.ts": "// TODO: one\n", "src/b.ts": "// done\n" },
    stdout: /^src\/a\.ts:1:\/\/ TODO: one\n$/,
  },
  {
    command: "npx slotbox batch calls.jsonl --out results.jsonl --artifacts workspaces",
    files: { "calls.jsonl": CALL },
    stdout: /^$/,
    makes: { "results.jsonl": /^\{"trajectory_id":"a","success":true,/, "workspaces/a.tar.gz": /^/ },
  },
  {
    command: "slotbox exec --dir . --out changes \"sed -i 's/colour/color/g' *.md\"",
    files: { "a.md": "colour\n", "b.md": "none\n" },
    stdout: /^$/,
    makes: { "a.md": /^colour\n$/, "changes/a.md": /^color\n$/ },
  },
  {
    command: "slotbox exec --json 'echo one; echo two >&2; exit 3'",
    exitCode: 3,
    stdout: /^\{"success":false,.*"exit_code":3,.*"stdout":"one\\n","stderr":"two\\n"\}\}\n$/,
  },
  { command: "slotbox exec --dir test/fixtures/python-project 'python3 -m unittest'", stdout: /^$/, stderr: /\nOK \(/ },
  { command: "slotbox exec --dir test/fixtures/node-project 'node --test'", stdout: /^ℹ fail 0$/m },
  { command: "slotbox --help", stdout: /^ {2}slotbox exec /m },
];

/** `slotbox serve`, which commands.test.ts starts on a free port, asks by the client in Python, and ends. */
export const SERVE_COMMAND = "npx slotbox serve --port 8080 --slots 64";

/** Commands that are not run here, and why. */
export const NOT_RUN: readonly { readonly commands: RegExp; readonly reason: string }[] = [
  { commands: /^npm ci$/, reason: "whoever runs the tests has run it; .ci/run begins with it" },
  {
    commands:
      /^npm (?:test|run (?:lint|typecheck|build|hostile|test:wasi|test:programs)\b.*)$|^npx (?:vitest|biome) .*$/,
    reason: "they are the tests, or what .ci/run runs beside them",
  },
  {
    commands: /^npm (?:pack|install \.\/slotbox-[\d.]+\.tgz)$/,
    reason: "test/package packs and installs the package so",
  },
  {
    commands: /^npm run bench\b.*$/,
    reason: "benchmarks take minutes, and `node bench/run.ts --help` lists their options",
  },
  { commands: /^git clone .*$/, reason: "needs the network" },
  { commands: /^apt-get install .*$/, reason: "changes the machine; .ci/install-compilers does it" },
  {
    commands: /^clang --target=wasm32-wasi .*$|^slotbox exec --dir \. '\.\/hello\.wasm .*'$/,
    reason: "test/wasi/c-recipe.test.ts runs them, where there is a clang",
  },
];
