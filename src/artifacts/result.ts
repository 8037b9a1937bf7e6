import type { ArtifactErrorCode, ArtifactFailure } from "../api/artifacts.ts";
export function artifactFailure(code: ArtifactErrorCode, error: string): ArtifactFailure {
  return { success: false, code, error };
}

/** Clamps a requested limit into 1 … `max`; `max` when none is asked for. */
export function clampLimit(requested: number | undefined, max: number): number {
  if (requested === undefined || Number.isNaN(requested)) return max;
  return Math.min(Math.max(Math.trunc(requested), 1), max);
}
