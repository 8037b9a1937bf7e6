import { z } from "zod";
import type {
  ArtifactArchive,
  ArtifactErrorCode,
  ArtifactFailure,
  ArtifactList,
  ReadArtifact,
} from "../api/artifacts.ts";
import { writeFault } from "./faults.ts";

export function writeRead({ fileSize, ...rest }: ReadArtifact): object {
  return { ...rest, file_size: fileSize };
}

export function writeList({ entries, ...rest }: ArtifactList): object {
  return { ...rest, entries: entries.map(({ isDir, ...entry }) => ({ ...entry, is_dir: isDir })) };
}

export function writeArchive({ entryCount, ...rest }: ArtifactArchive): object {
  return { ...rest, entry_count: entryCount };
}

const count = z.number().nonnegative();
const success = z.literal(true);

export const readSchema = z
  .looseObject({
    success,
    content: z.string(),
    encoding: z.enum(["text", "base64"]),
    truncated: z.boolean(),
    bytes: count,
    file_size: count,
    path: z.string(),
    mime: z.string(),
    sha256: z.string().nullish(),
  })
  .transform(
    ({ success, content, encoding, truncated, bytes, file_size, path, mime, sha256 = null }): ReadArtifact => ({
      success,
      content,
      encoding,
      truncated,
      bytes,
      fileSize: file_size,
      path,
      mime,
      sha256,
    }),
  );

export const listSchema = z
  .looseObject({
    success,
    entries: z.array(z.looseObject({ path: z.string(), is_dir: z.boolean(), size: count, mtime: z.number() })),
    truncated: z.boolean(),
  })
  .transform(
    ({ success, entries, truncated }): ArtifactList => ({
      success,
      entries: entries.map(({ path, is_dir, size, mtime }) => ({ path, isDir: is_dir, size, mtime })),
      truncated,
    }),
  );

export const archiveSchema = z
  .looseObject({
    success,
    content: z.string(),
    encoding: z.literal("base64"),
    format: z.literal("tar.gz"),
    bytes: count,
    entry_count: count,
  })
  .transform(
    ({ success, content, encoding, format, bytes, entry_count }): ArtifactArchive => ({
      success,
      content,
      encoding,
      format,
      bytes,
      entryCount: entry_count,
    }),
  );

/** The format tells why an artifact can't be had by the status and the beginning of the message. */
const FAILURES: Readonly<Record<ArtifactErrorCode, { readonly status: number; readonly begins: string }>> = {
  access_denied: { status: 403, begins: "Access denied" },
  not_found: { status: 404, begins: "Not found: " },
  not_a_file: { status: 400, begins: "Not a file: " },
  unsupported_encoding: { status: 400, begins: "Unsupported encoding: " },
  unsupported_format: { status: 400, begins: "Unsupported archive format: " },
  too_large: { status: 413, begins: "Archive too large: " },
  invalid_path: { status: 400, begins: "Invalid path: " },
};

export function writeArtifactFailure(failure: ArtifactFailure): { readonly status: number; readonly json: object } {
  const { code, error, bytes } = failure;
  return { status: FAILURES[code].status, json: { ...writeFault(error), ...(bytes === undefined ? {} : { bytes }) } };
}

const failureSchema = z.looseObject({ error: z.string(), bytes: count.optional().catch(undefined) });

/** @returns nothing for what is no such failure */
export function readArtifactFailure(status: number, json: unknown): ArtifactFailure | undefined {
  const { error, bytes } = failureSchema.safeParse(json).data ?? {};
  if (error === undefined) return undefined;
  for (const [code, failure] of Object.entries(FAILURES))
    if (failure.status === status && error.startsWith(failure.begins))
      return { success: false, code: code as ArtifactErrorCode, error, ...(bytes === undefined ? {} : { bytes }) };
  return undefined;
}
