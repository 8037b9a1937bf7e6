import type { z } from "zod";
import type { ArtifactFailure } from "../api/artifacts.ts";
import { explain } from "../api/explain-issues.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { type ArtifactRequest, archiveRequest, listRequest, readRequest } from "../wire/artifact-requests.ts";
import { writeArchive, writeArtifactFailure, writeList, writeRead } from "../wire/artifact-responses.ts";
import { unknownSlot } from "../wire/slot-names.ts";
import { type EndpointResponse, failed } from "./response.ts";
import type { SlotTable } from "./slot-table.ts";

/** `/artifacts/…`: from the authoritative volumes, also while every worker is busy. */
export class Artifacts {
  readonly #sandbox: Sandbox;
  readonly #slots: SlotTable;

  constructor(sandbox: Sandbox, slots: SlotTable) {
    this.#sandbox = sandbox;
    this.#slots = slots;
  }

  read(body: unknown): Promise<EndpointResponse> {
    return this.#respond(readRequest, body, writeRead, (slot, { path, options }) =>
      path === "" ? NO_FILE : this.#sandbox.readArtifact(slot, path, options),
    );
  }

  list(body: unknown): Promise<EndpointResponse> {
    return this.#respond(listRequest, body, writeList, (slot, { path, options }) =>
      this.#sandbox.listArtifacts(slot, path || ".", options),
    );
  }

  archive(body: unknown): Promise<EndpointResponse> {
    return this.#respond(archiveRequest, body, writeArchive, (slot, { path, options }) =>
      this.#sandbox.archiveArtifacts(slot, path || ".", options),
    );
  }

  async #respond<Request extends ArtifactRequest<unknown>, Found extends { readonly success: true }>(
    schema: z.ZodType<Request>,
    body: unknown,
    write: (found: Found) => object,
    find: (slot: number, request: Request) => Found | ArtifactFailure | Promise<Found | ArtifactFailure>,
  ): Promise<EndpointResponse> {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return failed(400, `Invalid request: ${explain(parsed.error)}`);
    const { slotName } = parsed.data;
    const slot = this.#slots.find(slotName);
    if (slot === undefined) return failed(404, unknownSlot(slotName));
    const found = await find(slot, parsed.data);
    return found.success ? { status: 200, json: write(found) } : writeArtifactFailure(found);
  }
}

/** Where "" leads is a folder; a sandbox itself takes no empty path. */
const NO_FILE: ArtifactFailure = { success: false, code: "not_a_file", error: "Not a file: " };
