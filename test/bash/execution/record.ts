import { recordRows } from "../record-rows.ts";

/* Records this folder's tables again: node test/bash/execution/record.ts */
recordRows(new URL("tables/", import.meta.url));
