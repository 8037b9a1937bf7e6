import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeUtf8, encodeUtf8 } from "./bytes.ts";
import { ENVIRONMENT, type Printed, type Script } from "./case.ts";

/**
 * Node gives its children sockets, and of a socket bash thinks that a remote shell has started it. So a shell in between gives
 * it pipes, and tells its status at descriptor 3.
 */
const BETWEEN = `exec 5>&1 6>&2
run() {
  { { { (exec bash --norc --noprofile -c "$1" 2>&4 3>&- 4>&- 5>&- 6>&-); echo $? >&3; } 2> /dev/null | cat >&5 3>&-; } 4>&1 | cat >&6 3>&-; }
}
if [ "$2" = piped ]; then cat | run "$1"; else run "$1" < /dev/null; fi`;

const PATIENT_MS = 20_000;

/** The version of this machine's bash, as `5.2`; nothing if there is none. */
export function hostBashVersion(): string | undefined {
  const { stdout } = spawnSync("/bin/bash", ["--version"], { encoding: "utf8" });
  return /GNU bash, version (?<version>\d+\.\d+)/.exec(stdout ?? "")?.groups?.["version"];
}

/** Empties the folder, fills it with the script's files, and runs it there. @throws Error if it doesn't end */
export function runOnHost({ script, setup = {}, stdin }: Omit<Script, "name">, folder: string): Printed {
  for (const name of readdirSync(folder, { encoding: "buffer" }))
    rmSync(Buffer.concat([Buffer.from(`${folder}/`), name]), { recursive: true, force: true });
  chmodSync(folder, 0o755);
  for (const [path, content] of Object.entries(setup)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), encodeUtf8(content));
  }

  const { error, output } = spawnSync("/bin/sh", ["-c", BETWEEN, "sh", script, stdin === undefined ? "" : "piped"], {
    cwd: folder,
    env: { ...ENVIRONMENT, HOME: folder },
    input: encodeUtf8(stdin ?? ""),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    timeout: PATIENT_MS,
    killSignal: "SIGKILL",
  });
  if (error) throw error;
  const [stdout = "", stderr = "", status = ""] = output.slice(1).map((bytes) => decodeUtf8(Buffer.from(bytes ?? "")));
  return { stdout, stderr, status: Number(status) };
}
