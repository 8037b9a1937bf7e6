import type { ArtifactErrorCode, ArtifactFailure } from "../api/artifacts.ts";

/** @param bytes the size of what is too large */
export function artifactFailure(code: ArtifactErrorCode, error: string, bytes?: number): ArtifactFailure {
  return { success: false, code, error, ...(bytes === undefined ? {} : { bytes }) };
}

/** Clamps a requested limit into 1 … `max`; `max` when none is asked for. */
export function clampLimit(requested: number | undefined, max: number): number {
  if (requested === undefined || Number.isNaN(requested)) return max;
  return Math.min(Math.max(Math.trunc(requested), 1), max);
}
