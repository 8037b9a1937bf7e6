import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1, env: { HOME: "/root" } });
  slot = await backend.acquire();
}, 400_000);
afterAll(() => backend.stop());

async function run(command: string, files: Record<string, string> = {}) {
  for (const [path, content] of Object.entries(files))
    await backend.execute({ slot, tool: "write_file", args: { path, content } });
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 300_000 });
  return [metadata.stdout, metadata.stderr, metadata.exitCode];
}

/** What CPython prints on Linux, but for errnos: 44 is the ENOENT of WebAssembly. */
const USES: readonly (readonly [command: string, stdout: string, stderr?: string, exitCode?: number])[] = [
  ["python3 -c 'print(1)'", "1\n"],
  ["python3 -c 'import sys; print(sys.argv)' a -b --c", "['-c', 'a', '-b', '--c']\n"],
  ["echo 'print(\"from stdin\", __name__)' | python3", "from stdin __main__\n"],
  ["echo 'import sys; print(sys.argv)' | python3 - x", "['-', 'x']\n"],
  ["python3 -c 'import sys; sys.exit(3)'", "", "", 3],
  ["python3 -c 'import sys; sys.exit(\"so long\")'", "", "so long\n", 1],
  ["python3 -c 'raise SystemExit'", ""],
  ["python3 -c 'import os; os._exit(7)'", "", "", 7],
  ["python3 -c 'print(input(\"? \") + input())' < lines", "? onetwo\n"],
  ["python3 -c 'input()' < /dev/null 2>&1 | tail -1", "EOFError: EOF when reading a line\n"],
  [
    "python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)))' | sha1sum",
    "4916d6bdb7f78e6803698cab32d1586ea457dfc8  -\n",
  ],
  ["printf '\\xff\\x00' | python3 -c 'import sys; print(sys.stdin.buffer.read())'", "b'\\xff\\x00'\n"],
  ['python3 -c \'print("grüße 🎉", len("🎉"))\'', "grüße 🎉 1\n"],
  ["python3 -c 'import sys; print(1); print(2, file=sys.stderr); print(3)'", "1\n3\n", "2\n"],
  ["python3 -m json.tool --compact <<< '{\"a\": [1,2]}'", '{"a":[1,2]}\n'],
  ["python3 -m no_such", "", "/usr/bin/python3: No module named no_such\n", 1],
  [
    "python3 nope.py",
    "",
    "/usr/bin/python3: can't open file '/workspace/nope.py': [Errno 44] No such file or directory\n",
    2,
  ],
  ["python3 --version | cut -d. -f1-2; python3 -V | cut -c1-8", "Python 3.14\nPython 3\n"],
  ['A=1 python3 -c \'import os; print(os.environ["A"], os.getenv("HOME"))\'', "1 /root\n"],
  ['python3 -c \'import os; os.environ["B"]="2"; os.system("echo $B")\'', "2\n"],
  ["cd /tmp && python3 -c 'import os; print(os.getcwd())'", "/tmp\n"],
  ['python3 -c \'import atexit; atexit.register(print, "bye"); print("hi")\'', "hi\nbye\n"],
  ['python3 -c \'f = open("unclosed", "w"); f.write("kept")\'; cat unclosed', "kept"],
  ["python3 -u -c 'import sys; print(sys.flags.interactive)'", "0\n"],
  ["python3 -W error -c 'import warnings; warnings.warn(\"x\")' 2>&1 | tail -1", "UserWarning: x\n"],
  ["python3 -c 'def f():\n  return 1/0\nf()' 2>&1 | tail -1", "ZeroDivisionError: division by zero\n"],
  [
    "python3 -c 'print(__name__, __file__)' 2>&1 | tail -1",
    "NameError: name '__file__' is not defined. Did you mean: '__name__'?\n",
  ],
  ["python3 -c 'import sys; sys.exit(2**70)'", "", "", 255],
  ["python3 -c 'import sys; sys.exit(-1)'", "", "", 255],
  ["python3.14 -c 'print(1)'; command -v python3.14", "1\n/usr/bin/python3.14\n"],
  [
    "echo '1/0' | python3",
    "",
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nZeroDivisionError: division by zero\n',
    1,
  ],
  ["python3 -O -c 'assert 0; print(__debug__)'; PYTHONOPTIMIZE=1 python3 -c 'assert 0; print(2)'", "False\n2\n"],
  ['python3 -bb -c \'b"a" == "a"\' 2>&1 | tail -1', "BytesWarning: Comparison between bytes and string\n"],
  ["PYTHONWARNINGS=error python3 -c 'import warnings; warnings.warn(\"x\")' 2>&1 | tail -1", "UserWarning: x\n"],
  ["PYTHONIOENCODING=latin-1 python3 -c 'print(\"é\")' | sha1sum", "6a715a82f3f7833f43bc574f9f5a71f5471c1e89  -\n"],
  ["python3 -X a -X b=1 -c 'import sys; print(sys._xoptions)'", "{'a': True, 'b': '1'}\n"],
  ["printf 'not Python\\nprint(1)\\n' > x.py; python3 -x x.py; rm x.py", "1\n"],
  ["python3 -i -c 'x = 3' <<< 'x + 1'", "4\n", ">>> >>> \n"],
  ["python3 -qi <<< 'import sys; sys.exit(5)'", "", ">>> ", 5],
  ["python3 -c 'import sys; sys.settrace(lambda *_: missing)' 2>&1; echo $?", "0\n"],
  ["python3 -Z", "", expect.stringContaining("Unknown option: -Z") as unknown as string, 2],
];

