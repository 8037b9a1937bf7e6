import { createBackend } from "../../src/index.ts";
import { backendContract } from "./backend-contract.ts";

backendContract({
  name: "worker processes",
  create: (config) => createBackend({ ...config, isolation: "process" }),
});
