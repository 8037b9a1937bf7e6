import { createBackend } from "slotbox";

// A module without _start: an instance stays with each slot, and the functions it exports are the slot's tools.
// counter.wasm begins at 100 and adds what it is told.
await using backend = await createBackend({ workers: 1, kind: "wasi", module: "./counter.wasm", exports: ["count"] });
const slot = await backend.acquire();

const count = async (step: number) => (await backend.execute({ slot, tool: "count", args: { args: [step] } })).metadata;
const first = await count(2);
const second = await count(3);
console.log(first.value, first.firstCall); // 102 true
console.log(second.value, second.firstCall); // 105 false
