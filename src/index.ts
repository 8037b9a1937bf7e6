export type {
  ArchiveArtifactsOptions,
  ArtifactArchive,
  ArtifactEntry,
  ArtifactErrorCode,
  ArtifactFailure,
  ArtifactList,
  ListArtifactsOptions,
  ReadArtifact,
  ReadArtifactOptions,
} from "./api/artifacts.ts";
export type { BackendStats, ExecuteOptions, ExecutionRequest, ToolBackend, ToolSchema } from "./api/backend.ts";
export type { BackendConfig } from "./api/config.ts";
export { SlotboxError, type SlotboxErrorCode } from "./api/errors.ts";
export { DEFAULT_LIMITS, HARDENED_LIMITS, type Limits } from "./api/limits.ts";
export { type ExecutionResult, OUTCOMES, type Outcome, type ResultMetadata } from "./api/result.ts";
export type { Slot, SlotState } from "./api/slot.ts";
export { createBackend, createSandbox } from "./backend/create-backend.ts";
export type { Sandbox, SandboxCall } from "./backend/sandbox.ts";
export { createHttpBackend } from "./client/create-http-backend.ts";
export type { HttpBackendConfig } from "./client/http-backend.ts";
export type { SandboxServer, ServeOptions } from "./server/serve.ts";
export { serveSandbox } from "./server/serve-sandbox.ts";
export { type BashOptions, type BashResult, type Box, withSlot } from "./testing/box.ts";
