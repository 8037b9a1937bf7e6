import { createBackend } from "slotbox";

await using backend = await createBackend({ workers: 1 });
const slot = await backend.acquire();
const command = "mkdir build && echo one > build/a.txt && ln -s a.txt build/link";
await backend.execute({ slot, tool: "bash", args: { command } });

const listed = await backend.listArtifacts(slot, ".", { recursive: true });
if (listed.success) console.log(listed.entries.map(({ path }) => path).join(" ")); // build build/a.txt build/link

const read = await backend.readArtifact(slot, "build/a.txt", { maxBytes: 2 });
if (read.success) console.log(read.content, read.fileSize, read.truncated); // on 4 true

const archive = await backend.archiveArtifacts(slot, "build");
if (archive.success) console.log(Buffer.from(archive.content, "base64").subarray(0, 2).toString("hex")); // 1f8b

const missing = await backend.readArtifact(slot, "missing.txt");
if (!missing.success) console.log(missing.code, missing.error); // not_found Not found: missing.txt
