import { recordRows } from "../bash/record-rows.ts";

/*
 * Records the table of jq again, from the first jq of PATH: PATH=DIR:$PATH node test/wasi/record.ts. That has to be of the
 * version that the package jq-wasm has, 1.8.2; Debian 12's is 1.6.
 */
recordRows(new URL("tables/", import.meta.url), process.argv.slice(2), process.env["PATH"]);
