import { expect } from "vitest";

/** A request and what the sandbox server of hermes-agent answers. In order: later ones see what earlier ones did. */
export interface Pair {
  readonly title: string;
  readonly request: readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  readonly answer: unknown;
}

const ran = (output: string, metadata: Record<string, unknown> = {}) => ({
  success: true,
  output,
  error: "",
  execution_id: null,
  metadata: expect.objectContaining(metadata),
});
const refused = (error: unknown, metadata: Record<string, unknown> = {}) => ({
  success: false,
  output: expect.any(String),
  error,
  execution_id: null,
  metadata: expect.objectContaining(metadata),
});
const fails = (error: string) => ({ success: false, error });
const execute = (body: object): Pair["request"] => ["POST", "/execute", { slot_id: "slot_0", ...body }];
const bash = (command: string, more: object = {}): Pair["request"] =>
  execute({ tool: "bash", args: { command }, ...more });
const artifact = (what: string, body: object): Pair["request"] => [
  "POST",
  `/artifacts/${what}`,
  { slot_id: "slot_0", ...body },
];

export const PAIRS: readonly Pair[] = [
  {
    title: "health",
    request: ["GET", "/health"],
    status: 200,
    answer: {
      status: "ok",
      slots: 4,
      available: 4,
      executing: 0,
      workers: 1,
      max_timeout: 600,
      max_batch: 10_000,
      max_body_bytes: 64 * 1024 * 1024,
    },
  },
  {
    title: "slots",
    request: ["GET", "/slots"],
    status: 200,
    answer: {
      slots: [0, 1, 2, 3].map((index) => ({
        slot_id: `slot_${index}`,
        state: "available",
        workspace_dir: "/workspace",
        current_execution_id: null,
      })),
    },
  },
  {
    title: "a command",
    request: bash("echo hi", { execution_id: "e-1" }),
    status: 200,
    answer: {
      ...ran("hi", { exit_code: 0, sandboxed: true, network_isolated: true }),
      execution_id: "e-1",
    },
  },
  { title: "both streams", request: bash("echo out; echo err >&2"), status: 200, answer: ran("out\n\n[stderr]\nerr") },
  { title: "an exit code", request: bash("exit 3"), status: 200, answer: refused("Exit code: 3", { exit_code: 3 }) },
  {
    title: "a timeout, given as text",
    request: bash("echo begun; sleep 9", { timeout: "0.2" }),
    status: 200,
    answer: refused("Command timed out after 0.2s", { exit_code: -1, timeout: true }),
  },
  {
    title: "a timeout that is no number",
    request: bash("true", { timeout: "soon" }),
    status: 200,
    answer: refused(expect.stringContaining("timeout")),
  },
  {
    title: "fields nobody knows",
    request: bash("echo fine", { trajectory: 1, timeout: null }),
    status: 200,
    answer: ran("fine"),
  },
  ...["bash", "bash_stateful"].flatMap((tool) =>
    [undefined, {}, { command: "" }, { command: null }].map(
      (args): Pair => ({
        title: `no command: ${tool} with ${JSON.stringify(args)}`,
        request: execute({ tool, args }),
        status: 200,
        answer: ran("", { exit_code: 0, sandboxed: true, network_isolated: true }),
      }),
    ),
  ),
  {
    title: "no command, but from one who wants arguments checked",
    request: execute({ tool: "bash", args: {}, strict_args: true }),
    status: 200,
    answer: refused(expect.stringContaining("command"), { outcome: "invalid" }),
  },
  {
    title: "arguments nobody knows, or null",
    request: execute({
      tool: "bash",
      args: { command: "echo run", description: "prints", allow_network: null, require_sandbox: true, timeout: 5 },
    }),
    status: 200,
    answer: ran("run"),
  },
  {
    title: "a timeout beyond the largest",
    request: bash("echo clamped", { timeout: 86_400 }),
    status: 200,
    answer: ran("clamped"),
  },
  {
    title: "a timeout in thousandths",
    request: bash("sleep 9", { timeout: 0.301 }),
    status: 200,
    answer: refused("Command timed out after 0.301s", { timeout: true }),
  },
  ...[0, -1].map(
    (timeout): Pair => ({
      title: `a timeout of ${timeout}`,
      request: bash("true", { timeout }),
      status: 200,
      answer: refused(`Invalid timeout: ${timeout} (allowed: more than 0 seconds)`, { outcome: "invalid" }),
    }),
  ),
  {
    title: "only stderr, without white space around it",
    request: bash("printf '\n  oops \n\n' >&2; exit 1"),
    status: 200,
    answer: { ...refused("Exit code: 1"), output: "oops" },
  },
  {
    title: "bytes that are not UTF-8",
    request: bash("printf 'a\\377b'"),
    status: 200,
    answer: ran("a\ufffdb"),
  },
  {
    title: "both streams as they came, if wanted",
    request: bash("echo out; echo err >&2", { include_streams: true }),
    status: 200,
    answer: ran("out\n\n[stderr]\nerr", { stdout: "out\n", stderr: "err\n" }),
  },
  {
    title: "output that is too long",
    request: bash("head -c 60000 /dev/zero | tr '\\0' x"),
    status: 200,
    answer: ran(`${"x".repeat(50_000)}\n... (output truncated)`, { truncated: true }),
  },
  {
    title: "a terminal",
    request: execute({ tool: "tmux", args: { action: "start" } }),
    status: 200,
    answer: refused(expect.stringMatching(/^Unsupported tool: tmux/), { outcome: "unsupported" }),
  },
  { title: "an unknown tool", request: execute({ tool: "nope" }), status: 200, answer: refused("Unknown tool: nope") },
  {
    title: "an unknown slot",
    request: ["POST", "/execute", { slot_id: "slot_4", tool: "bash", args: { command: "true" } }],
    status: 200,
    answer: refused("Unknown slot: slot_4"),
  },
  {
    title: "no slot",
    request: ["POST", "/execute", { tool: "bash", args: { command: "true" } }],
    status: 200,
    answer: refused("Unknown slot: None"),
  },
  {
    title: "a file is written",
    request: execute({ tool: "write_file", args: { path: "d/ü.txt", content: "grüße\n" } }),
    status: 200,
    answer: ran("Successfully wrote 6 bytes to d/ü.txt", { path: "d/ü.txt", size: 6 }),
  },
  {
    title: "a file is read",
    request: execute({ tool: "read_file", args: { path: "d/ü.txt" } }),
    status: 200,
    answer: ran("grüße\n", { path: "d/ü.txt" }),
  },
  {
    title: "a folder is no file",
    request: execute({ tool: "read_file", args: { path: "d" } }),
    status: 200,
    answer: refused("Not a file: d"),
  },
  ...[{}, { path: "" }, { path: null }].map(
    (args): Pair => ({
      title: `no path to read: ${JSON.stringify(args)}`,
      request: execute({ tool: "read_file", args }),
      status: 200,
      answer: refused("Not a file: "),
    }),
  ),
  ...[{}, { content: null }].map(
    (args): Pair => ({
      title: `no content: ${JSON.stringify(args)}`,
      request: execute({ tool: "write_file", args: { path: "d/empty", ...args } }),
      status: 200,
      answer: ran("Successfully wrote 0 bytes to d/empty", { path: "d/empty", size: 0 }),
    }),
  ),
  {
    title: "the file without content",
    request: bash("stat -c %s d/empty && rm d/empty"),
    status: 200,
    answer: ran("0"),
  },
  ...[{}, { path: "" }, { path: null }].map(
    (args): Pair => ({
      title: `no path to write: ${JSON.stringify(args)}`,
      request: execute({ tool: "write_file", args: { content: "x", ...args } }),
      status: 200,
      answer: refused("Failed to write file: [Errno 21] Is a directory: '/workspace'"),
    }),
  ),
  {
    title: "a folder is not written",
    request: execute({ tool: "write_file", args: { path: "./d", content: "x" } }),
    status: 200,
    answer: refused("Failed to write file: [Errno 21] Is a directory: '/workspace/d'"),
  },
  {
    title: "a path that leads out",
    request: execute({ tool: "read_file", args: { path: "../etc/passwd" } }),
    status: 200,
    answer: refused("Access denied: path outside workspace"),
  },
  {
    title: "a file by its absolute path",
    request: execute({ tool: "read_file", args: { path: "/workspace/d/ü.txt" } }),
    status: 200,
    answer: ran("grüße\n", { path: "/workspace/d/ü.txt" }),
  },
  {
    title: "an absolute path that leads out",
    request: execute({ tool: "write_file", args: { path: "/etc/passwd", content: "" } }),
    status: 200,
    answer: refused("Access denied: path outside workspace"),
  },
  {
    title: "a file that isn't there",
    request: execute({ tool: "read_file", args: { path: "none" } }),
    status: 200,
    answer: refused("File not found: none"),
  },
  {
    title: "content that is too large",
    request: execute({ tool: "write_file", args: { path: "x", content: "ü".repeat(100_001) } }),
    status: 200,
    answer: refused("Content too large: 100001 bytes (max 100000)"),
  },
  {
    title: "a file that is too large",
    request: [
      "POST",
      "/batch",
      [
        { slot_id: "slot_2", tool: "bash", args: { command: "head -c 100001 /dev/zero > big" } },
        { slot_id: "slot_2", tool: "read_file", args: { path: "big" } },
      ],
    ],
    status: 200,
    answer: [ran(""), refused("File too large: 100001 bytes (max 100000)")],
  },
  {
    title: "a persistent shell, first",
    request: execute({ tool: "bash_stateful", args: { command: "cd d; X=1" } }),
    status: 200,
    answer: ran(""),
  },
  {
    title: "a persistent shell, then",
    request: execute({ tool: "bash_stateful", args: { command: "pwd; echo $X" } }),
    status: 200,
    answer: ran("/workspace/d\n1"),
  },
  {
    title: "no array in a batch",
    request: ["POST", "/batch", {}],
    status: 400,
    answer: fails("Expected array of requests"),
  },
  {
    title: "a batch, in order, with what is wrong in it",
    request: [
      "POST",
      "/batch",
      [
        { slot_id: "slot_1", tool: "bash", args: { command: "echo 1 > n" }, execution_id: "a" },
        5,
        { slot_id: "slot_9", tool: "bash", args: { command: "true" } },
        { slot_id: "slot_1", tool: "bash", args: { command: "cat n" }, execution_id: "b" },
      ],
    ],
    status: 200,
    answer: [
      expect.objectContaining({ success: true, execution_id: "a" }),
      refused(expect.stringContaining("Invalid request")),
      refused("Unknown slot: slot_9"),
      expect.objectContaining({ success: true, output: "1", execution_id: "b" }),
    ],
  },
  {
    title: "links, as artifacts are to see them",
    request: bash("mkdir -p a; printf 'x\\0y' > a/bin.png; ln -s /etc/passwd out; ln -s a/bin.png in; touch b.log"),
    status: 200,
    answer: ran(""),
  },
  {
    title: "an artifact's text",
    request: artifact("read", { path: "d/ü.txt", include_sha256: true }),
    status: 200,
    answer: {
      success: true,
      content: "grüße\n",
      encoding: "text",
      truncated: false,
      bytes: 8,
      file_size: 8,
      path: "d/ü.txt",
      mime: "text/plain",
      sha256: "b8fb07e729d2c238732229327c1b0669dcb8a15705340409cbbed2a6995898e2",
    },
  },
  {
    title: "an artifact's first bytes, exactly",
    request: artifact("read", { path: "/workspace/a/bin.png", encoding: "base64", max_bytes: "2" }),
    status: 200,
    answer: expect.objectContaining({
      content: "eAA=",
      encoding: "base64",
      truncated: true,
      bytes: 2,
      file_size: 3,
      mime: "image/png",
      sha256: null,
    }),
  },
  ...[0, -5].map(
    (max_bytes): Pair => ({
      title: `at most ${max_bytes} bytes, which is 1`,
      request: artifact("read", { path: "b.log", max_bytes }),
      status: 200,
      answer: expect.objectContaining({ success: true, bytes: 0, truncated: false }),
    }),
  ),
  ...["many", "", "1.5", "Infinity", [], {}].map(
    (max_bytes): Pair => ({
      title: `a number of bytes that is none: ${JSON.stringify(max_bytes)}`,
      request: artifact("read", { path: "d/ü.txt", max_bytes }),
      status: 200,
      answer: expect.objectContaining({ success: true, bytes: 8, truncated: false }),
    }),
  ),
  {
    title: "a number of entries that is none",
    request: artifact("list", { path: "a", max_entries: "all" }),
    status: 200,
    answer: expect.objectContaining({ success: true, truncated: false }),
  },
  {
    title: "an encoding with space around it, in capitals",
    request: artifact("read", { path: "b.log", encoding: " Base64\n" }),
    status: 200,
    answer: expect.objectContaining({ success: true, encoding: "base64" }),
  },
  {
    title: "an artifact that leads out",
    request: artifact("read", { path: "out" }),
    status: 403,
    answer: fails("Access denied: path outside workspace"),
  },
  {
    title: "an artifact that isn't there",
    request: artifact("read", { path: "none" }),
    status: 404,
    answer: fails("Not found: none"),
  },
  {
    title: "an artifact that is a folder",
    request: artifact("read", { path: "a" }),
    status: 400,
    answer: fails("Not a file: a"),
  },
  {
    title: "an artifact outside, by its absolute path",
    request: artifact("read", { path: "/etc/passwd" }),
    status: 403,
    answer: fails("Access denied: path outside workspace"),
  },
  ...[{}, { path: "" }, { path: null }].map(
    (body): Pair => ({
      title: `no path of an artifact: ${JSON.stringify(body)}`,
      request: artifact("read", body),
      status: 400,
      answer: fails("Not a file: "),
    }),
  ),
  {
    title: "an encoding nobody knows",
    request: artifact("read", { path: "b.log", encoding: "rot13" }),
    status: 400,
    answer: fails("Unsupported encoding: rot13"),
  },
  {
    title: "artifacts of an unknown slot",
    request: ["POST", "/artifacts/list", { slot_id: "slot_7" }],
    status: 404,
    answer: fails("Unknown slot: slot_7"),
  },
  {
    title: "a list",
    request: artifact("list", {}),
    status: 200,
    answer: {
      success: true,
      entries: [
        { path: "a", is_dir: true, size: expect.any(Number), mtime: expect.any(Number) },
        { path: "b.log", is_dir: false, size: 0, mtime: expect.any(Number) },
        { path: "d", is_dir: true, size: expect.any(Number), mtime: expect.any(Number) },
        { path: "in", is_dir: false, size: 3, mtime: expect.any(Number) },
      ],
      truncated: false,
    },
  },
  {
    title: "a list of all below: folders before files",
    request: artifact("list", { recursive: "true" }),
    status: 200,
    answer: expect.objectContaining({
      entries: ["a", "d", "b.log", "in", "a/bin.png", "d/ü.txt"].map((path) => expect.objectContaining({ path })),
    }),
  },
  {
    title: "a list of a file: itself",
    request: artifact("list", { path: "b.log" }),
    status: 200,
    answer: { success: true, entries: [expect.objectContaining({ path: "b.log", is_dir: false })], truncated: false },
  },
  {
    title: "a list outside",
    request: artifact("list", { path: "/etc" }),
    status: 403,
    answer: fails("Access denied: path outside workspace"),
  },
  {
    title: "a list that is cut",
    request: artifact("list", { recursive: true, max_entries: 0 }),
    status: 200,
    answer: expect.objectContaining({ entries: [expect.objectContaining({ path: "a" })], truncated: true }),
  },
  {
    title: "an archive",
    request: artifact("archive", { path: "a" }),
    status: 200,
    answer: {
      success: true,
      content: expect.any(String),
      encoding: "base64",
      format: "tar.gz",
      bytes: expect.any(Number),
      entry_count: 1,
    },
  },
  {
    title: "an archive of the whole, by its other name",
    request: artifact("archive", { format: "tgz", max_bytes: 1e12 }),
    status: 200,
    answer: expect.objectContaining({ success: true, format: "tar.gz", entry_count: 4 }),
  },
  {
    title: "an archive that is too large",
    request: artifact("archive", { max_bytes: 10 }),
    status: 413,
    answer: {
      ...fails(expect.stringMatching(/^Archive too large: \d+ bytes \(max 10\)$/) as unknown as string),
      bytes: expect.any(Number),
    },
  },
  {
    title: "a format with space around it, in capitals",
    request: artifact("archive", { path: "a", format: " TGZ " }),
    status: 200,
    answer: expect.objectContaining({ success: true, format: "tar.gz" }),
  },
  {
    title: "another format",
    request: artifact("archive", { format: "zip" }),
    status: 400,
    answer: fails("Unsupported archive format: zip"),
  },
  {
    title: "a reset",
    request: ["POST", "/reset", { slot_id: "slot_0" }],
    status: 200,
    answer: ran("Reset workspace for slot_0"),
  },
  { title: "what is left of it", request: bash("ls -A | wc -l"), status: 200, answer: ran("0") },
  {
    title: "a reset of an unknown slot",
    request: ["POST", "/reset", { slot_id: "x" }],
    status: 200,
    answer: refused("Unknown slot: x"),
  },
  { title: "a path nobody knows", request: ["GET", "/nope"], status: 404, answer: fails("Not found") },
  { title: "another method", request: ["GET", "/execute"], status: 405, answer: fails("Method not allowed") },
];
