import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

/** @returns nothing if it is no sound or film */
export function mediaKind(head: Head): FileKind | undefined {
  if (head.has("RIFF")) return riffKind(head);
  if (head.has("ftyp", 4)) return isoKind(head);
  if (head.has("ID3")) return id3Kind(head);
  if (head.has("fLaC")) return flacKind(head);
  if (head.has("OggS")) return oggKind(head);
  return mp3Kind(head, 0);
}

const WAVE_FORMATS: Readonly<Record<number, string>> = {
  1: "Microsoft PCM",
  2: "Microsoft ADPCM",
  3: "IEEE Float",
  6: "ITU G.711 A-law",
  7: "ITU G.711 mu-law",
};

function riffKind(head: Head): FileKind {
  const begins = "RIFF (little-endian) data";
  const form = head.text(8, 12);
  if (form === "AVI ") return { text: `${begins}, AVI`, mime: "video/x-msvideo", extensions: "avi" };
  if (form === "WEBP") return { text: `${begins}, Web/P image`, mime: "image/webp", extensions: "webp" };
  if (form !== "WAVE") return { text: begins, mime: "application/octet-stream" };
  const parts = [begins, "WAVE audio"];
  if (head.has("fmt ", 12) && head.length > 24) {
    const format = WAVE_FORMATS[head.little16(20)];
    if (format !== undefined) parts.push(format);
    const bits = head.little16(34);
    if (head.little16(20) === 1 && bits > 0) parts.push(`${bits} bit`);
    const channels = head.little16(22);
    const sound = channels === 1 ? "mono" : channels === 2 ? "stereo" : `${channels} channels`;
    parts.push(`${sound} ${head.little32(24)} Hz`);
  }
  return { text: parts.join(", "), mime: "audio/x-wav", extensions: "wav/wave" };
}

/** By the beginning of the brand; the first that fits counts. */
const BRANDS: readonly (readonly [brand: string, text: string, mime: string, extensions?: string])[] = [
  ["3g2", ", MPEG v4 system, 3GPP2", "video/3gpp2"],
  ["3gp", ", MPEG v4 system, 3GPP", "video/3gpp"],
  ["avc1", ", MPEG v4 system, 3GPP JVT AVC [ISO 14496-12:2005]", "video/mp4"],
  ["qt", ", Apple QuickTime movie, Apple QuickTime (.MOV/QT)", "video/quicktime"],
  ["dash", ", MPEG v4 system, Dynamic Adaptive Streaming over HTTP", "video/mp4"],
  ["isom", ", MP4 Base Media v1 [ISO 14496-12:2003]", "video/mp4", "mp4"],
  ["iso2", ", MP4 Base Media v2 [ISO 14496-12:2005]", "video/mp4", "mp4"],
  ["iso4", ", MP4 Base Media v4", "video/mp4", "mp4"],
  ["iso5", ", MP4 Base Media v5 ", "video/mp4", "mp4"],
  ["iso6", ", MP4 Base Media v6 ", "video/mp4", "mp4"],
  ["jp2", ", JPEG 2000", "image/jp2"],
  ["M4A", ", Apple iTunes ALAC/AAC-LC (.M4A) Audio", "audio/x-m4a"],
  ["M4B", ", Apple iTunes ALAC/AAC-LC (.M4B) Audio Book", "audio/mp4"],
  ["M4P", ", Apple iTunes ALAC/AAC-LC (.M4P) AES Protected Audio", "video/mp4"],
  ["M4V", ", Apple iTunes Video (.M4V) Video", "video/x-m4v"],
  ["avif", ", AVIF Image", "image/avif"],
  ["heic", ", HEIF Image HEVC Main or Main Still Picture Profile", "image/heic"],
  ["mp41", ", MP4 v1 [ISO 14496-1:ch13]", "video/mp4"],
  ["mp42", ", MP4 v2 [ISO 14496-14]", "video/mp4"],
];

function isoKind(head: Head): FileKind {
  const [, text = "", mime = "application/octet-stream", extensions] =
    BRANDS.find(([brand]) => head.has(brand, 8)) ?? [];
  return { text: `ISO Media${text}`, mime, extensions };
}

const ID3_HEADER_BYTES = 10;
const ID3_FLAGS: readonly (readonly [flag: number, text: string])[] = [
  [0x80, "unsynchronized frames"],
  [0x40, "extended header"],
  [0x20, "experimental"],
  [0x10, "footer present"],
];

function id3Kind(head: Head): FileKind {
  const parts = [`Audio file with ID3 version 2.${head.byte(3)}.${head.byte(4)}`];
  for (const [flag, text] of ID3_FLAGS) if (head.byte(5) & flag) parts.push(text);
  // Seven bits a byte.
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head.byte(at) & 127), 0);
  const inner = mp3Kind(head, ID3_HEADER_BYTES + size);
  if (!inner) return { text: parts.join(", "), mime: "application/octet-stream" };
  return { text: `${parts.join(", ")}, contains: ${inner.text}`, mime: inner.mime };
}

const MP3_RATES = ["", "32", "40", "48", "56", "64", "80", "96", "112", "128", "160", "192", "224", "256", "320"];
const MP3_FREQUENCIES = ["44.1", "48", "32"];
const MP3_MODES = ["Stereo", "JntStereo", "2x Monaural", "Monaural"];

/** The first and the third layer of MPEG's sound have other bits, and are not told. */
function mp3Kind(head: Head, at: number): FileKind | undefined {
  if ((head.big16(at) & 0xfffe) !== 0xfffa) return undefined;
  const [rate, frequency] = [head.byte(at + 2) >> 4, (head.byte(at + 2) >> 2) & 3];
  if (rate === 0 || rate === 15) return undefined;
  const parts = ["MPEG ADTS, layer III, v1", `${MP3_RATES[rate]} kbps`];
  if (MP3_FREQUENCIES[frequency] !== undefined) parts.push(`${MP3_FREQUENCIES[frequency]} kHz`);
  parts.push(MP3_MODES[head.byte(at + 3) >> 6] ?? "");
  return { text: parts.join(", "), mime: "audio/mpeg" };
}

const FLAC_RATES: Readonly<Record<number, string>> = {
  11025: "11.025",
  16000: "16",
  22050: "22.05",
  24000: "24",
  32000: "32",
  44100: "44.1",
  48000: "48",
  64000: "64",
  88200: "88.2",
  96000: "96",
};

function flacKind(head: Head): FileKind {
  const parts = ["FLAC audio bitstream data"];
  if ((head.byte(4) & 127) !== 0) parts.push("unknown version");
  else {
    parts.push(`${((head.big16(20) >> 4) & 31) + 1} bit`);
    const channels = ((head.byte(20) >> 1) & 7) + 1;
    parts.push(channels === 1 ? "mono" : channels === 2 ? "stereo" : `${channels} channels`);
    const rate = FLAC_RATES[(head.big32(17) >>> 4) & 0xfffff];
    if (rate !== undefined) parts.push(`${rate} kHz`);
    const samples = (head.byte(21) & 15) * 2 ** 32 + head.big32(22);
    parts.push(samples === 0 ? "length unknown" : `${samples} samples`);
  }
  return { text: parts.join(", "), mime: "audio/flac" };
}

function oggKind(head: Head): FileKind {
  const codec = head.text(28, 36);
  if (codec.startsWith("\x01vorbis")) return { text: "Ogg data, Vorbis audio", mime: "audio/ogg" };
  if (codec.startsWith("OpusHead")) return { text: "Ogg data, Opus audio", mime: "audio/ogg" };
  return { text: "Ogg data", mime: "application/ogg" };
}
