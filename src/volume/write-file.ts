import { S_IFREG } from "../../runtimes/abi/file-mode.ts";
import { deviceOf } from "./device.ts";
import { isDirectory } from "./memfs-tree.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import type { Place } from "./walk.ts";

export interface WriteOptions {
  /** Permission bits of a file that is made by this write. @default 0o644 */
  readonly mode?: number;
  readonly append?: boolean;
}

/** Writes to where an open(2) with O_CREAT would: a file, a device, or a name that is free. */
export function writeTo(
  writer: TreeWriter,
  place: Place,
  bytes: Uint8Array,
  { mode = 0o644, append = false }: WriteOptions,
  path: string,
): void {
  const { link } = place;
  if (place.trailingSlash || (link && isDirectory(link))) throw new PosixError("EISDIR", path);
  const device = link && deviceOf(link);
  if (device) {
    const error = device.write(bytes);
    if (error) throw new PosixError(error, path);
    return;
  }
  writer.wholly(() => {
    if (!link) {
      writer.makeFile(writer.parentOf(place, path), place.name, S_IFREG | (mode & 0o7777), bytes, path);
      return;
    }
    const node = writer.owned(link, path).getNode();
    if (!append) writer.replace(node, bytes, path);
    else if (bytes.length > 0) writer.append(node, bytes, path);
  });
}
