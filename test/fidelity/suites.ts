/*
 * The test suites of BusyBox and of toybox as a measure, of which nothing is kept here:
 * `node test/fidelity/suites.ts busybox|toybox FOLDER [NAME…] [--jobs N] [--show]` from a built checkout's root. FOLDER is the
 * suite's, with its `*.tests` or `*.test` files. A case counts if this machine's own tool passes it, which takes Linux and root:
 * those run with processes of their own, and with nothing to write to but their folder.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "boolean", default: false }, jobs: { type: "string", default: "2" } },
});
const [kind = "", suite = "", ...only] = positionals;
/**
 * The programs whose cases are run, since they run on this machine too: none that signals processes, or changes users, groups,
 * devices or mounts.
 */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    "awk base32 base64 basename bc bunzip2 bzcat cat chgrp chmod chown cksum cmp comm cp cut date dc dd diff dirname du echo env " +
    "expand expr factor false file find fmt fold grep gunzip gzip head hexdump hostid id install jq join ln ls md5sum mkdir " +
    "mkfifo mktemp mv nl od paste patch printf pwd readlink realpath rev rm rmdir sed seq sha1sum sha224sum sha256sum sha384sum " +
    "sha3sum sha512sum sort split stat strings sum tac tail tar tee test timeout touch tr tree true truncate tsort unexpand uniq " +
    "unlzma unzip uptime wc which xargs xxd xzcat zcat"
  ).split(" "),
);
const PATIENT_MS = 120_000;

/** What a host's run happens in: `$0` is the run's folder, and `$1` the command. */
const CONFINED = `
mount --bind "$0" /srv && mount -t tmpfs none /tmp && mount -o remount,bind,ro / && cd /srv || exit
exec bash -c "$1"
`;

/** The functions that the suites' scripts call, which print a line a case. */
const HARNESS = `
exec 9>&2
export CASES=$(mktemp -d -p "$PWD") LC_ALL=C.UTF-8 TZ=UTC FAILCOUNT=0 SKIP= CMDNAME=$1 C=$1 ECHO=echo TEST_HOST=1 FILES=$PWD/files TESTDIR=$PWD/.. OPTIONFLAGS=
cmp() { set -- "\${@/#-//dev/stdin}"; [ "$(md5sum < "$1")" = "$(md5sum < "$2")" ]; }
busybox() { "$@"; }
toybox() { "$@"; }
optional() { SKIP=; }
toyonly() { :; }
utf8locale() { :; }
mount() { false; }
umount() { false; }
txpect() { :; }
skipnot() { eval "$@" > /dev/null 2>&1 || SKIP=1; }
testing() {
  if [ -n "$SKIP" ]; then SKIP=; return 0; fi
  local name=\${1:-$2}
  echo -ne "$4" > input
  [ -n "$4" ] || [ -z "$REMOVES_INPUT" ] || rm -f input
  echo -ne "$3" > $CASES/expected
  echo -ne "$5" | eval "$2" > $CASES/actual 2> $CASES/errors
  if cmp $CASES/expected $CASES/actual; then echo "PASS: $name"
  else
    echo "FAIL: $name"
    { echo "--- $name"; head -c 800 $CASES/expected; echo "--- not:"; head -c 800 $CASES/actual; head -c 300 $CASES/errors; } >&9
  fi
  rm -f input
}
testcmd() { testing "\${1:-$CMDNAME $2}" "$C $2" "$3" "$4" "$5"; }
`;

/** Runs each file of a folder as a case, which fails at its first command that does. */
const FOLDER_LOOP = `d=$PWD/$CMDNAME; for script in "$d"/*; do
  mkdir case-folder; cd case-folder; (set -e; . "$script") > /dev/null 2>&1 && echo "PASS: \${script##*/}" || echo "FAIL: \${script##*/}"
  cd ..; rm -rf case-folder
done`;

interface Run {
  readonly file: string;
  readonly command: string;
}

const files = readdirSync(suite).sort();
const runs: Run[] = [];
for (const file of files) {
  const name = file.replace(/\.tests?$/, "");
  if (!HARMLESS.has(name) || (only.length > 0 && !only.includes(name))) continue;
  if (kind === "toybox" && file.endsWith(".test"))
    runs.push({
      file,
      command: `REMOVES_INPUT=1; . ./case-harness ${name}; mkdir case-folder; cd case-folder; . ../${file}`,
    });
  else if (file.endsWith(".tests")) runs.push({ file, command: `. ./case-harness ${name}; . ./${file}` });
  else if (kind === "busybox" && !file.includes("."))
    runs.push({ file, command: `. ./case-harness ${name}; ${FOLDER_LOOP}` });
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "suite-"));
  try {
    cpSync(suite, folder, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(folder, "case-harness"), HARNESS);
    writeFileSync(join(folder, "testing.sh"), "");
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

async function outputOf(program: string, args: readonly string[]): Promise<Output> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: PATIENT_MS, killSignal: "SIGKILL" });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

const onHost = (command: string) => (folder: string) =>
  outputOf("unshare", [
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "bash",
    "-c",
    CONFINED,
    folder,
    command,
  ]);

const inSlot = (command: string) => (folder: string) =>
  outputOf(process.execPath, ["dist/src/cli/main.js", "exec", "--dir", folder, command]);

const RESULT = /^(PASS|FAIL): (.*)$/gm;

function results(stdout: string): [name: string, isPassed: boolean][] {
  return [...stdout.matchAll(RESULT)].map(([, result, name = ""]) => [name, result === "PASS"]);
}

let [passed, counted] = [0, 0];

async function measure({ file, command }: Run): Promise<void> {
  const expected = results((await inFolder(onHost(command))).stdout).filter(([, isPassed]) => isPassed);
  if (expected.length === 0) return;
  const slot = await inFolder(inSlot(command));
  const left = results(slot.stdout);
  const failing = expected.filter(([name]) => {
    const at = left.findIndex(([other, isPassed]) => other === name && isPassed);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  passed += expected.length - failing.length;
  counted += expected.length;
  if (failing.length === 0) return;
  console.log(`${file}: ${expected.length - failing.length} of ${expected.length}`);
  for (const [name] of failing) console.log(`  ${name}`);
  if (values.show) console.log(slot.stderr.slice(-8000));
}

const waiting = runs.values();
const worker = async (): Promise<void> => {
  for (const run of waiting) await measure(run);
};
await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
console.log(`${kind}: ${passed} of ${counted} (${((100 * passed) / Math.max(1, counted)).toFixed(1)} %)`);
