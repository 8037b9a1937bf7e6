import { latin1Of } from "../web/encoding.ts";
import { formatOf } from "./file-formats.ts";
import type { FileType } from "./file-type.ts";

/** What bytes at a file's beginning say of it. @returns nothing if they are no known format's */
export function binaryType(bytes: Uint8Array): FileType | undefined {
  const head = latin1Of(bytes.subarray(0, 512));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.startsWith("\x89PNG\r\n\x1a\n") && bytes.length >= 29) return pngType(view);
  const gif = /^GIF(8[79]a)/.exec(head)?.[1];
  if (gif !== undefined && bytes.length >= 10)
    return {
      text: `GIF image data, version ${gif}, ${view.getUint16(6, true)} x ${view.getUint16(8, true)}`,
      mime: "image/gif",
    };
  if (head.startsWith("\xff\xd8\xff")) return { text: "JPEG image data", mime: "image/jpeg" };
  if (head.startsWith("\x1f\x8b")) return { text: "gzip compressed data", mime: "application/gzip" };
  if (head.startsWith("\xfd7zXZ\0")) return { text: "XZ compressed data", mime: "application/x-xz" };
  if (head.startsWith("PK\x03\x04") && bytes.length >= 10) return zipType(view);
  if (head.startsWith("PK\x05\x06")) return { text: "Zip archive data (empty)", mime: "application/zip" };
  if (head.startsWith("\0asm\x01\0\0\0"))
    return { text: "WebAssembly (wasm) binary module version 0x1 (MVP)", mime: "application/wasm" };
  if (head.startsWith("\x7fELF") && bytes.length >= 20) return elfType(view);
  const pdf = /^%PDF-(\d\.\d)/.exec(head)?.[1];
  if (pdf !== undefined) return { text: `PDF document, version ${pdf}`, mime: "application/pdf" };
  if (head.slice(257, 262) === "ustar")
    return { text: `POSIX tar archive${head.slice(262, 264) === "  " ? " (GNU)" : ""}`, mime: "application/x-tar" };
  return formatOf(head);
}

const PNG_COLORS: Readonly<Record<number, string>> = {
  0: "grayscale",
  2: "/color RGB",
  3: " colormap",
  4: " gray+alpha",
  6: "/color RGBA",
};

function pngType(view: DataView): FileType {
  const color = view.getUint8(25);
  const name = PNG_COLORS[color] ?? "";
  const kind = `${view.getUint8(24)}-bit${color === 0 ? " " : ""}${name}`;
  const interlace = view.getUint8(28) === 0 ? "non-interlaced" : "interlaced";
  return {
    text: `PNG image data, ${view.getUint32(16)} x ${view.getUint32(20)}, ${kind}, ${interlace}`,
    mime: "image/png",
  };
}

function zipType(view: DataView): FileType {
  const [version, method] = [view.getUint16(4, true), view.getUint16(8, true)];
  const name = method === 0 ? "store" : method === 8 ? "deflate" : String(method);
  return {
    text: `Zip archive data, at least v${Math.floor(version / 10)}.${version % 10} to extract, compression method=${name}`,
    mime: "application/zip",
  };
}

const ELF_KINDS: Readonly<Record<number, readonly [text: string, mime: string]>> = {
  1: ["relocatable", "application/x-object"],
  2: ["executable", "application/x-executable"],
  3: ["shared object", "application/x-sharedlib"],
  4: ["core file", "application/x-coredump"],
};
const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: "Intel 80386",
  40: "ARM",
  62: "x86-64",
  183: "ARM aarch64",
  243: "UCB RISC-V",
};

function elfType(view: DataView): FileType {
  const isLittle = view.getUint8(5) === 1;
  const [kind = "", mime = "application/octet-stream"] = ELF_KINDS[view.getUint16(16, isLittle)] ?? [];
  const machine = ELF_MACHINES[view.getUint16(18, isLittle)] ?? "unknown arch";
  return {
    text: `ELF ${view.getUint8(4) === 2 ? 64 : 32}-bit ${isLittle ? "LSB" : "MSB"} ${kind}, ${machine}, version 1 (SYSV)`,
    mime,
  };
}
