import { createHash } from "node:crypto";
import { S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { ArtifactFailure, ReadArtifact, ReadArtifactOptions } from "../api/artifacts.ts";
import type { Limits } from "../api/limits.ts";
import type { Volume } from "../volume/volume.ts";
import { relativeToWorkspace } from "../volume/workspace-path.ts";
import { artifactFailure, clampLimit, locate } from "./request.ts";

export function readArtifact(
  volume: Volume,
  path: string,
  options: ReadArtifactOptions,
  limits: Limits,
): ReadArtifact | ArtifactFailure {
  const { encoding = "text", includeSha256 = false } = options;
  const located = locate(volume, path);
  if (!located.success) return located;
  if ((located.stat.mode & S_IFMT) !== S_IFREG) return artifactFailure("not_a_file", `Not a file: ${path}`);
  if (encoding !== "text" && encoding !== "base64")
    return artifactFailure("unsupported_encoding", `Unsupported encoding: ${String(encoding)}`);

  const whole = volume.readFile(located.absolute);
  const bytes = whole.subarray(0, clampLimit(options.maxBytes, limits.maxArtifactBytes));
  const relative = relativeToWorkspace(located.absolute);
  return {
    success: true,
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
      encoding === "text" ? "utf8" : "base64",
    ),
    encoding,
    truncated: bytes.length < whole.length,
    bytes: bytes.length,
    fileSize: whole.length,
    path: relative,
    mime: mimeOf(relative),
    sha256: includeSha256 ? createHash("sha256").update(bytes).digest("hex") : null,
  };
}

/** The wire format's table, which is shorter than any library's. */
const TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  log: "text/plain",
  md: "text/markdown",
  png: "image/png",
  tgz: "application/gzip",
  txt: "text/plain",
  webp: "image/webp",
  xml: "application/xml",
};

function mimeOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const suffix = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  return (Object.hasOwn(TYPES, suffix) ? TYPES[suffix] : undefined) ?? "application/octet-stream";
}
