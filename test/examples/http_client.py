import base64
import json
import urllib.request


def ask(path, body):
    request = urllib.request.Request("http://127.0.0.1:8080" + path, json.dumps(body).encode())
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def call(slot, tool, **args):
    return {"slot_id": slot, "tool": tool, "args": args, "timeout": 10}


written = ask("/execute", call("slot_0", "write_file", path="words.txt", content="one two three\n"))
counted = ask("/batch", [call("slot_0", "bash", command="wc -w words.txt"), call("slot_1", "bash", command="ls")])
print([counted[0]["output"], written["output"]])
artifact = ask("/artifacts/read", {"slot_id": "slot_0", "path": "words.txt", "encoding": "base64"})
print(base64.b64decode(artifact["content"]).decode(), end="")