for (const [command, stdout, stderr = "", exitCode = 0] of USES)
  it(`${command}`, async () => {
    expect(await run(command, { lines: "one\ntwo\n" })).toEqual([stdout, stderr, exitCode]);
  });

describe("a script", () => {
  it("has its arguments, its folder on the path, and a traceback with its lines", async () => {
    const files = {
      "app/helper.py": "def fail():\n    raise ValueError('no')\n",
      "app/main.py": "import sys, helper\nprint(sys.argv, __file__, __name__)\nhelper.fail()\n",
    };
    expect(await run("python3 app/main.py x y", files)).toEqual([
      "['app/main.py', 'x', 'y'] /workspace/app/main.py __main__\n",
      `Traceback (most recent call last):
  File "/workspace/app/main.py", line 3, in <module>
    helper.fail()
    ~~~~~~~~~~~^^
  File "/workspace/app/helper.py", line 2, in fail
    raise ValueError('no')
ValueError: no
`,
      1,
    ]);
  });

  it("runs by its shebang, as a package, and as an archive", async () => {
    const files = {
      "tool.py": "#!/usr/bin/env python3\nimport sys\nprint('tool', sys.argv[1:])\n",
      "pkg/__init__.py": "",
      "pkg/__main__.py": "from . import part\nprint(part.NAME, __name__, __package__)\n",
      "pkg/part.py": "NAME = __name__\n",
    };
    expect(await run("chmod +x tool.py; ./tool.py a; python3 -m pkg", files)).toEqual([
      "tool ['a']\npkg.part __main__ pkg\n",
      "",
      0,
    ]);
    const zip = "import zipfile; z = zipfile.ZipFile('a.pyz', 'w'); z.writestr('__main__.py', 'print(6*7)'); z.close()";
    expect(await run(`python3 -c "${zip}"; python3 a.pyz`)).toEqual(["42\n", "", 0]);
  });

  it("with a syntax error is shown where", async () => {
    expect(await run("python3 bad.py", { "bad.py": "x = (1,\nprint(x\n" })).toEqual([
      "",
      `  File "/workspace/bad.py", line 2
    print(x
         ^
SyntaxError: '(' was never closed
`,
      1,
    ]);
  });
});

it("a module's traceback names what ran it, and a hook that fails is told beside the error", async () => {
  const hook = "import sys\ndef hook(*_): raise TypeError('in hook')\nsys.excepthook = hook\n1/0\n";
  expect(await run("python3 -m hooked", { "hooked.py": hook })).toEqual([
    "",
    `Error in sys.excepthook:
Traceback (most recent call last):
  File "/workspace/hooked.py", line 2, in hook
    def hook(*_): raise TypeError('in hook')
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
TypeError: in hook

Original exception was:
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "<frozen runpy>", line 88, in _run_code
  File "/workspace/hooked.py", line 4, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero
`,
    1,
  ]);
});

it("a folder runs by its __main__.py, and a script keeps the name it was called by", async () => {
  const files = {
    "folder/__main__.py": "import sys; print(sys.argv, sys.path[0], __file__)\n",
    "folder/named.py": "print(__file__)\n",
    "folder/empty/none.py": "",
  };
  const commands = "python3 folder a; cd folder; python3 . ; python3 ../folder/named.py; python3 empty";
  expect(await run(commands, files)).toEqual([
    `['folder', 'a'] /workspace/folder /workspace/folder/__main__.py
['.'] /workspace/folder /workspace/folder/__main__.py
/workspace/folder/../folder/named.py
`,
    "/usr/bin/python3: can't find '__main__' module in '/workspace/folder/empty'\n",
    1,
  ]);
});

it("a program's own modules hide those of the library, as far as they come first on its path", async () => {
  const files = {
    "own/random.py": "NAME = 'own random'\n",
    "own/json/__init__.py": "NAME = 'own json'\n",
    "own/csv/data.txt": "",
    "own/os.py": "NAME = 'never'\n",
    "own/main.py": "import random, json, csv, os; print(random.NAME, json.NAME, csv.reader, os.sep)\n",
  };
  const expected = "own random own json <built-in function reader> /\n";
  expect(await run("python3 own/main.py", files)).toEqual([expected, "", 0]);
  expect(await run("PYTHONPATH=own python3 -m main; cd own; python3 -c 'import main'")).toEqual([
    expected + expected,
    "",
    0,
  ]);
});

it("every run is a fresh interpreter", async () => {
  const spoil =
    "import builtins, sys; builtins.print = None; sys.modules['json'] = None; open('/tmp/mine', 'w').close()";
  expect(await run(`python3 -c "${spoil}"; python3 -c 'import json; print(json.dumps(1))'`)).toEqual(["1\n", "", 0]);
  const seeds = await run(
    "for i in 1 2; do python3 -c 'import random; print(random.random())'; done | sort -u | wc -l",
  );
  expect(seeds).toEqual(["2\n", "", 0]);
});
