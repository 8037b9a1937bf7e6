// Imports slotbox and does nothing with it.
const [entry] = process.argv.slice(2);
await import(entry);
process.send("ready");
