/** Why an artifact can't be had. */
export type ArtifactErrorCode =
  | "access_denied"
  | "not_found"
  | "not_a_file"
  | "unsupported_encoding"
  | "unsupported_format"
  | "too_large"
  | "invalid_path";

export interface ArtifactFailure {
  readonly success: false;
  readonly code: ArtifactErrorCode;
  /** In the words of the wire format. */
  readonly error: string;
}

export function artifactFailure(code: ArtifactErrorCode, error: string): ArtifactFailure {
  return { success: false, code, error };
}

/** Clamps a requested limit into 1 … `max`; `max` when none is asked for. */
export function clampLimit(requested: number | undefined, max: number): number {
  if (requested === undefined || Number.isNaN(requested)) return max;
  return Math.min(Math.max(Math.trunc(requested), 1), max);
}
