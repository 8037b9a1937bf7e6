import { createBackend } from "slotbox";

await using backend = await createBackend({ workers: 2 });
const slot = await backend.acquire("trajectory-1");

const [written, sorted] = await backend.executeBatch(
  [
    { slot, tool: "write_file", args: { path: "data/in.txt", content: "b\na\n" } },
    { slot, tool: "bash", args: { command: "sort data/in.txt | tee out.txt" } },
  ],
  { timeoutMs: 10_000 },
);
console.log(written?.output); // Successfully wrote 4 bytes to data/in.txt
console.log(sorted?.output, sorted?.metadata.outcome); // a\nb ok

const artifact = await backend.readArtifact(slot, "out.txt", { includeSha256: true });
if (artifact.success) console.log(artifact.bytes, artifact.sha256);

await backend.release(slot, { resetWorkspace: true });
