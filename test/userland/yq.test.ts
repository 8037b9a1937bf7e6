import { describe, expect, it } from "vitest";
import { bashProgram } from "../../runtimes/bash/bash-program.ts";
import { startKernel } from "../kernel/kernel-fixture.ts";

/* There is no yq of mikefarah's to record from: what is expected is what its documentation says. */

const SAMPLE = `# who it is for
name: "app" # shown
ports: [80, 443]
env:
  - key: A
    value: 0x1F

  - key: B
    value: two
base: &base
  image: nginx
web:
  <<: *base
  tag: 1.10
empty:
text: |
  one
  two
`;

async function ran(script: string): Promise<{ stdout: string; stderr: string; status: number }> {
  const { run } = startKernel({ programs: { bash: bashProgram } });
  const setup = `cat > s.yaml << 'END'\n${SAMPLE}END\nprintf 'a: 1\\n---\\na: 2\\n' > two.yaml; echo '{"b":{"c":[1,2.0]}}' > j.json\n`;
  const { stdout, stderr, status } = await run(["/usr/bin/bash"], { args: ["bash", "-c", setup + script] });
  return { stdout, stderr, status };
}

describe("yq", () => {
  it.each([
    [
      "takes values, which are printed as they are",
      "yq .name s.yaml; yq '.env[0].value' s.yaml; yq '.env[-1].key' s.yaml",
      "app\n0x1F\nB\n",
    ],
    [
      "goes through collections",
      "yq '.env[].key' s.yaml; yq '.ports[0:1]' s.yaml; yq '.env | length' s.yaml",
      "A\nB\n- 80\n2\n",
    ],
    [
      "says null for what is not there",
      "yq .nope.x s.yaml; yq '.ports[7]' s.yaml; yq '.nope // \"none\"' s.yaml",
      "null\nnull\nnone\n",
    ],
    [
      "looks into what is merged",
      "yq .web.image s.yaml; yq -o json -I 0 .web s.yaml",
      'nginx\n{"image":"nginx","tag":1.10}\n',
    ],
    [
      "has eval and e, and reads from a pipe",
      "yq e .a two.yaml; echo 'x: {y: 1}' | yq eval .x.y -; echo 'x: 2' | yq .x",
      "1\n---\n2\n1\n2\n",
    ],
    [
      "prints maps with their comments and styles",
      "yq '.env[0]' s.yaml; yq 'pick([\"name\", \"ports\"])' s.yaml",
      'key: A\nvalue: 0x1F\n# who it is for\nname: "app" # shown\nports: [80, 443]\n',
    ],
    [
      "selects",
      `yq '.env[] | select(.key == "B") | .value' s.yaml; yq '.env[] | select(.key == "A*") | .key' s.yaml`,
      "two\nA\n",
    ],
    [
      "makes new things",
      "yq -n '.a.b[1] = \"x\"'; yq -n '{\"k\": [1, true, null]}'",
      "a:\n  b:\n    - null\n    - x\nk:\n  - 1\n  - true\n  - null\n",
    ],
    [
      "quotes what would be read as something else",
      `yq -n '.a = "5" | .b = "true" | .c = "2020-01-01" | .d = "x: y"'`,
      'a: "5"\nb: "true"\nc: "2020-01-01"\nd: \'x: y\'\n',
    ],
    [
      "prints JSON",
      "yq -o=json . two.yaml; yq -o json -I=0 .b j.json; yq .b.c j.json",
      '{\n  "a": 1\n}\n{\n  "a": 2\n}\n{"c":[1,2.0]}\n[\n  1,\n  2.0\n]\n',
    ],
    [
      "prints JSON as YAML",
      'yq -p json -o yaml . j.json; echo \'{"a":1}{"a":2}\' | yq -p json .a',
      "b:\n  c:\n    - 1\n    - 2.0\n1\n---\n2\n",
    ],
    [
      "prints without quotes and braces",
      "yq -P '.name, .ports' s.yaml; echo '{a: [\"x\"]}' | yq -P",
      "app\n- 80\n- 443\na:\n  - x\n",
    ],
    [
      "prints and reads tables and properties",
      "yq -o csv .env s.yaml; yq -o props .ports s.yaml; printf 'a,b\\n1,x\\n' | yq -p csv; printf 'a.b = 1\\n' | yq -p props -o json -I0",
      'key,value\nA,0x1F\nB,two\n0 = 80\n1 = 443\n- a: 1\n  b: x\n{"a":{"b":"1"}}\n',
    ],
    [
      "merges files",
      "yq ea '. as $item ireduce ({}; . * $item)' two.yaml j.json; yq ea -I0 -o json 'select(fi == 0) * select(fi == 1)' j.json s.yaml | cut -c1-30",
      'a: 2\nb:\n  c:\n    - 1\n    - 2.0\n{"b":{"c":[1,2.0]},"name":"app\n',
    ],
    [
      "has flags for merges",
      `yq -n '{"a": [1]} *+ {"a": [2]}' -o json -I0; yq -n '{"a": 1} *n {"a": 2, "b": 3}' -o json -I0; yq -n '{"a": 1} *? {"a": 2, "b": 3}' -o json -I0`,
      '{"a":[1,2]}\n{"a":1,"b":3}\n{"a":2}\n',
    ],
    [
      "has arithmetic",
      `yq -n '1 + 2, 7 / 2, 7 % 4, "a" + "b", [1] + [2], "ab" * 2, 3 > 2, (1 == 1 and false)' -o json -I0`,
      '3\n3.5\n3\n"ab"\n[1,2]\n"abab"\ntrue\nfalse\n',
    ],
    [
      "maps, sorts and groups",
      `yq -n '[3, 1, 2] | (sort, map(. + 1), reverse, length, max)' -o json -I0; yq -n '[{"n": "b"}, {"n": "a"}] | sort_by(.n) | .[0].n'; yq -n '[1, 1, 2] | unique' -o json -I0`,
      "[1,2,3]\n[4,2,3]\n[2,1,3]\n3\n3\na\n[1,2]\n",
    ],
    [
      "has entries",
      `yq '.base | to_entries | .[0].key' s.yaml; yq '.base | with_entries(.key |= "x_" + .)' s.yaml; yq 'keys | .[0]' s.yaml; yq 'has("name")' s.yaml`,
      "image\nx_image: nginx\nname\ntrue\n",
    ],
    [
      "has text functions",
      `yq -n '"a-b" | (upcase, split("-"))' -o json -I0; yq -n '"cat" | (sub("c(.)", "h\${1}"), test("^c"))'; yq -n '"x \\(1 + 1)"'; yq -n '["a", "b"] | join(",")'`,
      '"A-B"\n["a","b"]\nhat\ntrue\nx 2\na,b\n',
    ],
    [
      "has variables and the environment",
      `X=5 yq -n 'env(X) + 1'; X=5 yq -n 'strenv(X) | tag'; yq -n '1 as $x | $x + 1'; yq -n '"s" | @base64'`,
      "6\n!!str\n2\ncw==\n",
    ],
    [
      "knows places",
      `yq '.env[1].key | path | join(".")' s.yaml; yq '.env[] | key' s.yaml; yq '.web.tag | parent | .tag' s.yaml; yq '.. | select(tag == "!!seq") | path | .[0]' s.yaml`,
      "env.1.key\n0\n1\n1.10\nports\nenv\n",
    ],
    [
      "knows and sets what is beside the content",
      `yq '.name | line_comment' s.yaml; yq '.name | style' s.yaml; yq '.base | anchor' s.yaml; yq '... comments="" | .name' s.yaml; echo 'a: x' | yq '.a style="double"'; echo 'a: 1' | yq '.a line_comment="one"'`,
      'shown\ndouble\nbase\napp\na: "x"\na: 1 # one\n',
    ],
    ["puts what aliases stand for in their places", "yq 'explode(.) | .web' s.yaml", "image: nginx\ntag: 1.10\n"],
    [
      "takes a file for a file",
      "yq two.yaml; yq -N .a two.yaml; echo .a > x.txt; yq --from-file x.txt two.yaml",
      "a: 1\n---\na: 2\n1\n2\n1\n---\n2\n",
    ],
  ])("%s", async (_what, script, stdout) => {
    expect(await ran(script)).toEqual({ stdout, stderr: "", status: 0 });
  });

  it("changes one thing of a file and leaves the others, but for empty lines", async () => {
    const script = `yq -i '.env[0].value = 32 | .ports += [8080] | .name = "b" | del(.empty)' s.yaml; cat s.yaml`;
    const expected = SAMPLE.replace("0x1F\n", "32")
      .replace("443]", "443, 8080]")
      .replace('"app"', '"b"')
      .replace("empty:\n", "");
    expect(await ran(script)).toEqual({ stdout: expected, stderr: "", status: 0 });
  });

  it("updates by what was there", async () => {
    const script = `echo '[{"n": 1}, {"n": 2}]' | yq -p json -o json -I0 '.[].n |= . * 10 | (.[] | select(.n > 10) | .n) = 0 | map(.n)'`;
    expect((await ran(script)).stdout).toBe("[10,0]\n");
  });

  it.each([
    ["yq .a missing.yaml", "Error: open missing.yaml: no such file or directory\n"],
    ["yq '.a | nope' two.yaml", 'Error: 1:1: invalid input text "nope"\n'],
    ["yq '.a[' two.yaml", "Error: unexpected end of the expression\n"],
    ["yq '.a + {}' two.yaml", "Error: !!map cannot be added to !!int\n"],
    ["yq -e .nope s.yaml >/dev/null", "Error: no matches found\n"],
    ["yq -o xml . s.yaml", "Error: unknown format 'xml' please use [yaml|json|props|csv|tsv]\n"],
    ["echo 'a: &x [*x]' | yq -o json", "Error: yaml: document contains excessive aliasing\n"],
  ])("%s", async (script, stderr) => {
    expect(await ran(script)).toMatchObject({ stderr, status: 1 });
  });
});
