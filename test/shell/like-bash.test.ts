import { expect, it } from "vitest";
import { createBackend, withSlot } from "../../src/index.ts";

/** What GNU bash 5.2 prints for each; the interpreter as it is published prints something else. */
const SCRIPTS: Record<string, string> = {
  "false; x=1; echo $?; x=$(false); echo $?; x=$(exit 3) y=2; echo $?; false; rc=$?; echo $rc $?": "0\n1\n3\n1 0\n",
  "set -e; false || rc=$?; echo $rc; x=$(false) || echo caught; x=1; echo on; y=$(false); echo never":
    "1\ncaught\non\n",
  "set -e; g(){ false; echo c; }; g || true; g && echo d; if g; then echo e; fi; ! g; echo f; g; echo never":
    "c\nc\nd\nc\ne\nc\nf\n",
  "set -e; (false; echo s) || echo t; { false; echo u; } || echo v; true && false || echo w; true && false; echo x":
    "s\nu\nw\n",
  'set -u; a=""; echo "${a:-b}" "${c-d}" "${c+e}"; : "${f:=g}"; echo $f; [ -z "${h:-}" ] && echo i; echo "$h"; echo never':
    "b d \ng\ni\n",
  "set -e; x() { local v; v=$(false); echo inner; }; x || echo outer; x; echo never": "inner\n",
  "env D=4 bash -c 'echo $D; printenv D'": "4\n4\n",
  "echo 'BEGIN { print 1+1 }' > p.awk; awk -f p.awk; echo a:b | awk -F: -f <(echo '{ print $2 }')": "2\nb\n",
  "printf 'a\\0b' | tr '\\0' '\\n'; echo; echo a b | tr ' ' '\\012'": "a\nb\na\nb\n",
  "command -v ls; printf '#!/bin/sh\\n' > tool; chmod +x tool; PATH=$PATH:/workspace; command -v tool":
    "/usr/bin/ls\n/workspace/tool\n",
  "printf 'b\\nA\\na\\nB\\n_x\\nä\\n' | sort | tr '\\n' ' '; printf 'b 1\\nA 1\\na 1\\n' | sort -k2,2 | tr '\\n' ' '":
    "A B _x a b ä A 1 a 1 b 1 ",
  "mkdir -p a b/c; touch f; ln -s a l; echo */ ./*/ b/*/ f*/; for d in */; do echo $d; done":
    "a/ b/ l/ ./a/ ./b/ ./l/ b/c/ f*/\na/\nb/\nl/\n",
  'echo "$BASH_EXECUTION_STRING"': 'echo "$BASH_EXECUTION_STRING"\n',
  "ulimit -n; bash -c 'ulimit -n; ulimit -n 100; ulimit -n'": "1024\n1024\n100\n",
};

it("prints what bash prints", async () => {
  await using backend = await createBackend({ workers: 1 });
  for (const [script, stdout] of Object.entries(SCRIPTS))
    await withSlot(backend, async (box) =>
      expect({ script, stdout: (await box.bash(script)).stdout }).toEqual({ script, stdout }),
    );
});
