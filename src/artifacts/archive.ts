import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";
import type { Limits } from "../limits.ts";
import { relativeToWorkspace } from "../tools/workspace-path.ts";
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../volume/memfs-tree.ts";
import { type Volume, WORKSPACE_DIR } from "../volume/volume.ts";
import { locate } from "./locate.ts";
import { type ArtifactFailure, artifactFailure, clampLimit } from "./result.ts";

const gzipAsync = promisify(gzip);

/** Where gzip keeps the system it was made on; 255 says "unknown". */
const GZIP_SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

export interface ArchiveArtifactsOptions {
  /** @default "tar.gz" */
  readonly format?: "tar.gz" | "tgz";
  /** Of the archive; clamped into 1 … `limits.maxArtifactBytes`. @default `limits.maxArtifactBytes` */
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
  /** Of the archive, before base64. */
  readonly bytes: number;
  readonly entryCount: number;
}

interface ArchivedFile {
  readonly name: string;
  readonly mode: number;
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
  const files = filesBelow(volume, located.absolute)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, maxEntries);
  const archive = await packWorkspace(files);
  if (archive.length > maxBytes)
    return artifactFailure("too_large", `Archive too large: ${archive.length} bytes (max ${maxBytes})`);
  return {
    success: true,
    content: archive.toString("base64"),
    encoding: "base64",
    format: "tar.gz",
    bytes: archive.length,
    entryCount: files.length,
  };
}

/** Copies what is to be packed: packing takes time, and the trajectory may go on meanwhile. */
function filesBelow(volume: Volume, absolute: string): ArchivedFile[] {
  const { mode } = volume.lstat(absolute);
  const kind = mode & S_IFMT;
  if (kind === S_IFREG)
    return [
      { name: relativeToWorkspace(absolute), mode: mode & 0o777, bytes: new Uint8Array(volume.readFile(absolute)) },
    ];
  if (kind === S_IFLNK) {
    const target = linkedFile(volume, absolute);
    return target
      ? [
          {
            name: relativeToWorkspace(absolute),
            mode: volume.stat(target).mode & 0o777,
            bytes: new Uint8Array(volume.readFile(target)),
          },
        ]
      : [];
  }
  if (kind !== S_IFDIR) return [];
  return volume.readdir(absolute).flatMap(({ name }) => filesBelow(volume, `${absolute}/${name}`));
}

/** The regular file inside the workspace that a link leads to, if it does. */
function linkedFile(volume: Volume, absolute: string): string | undefined {
  if (!volume.exists(absolute)) return undefined;
  const real = volume.realpath(absolute);
  const isFile = (volume.stat(real).mode & S_IFMT) === S_IFREG;
  return isFile && real.startsWith(`${WORKSPACE_DIR}/`) ? real : undefined;
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
