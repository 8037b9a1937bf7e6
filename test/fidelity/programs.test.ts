import { testRecordedRows } from "../bash/recorded-rows.ts";

testRecordedRows(new URL("tables/", import.meta.url), {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: "/root",
  LC_ALL: "C.UTF-8",
});
