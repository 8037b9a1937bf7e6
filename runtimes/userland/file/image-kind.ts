import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

/** @returns nothing if it is no picture's beginning */
export function imageKind(head: Head): FileKind | undefined {
  if (head.has("\x89PNG\r\n\x1a\n") && head.length >= PNG_HEADER_BYTES) return pngKind(head);
  const gif = /^GIF(8[79]a)/.exec(head.text(0, 6))?.[1];
  if (gif !== undefined)
    return {
      text: `GIF image data, version ${gif}, ${head.little16(6)} x ${head.little16(8)}`,
      mime: "image/gif",
      extensions: "gif",
    };
  return head.has("\xff\xd8\xff") ? jpegKind(head) : undefined;
}

const PNG_HEADER_BYTES = 29;
const PNG_COLORS: Readonly<Record<number, string>> = {
  0: "grayscale",
  2: "/color RGB",
  3: " colormap",
  4: " gray+alpha",
  6: "/color RGBA",
};

function pngKind(head: Head): FileKind {
  const color = head.byte(25);
  const name = PNG_COLORS[color] ?? "";
  const depth = `${head.byte(24)}-bit${color === 0 ? " " : ""}${name}`;
  const interlace = head.byte(28) === 0 ? "non-interlaced" : "interlaced";
  return {
    text: `PNG image data, ${head.big32(16)} x ${head.big32(20)}, ${depth}, ${interlace}`,
    mime: "image/png",
    extensions: "png",
  };
}

const JPEG_UNITS = ["aspect ratio", "resolution (DPI)", "resolution (DPCM)"];
const JPEG_FRAMES: Readonly<Record<number, string>> = {
  192: "baseline",
  193: "extended sequential",
  194: "progressive",
};
const COMMENT_MARKER = 0xfffe;
const FIRST_MARKER_BYTES = 2;

function jpegKind(head: Head): FileKind {
  const parts = ["JPEG image data"];
  if (head.has("JFIF", 6)) {
    parts.push(`JFIF standard ${head.byte(11)}.${String(head.byte(12)).padStart(2, "0")}`);
    const unit = JPEG_UNITS[head.byte(13)];
    if (unit !== undefined) parts.push(unit);
    parts.push(`density ${head.big16(14)}x${head.big16(16)}`, `segment length ${head.big16(4)}`);
    if (head.byte(18) !== 0) parts.push(`thumbnail ${head.byte(18)}x${head.byte(19)}`);
  }
  if (head.has("Exif", 6)) parts.push(exifText(head, 12));
  // Behind the first segment, whose length counts itself.
  for (let at = 4 + head.big16(4); head.byte(at) === 0xff; at += FIRST_MARKER_BYTES + head.big16(at + 2)) {
    const marker = head.big16(at);
    const frame = JPEG_FRAMES[marker & 0xff];
    if (marker === COMMENT_MARKER) parts.push(`comment: "${commentOf(head, at)}"`);
    else if (frame !== undefined) {
      const size = `${head.big16(at + 7)}x${head.big16(at + 5)}`;
      parts.push(frame, `precision ${head.byte(at + 4)}`, size, `components ${head.byte(at + 9)}`);
      break;
    }
    if (head.big16(at + 2) < FIRST_MARKER_BYTES) break;
  }
  return { text: parts.join(", "), mime: "image/jpeg", extensions: "jpeg/jpg/jpe/jfif" };
}

function commentOf(head: Head, at: number): string {
  return head.text(at + 4, at + 2 + head.big16(at + 2)).split("\0", 1)[0] ?? "";
}

function exifText(head: Head, at: number): string {
  const isBig = head.has("MM", at);
  const number16 = (offset: number): number => (isBig ? head.big16(offset) : head.little16(offset));
  const first = isBig ? head.big32(at + 4) : head.little32(at + 4);
  return `Exif standard: [TIFF image data, ${isBig ? "big" : "little"}-endian, direntries=${number16(at + first)}]`;
}
