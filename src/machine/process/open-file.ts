import { S_IFREG } from "../../../runtimes/abi/file-mode.ts";
import { FDFLAGS, LOOKUP_FOLLOW, OFLAGS, RIGHTS } from "../../../runtimes/abi/preview1.ts";
import { deviceOf } from "../../volume/device.ts";
import { isDirectory, isSymlink } from "../../volume/memfs-tree.ts";
import type { Link } from "../../volume/memfs-types.ts";
import type { TreeWriter } from "../../volume/tree-writer.ts";
import { FOLLOW, type Place } from "../../volume/walk.ts";
import { asBits, asPath } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import { type Descriptor, DIRECTORY_RIGHTS, FILE_RIGHTS } from "./descriptors.ts";
import { WasiError } from "./wasi-error.ts";

const ALL_FDFLAGS = Object.values(FDFLAGS).reduce((all, flag) => all | flag, 0);

/** As the guest passes them: nothing is checked yet. */
interface OpenArguments {
  readonly fd: unknown;
  readonly lookupFlags: unknown;
  readonly path: unknown;
  readonly openFlags: unknown;
  readonly fdFlags: unknown;
}

/** `path_open`, up to the number of the descriptor. Takes the rights from the registers 0 and 1. */
export function open(context: CallContext, args: OpenArguments): Descriptor {
  const { writer, descriptors, registers } = context;
  const openFlags = asBits(args.openFlags);
  const flags = asBits(args.fdFlags);
  if (flags & ~ALL_FDFLAGS) throw new WasiError("EINVAL");
  const makes = (openFlags & OFLAGS.creat) !== 0;
  const isExclusive = makes && (openFlags & OFLAGS.excl) !== 0;
  const needed =
    RIGHTS.pathOpen |
    (makes ? RIGHTS.pathCreateFile : 0n) |
    (openFlags & OFLAGS.trunc ? RIGHTS.pathFilestatSetSize : 0n);
  const directory = descriptors.directory(args.fd, needed);
  const [rights = 0n, inheriting = 0n] = registers;
  if ((rights | inheriting) & ~directory.inheriting) throw new WasiError("ENOTCAPABLE");

  const follows = (asBits(args.lookupFlags) & LOOKUP_FOLLOW) !== 0 && !isExclusive;
  const follow = !follows ? FOLLOW.beforeSlash : makes ? FOLLOW.unlessSlash : FOLLOW.always;
  const place = context.place(args.fd, needed, args.path, follow);
  const link = place.link ? checked(place, place.link, openFlags) : make(writer, place, asPath(args.path), openFlags);
  if (isDirectory(link)) {
    if (rights & RIGHTS.fdWrite) throw new WasiError("EISDIR");
    return {
      kind: "directory",
      link,
      preopenName: undefined,
      flags,
      rights: rights & DIRECTORY_RIGHTS,
      inheriting: inheriting & directory.inheriting,
    };
  }
  const device = deviceOf(link);
  const isChanged = (openFlags & OFLAGS.trunc) !== 0 || (rights & RIGHTS.fdWrite) !== 0n;
  const own = isChanged && !device ? writer.owned(link, asPath(args.path)) : link;
  const node = own.getNode();
  const common = { node, flags, rights: rights & FILE_RIGHTS, inheriting: 0n };
  if (device) return { ...common, kind: "device", device };
  if (openFlags & OFLAGS.trunc) writer.resize(node, 0, asPath(args.path));
  return { ...common, kind: "file", link: own, isOwn: writer.isOwn(own), offset: 0 };
}

/** What is there, if it may be opened like this. */
function checked({ trailingSlash }: Place, link: Link, openFlags: number): Link {
  if (openFlags & OFLAGS.creat && openFlags & OFLAGS.excl) throw new WasiError("EEXIST");
  if (isSymlink(link)) throw new WasiError("ELOOP");
  if ((openFlags & OFLAGS.directory || trailingSlash) && !isDirectory(link)) throw new WasiError("ENOTDIR");
  if (isDirectory(link) && openFlags & (OFLAGS.creat | OFLAGS.trunc)) throw new WasiError("EISDIR");
  return link;
}

function make(writer: TreeWriter, place: Place, path: string, openFlags: number): Link {
  if (!(openFlags & OFLAGS.creat)) throw new WasiError("ENOENT");
  if (openFlags & OFLAGS.directory) throw new WasiError("EINVAL");
  if (place.trailingSlash) throw new WasiError("EISDIR");
  let made: Link | undefined;
  writer.wholly(() => {
    const parent = writer.parentOf(place, path);
    writer.make(parent, place.name, S_IFREG | 0o644, path);
    made = parent.children.get(place.name);
  });
  if (!made) throw new WasiError("EIO");
  return made;
}
