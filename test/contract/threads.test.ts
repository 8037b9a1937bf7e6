import { createBackend } from "../../src/index.ts";
import { backendContract } from "./backend-contract.ts";

backendContract({ name: "worker threads", create: createBackend });
