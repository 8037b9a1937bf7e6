import { recordRows } from "../bash/record-rows.ts";

/*
 * Records this folder's tables again, from GNU's tools and util-linux's: node test/fidelity/record.ts [TABLE…].
 * `TMPDIR=/dev/shm` has it done in a tmpfs, whose directories list the newest name first, as a slot's do.
 */
recordRows(new URL("tables/", import.meta.url), process.argv.slice(2));
