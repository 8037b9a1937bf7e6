import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SEARCH = fileURLToPath(new URL("./search-heap.ts", import.meta.url));

/** Puts a text that the script itself doesn't have (`tr` makes it) wherever a shell and its commands take one. */
const SCRIPT = `x=$(echo frperg-Znexre-99 | tr 'A-Za-z' 'N-ZA-Mn-za-m'); f() { echo $x; }; echo $x > f-$x; alias a$x=ls
declare -A m; m[$x]=1; cat f-$x | sed "s/$x/$x/" | awk "/$x/ { print \\"$x\\" }" | grep "$x" | jq -R . | sort > /dev/null
[[ $x =~ (M.*) ]]; [[ $x == *$x* ]]; eval "y_\${#x}=$x"; printf "$x" > /dev/null; date "+$x" > /dev/null; case $x in *"$x"*) ;; esac
export E=$x; find . -name "*$x*" > /dev/null; xargs echo "$x" < /dev/null > /dev/null; cd /tmp; set -- $x; wc -l /workspace/f-$x > /dev/null
ls /workspace/*$x* > /dev/null; echo \${x/$x/$x} \${x//[$x]/} > /dev/null; echo "$x" | cut -d"$x" -f1 2> /dev/null; tr "$x" x <<< "$x" > /dev/null
rm -rf /workspace/f-$x; exec 5> /tmp/$x; read v <<< "$x"; arr=($x); local_$$=$x 2> /dev/null; yq ".a = \\"$x\\"" <<< "a: 1" > /dev/null; sleep 0.001; true`;

function search(script: string): string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [SEARCH, "Marker", "-99"], {
    input: script,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

it("of what a call had, nothing is left in the machine's heap when the next one is done", () => {
  // What V8 has made one of for good (as property names) can't be reached by any program, and is gone with the next collection.
  expect(search(SCRIPT)).toEqual([]);
});

it("the search finds what is kept", () => {
  expect(search("cd /tmp; exec -c 2> /dev/null; echo Marker-99 > /dev/null").length).toBeGreaterThan(0);
});
