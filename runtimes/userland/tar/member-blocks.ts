import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { folderOf, lastPart } from "../program/file-kinds.ts";
import { type Format, headerBlock, inBlocks, NAME_BYTES, splitName } from "./header.ts";
import { KIND, type Member } from "./member.ts";
import { paxBytes } from "./pax.ts";
import { shown } from "./report.ts";

const LONG_LINK = "././@LongLink";
/** What fits into eleven octal digits. */
const MAX_OCTAL_SIZE = 8 ** 11 - 1;

const EXTENSION: Omit<Member, "name" | "kind" | "size"> = {
  linkName: "",
  mode: 0o644,
  uid: 0,
  gid: 0,
  user: "root",
  group: "root",
  mtimeSeconds: 0,
  device: [0, 0],
};

/** All blocks that come before a member's data; a text says why there can be none. */
export function memberBlocks(member: Member, format: Format): Uint8Array | string {
  const name = encodeUtf8(member.name);
  const linkName = encodeUtf8(member.linkName);
  switch (format) {
    case "gnu": {
      const blocks: Uint8Array[] = [];
      if (linkName.length > NAME_BYTES) blocks.push(...longBlocks(linkName, KIND.longLink));
      if (name.length > NAME_BYTES) blocks.push(...longBlocks(name, KIND.longName));
      return concatBytes([...blocks, headerBlock(member, format)]);
    }
    case "pax":
      return paxBlocks(member, name, linkName);
    default: {
      if (linkName.length > NAME_BYTES) return `${shown(member.linkName)}: link name is too long; not dumped`;
      if (member.size > MAX_OCTAL_SIZE) return `${shown(member.name)}: value out of range; not dumped`;
      const parts = format === "ustar" ? splitName(name) : name.length <= NAME_BYTES ? splitName(name) : undefined;
      if (parts) return headerBlock(member, format, parts);
      const isTooLong = format === "v7" || name.length > 256;
      const maximum = format === "v7" ? NAME_BYTES - 1 : 256;
      return `${shown(member.name)}: file name is too long ${isTooLong ? `(max ${maximum})` : "(cannot be split)"}; not dumped`;
    }
  }
}

/** A name in blocks of its own, with a NUL at its end. */
function longBlocks(name: Uint8Array, kind: string): Uint8Array[] {
  const data = concatBytes([name, new Uint8Array(1)]);
  return [headerBlock({ ...EXTENSION, name: LONG_LINK, kind, size: data.length }, "gnu"), inBlocks(data)];
}

function paxBlocks(member: Member, name: Uint8Array, linkName: Uint8Array): Uint8Array {
  const records = new Map<string, string>();
  const parts = splitName(name);
  if (!parts) records.set("path", member.name);
  if (linkName.length > NAME_BYTES) records.set("linkpath", member.linkName);
  if (member.size > MAX_OCTAL_SIZE) records.set("size", String(member.size));
  if (!Number.isInteger(member.mtimeSeconds) || member.mtimeSeconds < 0)
    records.set("mtime", String(member.mtimeSeconds));
  const own = headerBlock(member, "pax", parts);
  if (records.size === 0) return own;
  const data = paxBytes(records);
  const extension = `${folderOf(member.name)}/PaxHeaders/${lastPart(member.name)}`;
  const header = headerBlock(
    { ...EXTENSION, ...member, name: extension, linkName: "", kind: KIND.pax, mode: 0o644, size: data.length },
    "pax",
  );
  return concatBytes([header, inBlocks(data), own]);
}
