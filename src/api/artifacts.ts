/* What reading, listing and archiving the files of a slot takes and gives. */

export interface ReadArtifactOptions {
  /** `text` decodes UTF-8 with replacement characters; `base64` is exact. @default "text" */
  readonly encoding?: "text" | "base64";
  /** Clamped into 1 … `limits.maxArtifactBytes`. @default `limits.maxArtifactBytes` */
  readonly maxBytes?: number;
  /** @default false */
  readonly includeSha256?: boolean;
}

export interface ReadArtifact {
  readonly success: true;
  readonly content: string;
  readonly encoding: "text" | "base64";
  /** The file is larger than what is returned. */
  readonly truncated: boolean;
  /** Bytes returned. */
  readonly bytes: number;
  /** Bytes of the whole file. */
  readonly fileSize: number;
  /** Relative to the workspace, links followed. */
  readonly path: string;
  readonly mime: string;
  /** Hex, of the bytes returned. */
  readonly sha256: string | null;
}

export interface ListArtifactsOptions {
  /** @default false */
  readonly recursive?: boolean;
  /** Clamped into 1 … `limits.maxArtifactEntries`. @default `limits.maxArtifactEntries` */
  readonly maxEntries?: number;
}

export interface ArtifactEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly isDir: boolean;
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
}

export interface ArtifactList {
  readonly success: true;
  readonly entries: readonly ArtifactEntry[];
  /** There was more than the limit lets through. */
  readonly truncated: boolean;
}

export interface ArchiveArtifactsOptions {
  /** @default "tar.gz" */
  readonly format?: "tar.gz" | "tgz";
  /** Bytes that the archive may have; clamped into 1 … `limits.maxArtifactBytes`. @default `limits.maxArtifactBytes` */
  readonly maxBytes?: number;
  /** Clamped into 1 … `limits.maxArtifactEntries`. @default `limits.maxArtifactEntries` */
  readonly maxEntries?: number;
}

export interface ArtifactArchive {
  readonly success: true;
  /** base64 */
  readonly content: string;
  readonly encoding: "base64";
  readonly format: "tar.gz";
  /** Bytes of the archive, before base64. */
  readonly bytes: number;
  readonly entryCount: number;
}

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
  /** `too_large`: the size of the archive. */
  readonly bytes?: number;
}
