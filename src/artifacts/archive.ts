import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";
import { S_IFDIR, S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { ArchiveArtifactsOptions, ArtifactArchive, ArtifactFailure } from "../api/artifacts.ts";
import type { Limits } from "../api/limits.ts";
import type { Volume } from "../volume/volume.ts";
import { relativeToWorkspace } from "../volume/workspace-path.ts";
import { compareCodePoints } from "./list.ts";
import { artifactFailure, clampLimit, locate, realPathInside } from "./request.ts";

const gzipAsync = promisify(gzip);

/** Where gzip keeps the system it was made on; 255 says "unknown". */
const GZIP_SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

interface ArchivedFile {
  readonly name: string;
  readonly mode: number;
  /** Doesn't change while it is packed, though the trajectory may go on meanwhile. */
  readonly bytes: Uint8Array;
}

/**
 * Regular files only, names relative to the workspace. Equal files give an equal archive byte for byte: sorted, without
 * times and owners.
 */
export async function archiveArtifacts(
  volume: Volume,
  path: string,
  options: ArchiveArtifactsOptions,
  limits: Limits,
): Promise<ArtifactArchive | ArtifactFailure> {
  const { format = "tar.gz" } = options;
  if (format !== "tar.gz" && format !== "tgz")
    return artifactFailure("unsupported_format", `Unsupported archive format: ${String(format)}`);
  const located = locate(volume, path);
  if (!located.success) return located;

  const maxBytes = clampLimit(options.maxBytes, limits.maxArtifactBytes);
  const maxEntries = clampLimit(options.maxEntries, limits.maxArtifactEntries);
  const files: ArchivedFile[] = [];
  let unpackedBytes = 0;
  for (const file of filesBelow(volume, located.absolute)) {
    files.push(file);
    // Hard links give the same content many names, and each goes into the archive.
    unpackedBytes += file.bytes.length;
    if (unpackedBytes > limits.maxWorkspaceBytes)
      return artifactFailure(
        "too_large",
        `Archive too large: more than ${limits.maxWorkspaceBytes} bytes before compression`,
      );
    if (files.length >= maxEntries) break;
  }
  const archive = await packWorkspace(files);
  if (archive.length > maxBytes)
    return artifactFailure("too_large", `Archive too large: ${archive.length} bytes (max ${maxBytes})`, archive.length);
  return {
    success: true,
    content: archive.toString("base64"),
    encoding: "base64",
    format: "tar.gz",
    bytes: archive.length,
    entryCount: files.length,
  };
}

/** The regular files at and below a path, sorted by their names in the archive. */
function* filesBelow(volume: Volume, absolute: string): Generator<ArchivedFile> {
  const real = realPathInside(volume, absolute);
  if (real === undefined) return;
  const { mode } = volume.stat(real);
  if ((mode & S_IFMT) === S_IFREG)
    yield { name: relativeToWorkspace(absolute), mode: mode & 0o777, bytes: volume.readFile(real) };
  // A link to a folder is left out: what is in the folder is there under its own name.
  if ((mode & S_IFMT) !== S_IFDIR || real !== absolute) return;
  const keyed = volume.readdir(absolute).map(({ name, mode }) => ({
    name,
    key: (mode & S_IFMT) === S_IFDIR ? `${name}/` : name,
  }));
  keyed.sort((a, b) => compareCodePoints(a.key, b.key));
  for (const { name } of keyed) yield* filesBelow(volume, `${absolute}/${name}`);
}

async function packWorkspace(files: readonly ArchivedFile[]): Promise<Buffer> {
  const entries: TarEntry[] = files.map(({ name, mode, bytes }) => ({
    header: { name, size: bytes.length, type: "file", mode, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" },
    body: bytes,
  }));
  const archive = await gzipAsync(await packTar(entries));
  archive[GZIP_SYSTEM_BYTE] = UNKNOWN_SYSTEM;
  return archive;
}
