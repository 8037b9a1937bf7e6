import { expect } from "vitest";
import { test } from "../../src/testing/vitest.ts";

/* Not recorded: no two of its answers are the same. */

test("the clock shows parts of a millisecond, and files get their times by it", async ({ box }) => {
  const { stdout, stderr } =
    await box.bash(`for n in 1 2 3; do : > a; touch b; : > c; [ b -nt a ] && [ c -nt b ] && echo in order; done
d=$(date +%s%N); e=$EPOCHREALTIME; f=$(date --iso-8601=ns); echo $(( d / 1000 <= \${e/.} )) "$(date -d "$f" +%s%N)" "$d" >&2
[ $(for n in 1 2 3 4 5 6 7 8; do date +%N; done | grep -vc '000000$') -gt 4 ] && echo parts; touch -d '1 second ago' a; [ a -ot b ] && echo older`);
  expect(stdout).toBe("in order\nin order\nin order\nparts\nolder\n");
  const [isOrdered, later = "", earlier = ""] = stderr.trim().split(" ");
  expect(isOrdered).toBe("1");
  expect(BigInt(later)).toBeGreaterThan(BigInt(earlier));
});
