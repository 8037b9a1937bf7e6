import { z } from "zod";
import type { ArchiveArtifactsOptions, ListArtifactsOptions, ReadArtifactOptions } from "../api/artifacts.ts";
import { flag, limit, text, word } from "./fields.ts";
import { slotName } from "./slot-names.ts";

/** What is asked for, as far as the format can tell; `path` is "" for none. */
export interface ArtifactRequest<Options> {
  readonly slotName: string | null | undefined;
  readonly path: string;
  readonly options: Options;
}

const READ_DEFAULTS = { encoding: "text" } as const;
const ARCHIVE_DEFAULTS = { format: "tar.gz" } as const;

const located = { slot_id: text, path: text };

export const readRequest = z
  .looseObject({ ...located, encoding: word, max_bytes: limit, include_sha256: flag })
  .transform(
    ({ slot_id, path, encoding, max_bytes, include_sha256 }): ArtifactRequest<ReadArtifactOptions> => ({
      slotName: slot_id,
      path: path ?? "",
      options: {
        // Whether there is such an encoding is checked where the artifact is read.
        encoding: (encoding ?? READ_DEFAULTS.encoding) as typeof READ_DEFAULTS.encoding,
        includeSha256: include_sha256,
        ...given({ maxBytes: max_bytes }),
      },
    }),
  );

export const listRequest = z.looseObject({ ...located, recursive: flag, max_entries: limit }).transform(
  ({ slot_id, path, recursive, max_entries }): ArtifactRequest<ListArtifactsOptions> => ({
    slotName: slot_id,
    path: path ?? "",
    options: { recursive, ...given({ maxEntries: max_entries }) },
  }),
);

export const archiveRequest = z
  .looseObject({ ...located, format: word, max_bytes: limit, max_entries: limit })
  .transform(
    ({ slot_id, path, format, max_bytes, max_entries }): ArtifactRequest<ArchiveArtifactsOptions> => ({
      slotName: slot_id,
      path: path ?? "",
      options: {
        format: (format ?? ARCHIVE_DEFAULTS.format) as typeof ARCHIVE_DEFAULTS.format,
        ...given({ maxBytes: max_bytes, maxEntries: max_entries }),
      },
    }),
  );

export function writeReadRequest(slot: number, path: string, options: ReadArtifactOptions): object {
  const { encoding, maxBytes, includeSha256 } = options;
  return { slot_id: slotName(slot), path, encoding, max_bytes: maxBytes, include_sha256: includeSha256 };
}

export function writeListRequest(slot: number, path: string, { recursive, maxEntries }: ListArtifactsOptions): object {
  return { slot_id: slotName(slot), path, recursive, max_entries: maxEntries };
}

export function writeArchiveRequest(slot: number, path: string, options: ArchiveArtifactsOptions): object {
  const { format, maxBytes, maxEntries } = options;
  return { slot_id: slotName(slot), path, format, max_bytes: maxBytes, max_entries: maxEntries };
}

function given<Fields extends Readonly<Record<string, number | undefined>>>(
  fields: Fields,
): { [Name in keyof Fields]?: number } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: number };
}
