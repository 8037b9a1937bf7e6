import type { z } from "zod";
import type { ArtifactErrorCode, ArtifactFailure, ReadArtifactOptions } from "../api/artifacts.ts";
import { explain } from "../api/explain-issues.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { archiveBody, listBody, readBody } from "../wire/requests.ts";
import { unknownSlot } from "./execution.ts";
import { type Answer, failed } from "./response.ts";
import type { SlotTable } from "./slot-table.ts";

const STATUS: Readonly<Record<ArtifactErrorCode, number>> = {
  access_denied: 403,
  not_found: 404,
  not_a_file: 400,
  unsupported_encoding: 400,
  unsupported_format: 400,
  too_large: 413,
  invalid_path: 400,
};

/** `/artifacts/…`: from the authoritative volumes, also while every worker is busy. */
export class Artifacts {
  readonly #service: Sandbox;
  readonly #slots: SlotTable;

  constructor(service: Sandbox, slots: SlotTable) {
    this.#service = service;
    this.#slots = slots;
  }

  async read(body: unknown): Promise<Answer> {
    return this.#answer(readBody, body, async (slot, { path, encoding, max_bytes, include_sha256 }) => {
      if (!path) return failed(400, "Missing path");
      const found = await this.#service.readArtifact(slot, path, {
        // Whether it is one is said by the artifact's own check.
        ...(encoding ? { encoding: encoding as NonNullable<ReadArtifactOptions["encoding"]> } : {}),
        ...limit("maxBytes", max_bytes),
        includeSha256: Boolean(include_sha256),
      });
      if (!found.success) return failure(found);
      const { fileSize, ...rest } = found;
      return { status: 200, json: { ...rest, file_size: fileSize } };
    });
  }

  async list(body: unknown): Promise<Answer> {
    return this.#answer(listBody, body, async (slot, { path, recursive, max_entries }) => {
      const options = { recursive: Boolean(recursive), ...limit("maxEntries", max_entries) };
      const found = await this.#service.listArtifacts(slot, path || ".", options);
      if (!found.success) return failure(found);
      const entries = found.entries.map(({ isDir, ...entry }) => ({ ...entry, is_dir: isDir }));
      return { status: 200, json: { ...found, entries } };
    });
  }

  async archive(body: unknown): Promise<Answer> {
    return this.#answer(archiveBody, body, async (slot, { path, format, max_bytes, max_entries }) => {
      const found = await this.#service.archiveArtifacts(slot, path || ".", {
        ...(format ? { format: format as "tar.gz" } : {}),
        ...limit("maxBytes", max_bytes),
        ...limit("maxEntries", max_entries),
      });
      if (!found.success) return failure(found);
      const { entryCount, ...rest } = found;
      return { status: 200, json: { ...rest, entry_count: entryCount } };
    });
  }

  async #answer<Schema extends z.ZodType<{ slot_id?: string | null | undefined }>>(
    schema: Schema,
    body: unknown,
    answer: (slot: number, body: z.output<Schema>) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return failed(400, `Invalid request: ${explain(parsed.error)}`);
    const slot = this.#slots.find(parsed.data.slot_id);
    return slot === undefined ? failed(404, unknownSlot(parsed.data.slot_id)) : answer(slot, parsed.data);
  }
}

function failure({ code, error }: ArtifactFailure): Answer {
  return failed(STATUS[code], error);
}

function limit<Name extends string>(name: Name, value: number | null | undefined): { [Key in Name]?: number } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [Key in Name]?: number };
}
