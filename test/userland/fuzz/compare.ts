import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences, type Printed } from "../../bash/case.ts";
import { Random } from "../../bash/fuzz/random.ts";
import { runOnHost } from "../../bash/host-bash.ts";
import type { Subject } from "../../bash/subjects/subject.ts";
import { type Command, commandText, type Generator } from "./command.ts";
import { shrinkCommand } from "./shrink.ts";

/** A command that this machine's tool and ours do not answer alike. */
export interface Difference {
  readonly seed: number;
  readonly command: Command;
  readonly host: Printed;
  readonly slot: Printed;
}

/** Runs the command of each seed on both. @yields those that differ, each as small as it was found to become */
export async function* compareSeeds(
  subject: Subject,
  generate: Generator,
  seeds: readonly number[],
): AsyncGenerator<Difference> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-userland-"));
  const both = async (command: Command): Promise<{ host: Printed; slot: Printed }> => {
    const script = { script: scriptOf(command), setup: command.files };
    const host = runOnHost(script, folder);
    return {
      host: { ...host, stdout: shown(host.stdout, folder), stderr: shown(host.stderr, folder) },
      slot: await subject.run(script),
    };
  };
  try {
    for (const seed of seeds) {
      const command = generate(new Random(seed));
      const { host, slot } = await both(command);
      const streams = differences(host, slot);
      if (streams.length === 0) continue;
      const smallest = await shrinkCommand(command, async (smaller) => {
        const printed = await both(smaller);
        const isSameKind = (printed.host.status === 0) === (host.status === 0);
        return isSameKind && differences(printed.host, printed.slot).join() === streams.join();
      });
      yield { seed, command: smallest, ...(await both(smallest)) };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What it prints, how it ends, and what it has written. */
function scriptOf(command: Command): string {
  const { before = "", after = 'for n in out f; do if [ -f $n ]; then echo "== $n"; cat $n; fi; done' } = command;
  return [before, `set -o pipefail; ${commandText(command)}; s=$?`, after, "exit $s"]
    .filter((line) => line !== "")
    .join("\n");
}

function shown(text: string, folder: string): string {
  return text.replaceAll(folder, "/workspace");
}
