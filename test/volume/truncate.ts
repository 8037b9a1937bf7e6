import { deviceOf } from "../../src/volume/device.ts";
import { isDirectory } from "../../src/volume/memfs-tree.ts";
import { PosixError } from "../../src/volume/posix-error.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { existing, FOLLOW } from "../../src/volume/walk.ts";

/** Cuts a file, or extends it with zeros, as a program's `ftruncate` does. */
export function truncate({ writer }: Volume, path: string, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new PosixError("EINVAL", path);
  const link = existing(writer.roots, path, FOLLOW.always);
  if (isDirectory(link)) throw new PosixError("EISDIR", path);
  if (deviceOf(link)) throw new PosixError("EINVAL", path);
  writer.wholly(() => writer.resize(writer.owned(link, path).getNode(), size, path));
}
