import { recordRows } from "../bash/record-rows.ts";

/* Records this folder's tables again, from GNU's tools and util-linux's: node test/userland/record.ts [TABLE…] */
recordRows(new URL("tables/", import.meta.url), process.argv.slice(2));
