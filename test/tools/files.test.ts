import { expect, it } from "vitest";
import { createBackend } from "../../src/index.ts";

it("the tools for files count code points up to their limit, and refuse /tmp in the wire format's words", async () => {
  await using backend = await createBackend({ workers: 1, limits: { maxToolFileChars: 10 } });
  const slot = await backend.acquire();
  const call = async (tool: string, args: Record<string, unknown>): Promise<string> => {
    const { success, output, error } = await backend.execute({ slot, tool, args });
    return success ? output : error;
  };
  const write = (path: string, content: string) => call("write_file", { path, content });
  expect(await write("a/b", "😀".repeat(10))).toBe("Successfully wrote 10 bytes to a/b");
  expect(await write("a/b", "😀".repeat(11))).toBe("Content too large: 11 bytes (max 10)");
  // As the wire format has it, files are read by their size in bytes.
  expect(await call("read_file", { path: "a/b" })).toBe("File too large: 40 bytes (max 10)");
  expect(await write("/workspace/c", "text")).toBe("Successfully wrote 4 bytes to /workspace/c");
  expect(await call("read_file", { path: "c" })).toBe("text");
  expect(await call("bash", { command: "echo text > /tmp/f; cat /tmp/f" })).toBe("text");
  expect(await call("read_file", { path: "/tmp/f" })).toBe("Access denied: path outside workspace");
  expect(await write("/tmp/f", "other")).toBe("Access denied: path outside workspace");
  expect(await call("bash", { command: "cat /tmp/f" })).toBe("text");
});
