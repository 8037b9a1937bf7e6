import { testRecordedRows } from "../recorded-rows.ts";

testRecordedRows(new URL("tables/", import.meta.url));
