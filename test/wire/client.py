"""Walks every endpoint with nothing but Python's standard library, as existing clients do. usage: client.py URL"""

import base64
import io
import json
import sys
import tarfile
import urllib.error
import urllib.request

url = sys.argv[1]


def ask(path, body=None, raw=None):
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def run(command, slot="slot_0", **more):
    return ask("/execute", {"slot_id": slot, "tool": "bash", "args": {"command": command}, **more})[1]


assert ask("/health")[1]["status"] == "ok"
assert [tool["function"]["name"] for tool in ask("/tools")[1]["tools"]][:2] == ["bash", "bash_stateful"]
with urllib.request.urlopen(url + "/metrics") as response:
    assert b"# TYPE slotbox_calls_total counter" in response.read()
with urllib.request.urlopen(url + "/") as response:
    assert response.read().startswith(b"<!doctype html>")
slots = [slot["slot_id"] for slot in ask("/slots")[1]["slots"]]
assert slots[:2] == ["slot_0", "slot_1"] and len(slots) == 50

result = run("echo 'grüße 🎉'; echo problem >&2", execution_id="x")
assert result["output"] == "grüße 🎉\n\n[stderr]\nproblem", result
assert result["execution_id"] == "x" and result["metadata"]["exit_code"] == 0
assert run("exit 4")["error"] == "Exit code: 4"
late = run("echo begun; while :; do :; done", timeout=0.3)
assert late["error"] == "Command timed out after 0.3s" and late["metadata"]["timeout"] is True, late
assert run("true", slot="slot_50")["error"] == "Unknown slot: slot_50"
assert ask("/execute", {"slot_id": "slot_0", "tool": "nope"})[1]["error"] == "Unknown tool: nope"
assert ask("/execute", raw=b"{")[0] == 400
assert ask("/execute", raw=b" " * (65 * 1024 * 1024))[0] == 413
assert ask("/batch", {})[1]["error"] == "Expected array of requests"

batch = [
    {"slot_id": f"slot_{i % 50}", "tool": "bash", "args": {"command": f"echo {i} >> log; wc -l < log"}, "execution_id": i}
    for i in range(200)
]
results = ask("/batch", batch)[1]
assert [(r["execution_id"], r["output"]) for r in results] == [(i, str(i // 50 + 1)) for i in range(200)]

run("printf '\\377\\000z' > data.bin; mkdir d; echo text > d/a.txt")
status, artifact = ask(
    "/artifacts/read", {"slot_id": "slot_0", "path": "data.bin", "encoding": "base64", "include_sha256": True}
)
assert status == 200 and base64.b64decode(artifact["content"]) == b"\xff\x00z" and len(artifact["sha256"]) == 64
listed = ask("/artifacts/list", {"slot_id": "slot_0", "recursive": True})[1]
assert [entry["path"] for entry in listed["entries"]] == ["d", "data.bin", "log", "d/a.txt"], listed
archive = ask("/artifacts/archive", {"slot_id": "slot_0"})[1]
with tarfile.open(fileobj=io.BytesIO(base64.b64decode(archive["content"]))) as tar:
    assert sorted(tar.getnames()) == ["d/a.txt", "data.bin", "log"], tar.getnames()
assert ask("/artifacts/read", {"slot_id": "slot_0", "path": "../x"})[0] == 403
assert ask("/artifacts/read", {"slot_id": "slot_0", "path": "none"})[0] == 404

assert ask("/reset", {"slot_id": "slot_0"})[1]["output"] == "Reset workspace for slot_0"
assert run("ls | wc -l")["output"] == "0"
print("all endpoints answered as they should")
