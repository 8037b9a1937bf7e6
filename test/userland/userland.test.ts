import { nativePrograms } from "../../runtimes/userland/programs.ts";
import { testRecordedRows } from "../bash/recorded-rows.ts";
import { od } from "../bash/subjects/programs/od.ts";

testRecordedRows(
  new URL("tables/", import.meta.url),
  { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/root", LC_ALL: "C.UTF-8" },
  { od, ...Object.fromEntries(nativePrograms()) },
);
