import { type CompressionFormat, FORMATS, formatOfName } from "../compression/formats.ts";
import { UsageError } from "../program/options.ts";
import { type Call, type CompressionName, compressionNames } from "./options.ts";
import { FAILED } from "./report.ts";

const BY_OPTION: Partial<Record<CompressionName, CompressionFormat>> = {
  gzip: FORMATS.gzip,
  gunzip: FORMATS.gzip,
  ungzip: FORMATS.gzip,
  bzip2: FORMATS.bzip2,
  xz: FORMATS.xz,
  lzma: FORMATS.lzma,
  lzip: FORMATS.lzip,
  lzop: FORMATS.lzop,
  zstd: FORMATS.zstd,
  compress: FORMATS.compress,
  uncompress: FORMATS.compress,
};
/** Programs that do what another one does. */
const SAME: ReadonlyMap<string, CompressionFormat> = new Map(
  Object.entries({
    pigz: FORMATS.gzip,
    gunzip: FORMATS.gzip,
    zcat: FORMATS.gzip,
    pbzip2: FORMATS.bzip2,
    bunzip2: FORMATS.bzip2,
    unxz: FORMATS.xz,
    pixz: FORMATS.xz,
    unzstd: FORMATS.zstd,
    zstdmt: FORMATS.zstd,
    pzstd: FORMATS.zstd,
  }),
);

/** How an archive is compressed, as options say it. */
export interface Compression {
  readonly format: CompressionFormat;
  readonly level?: number;
  /** Whether it is run by a shell: its messages are others. */
  readonly isCommand: boolean;
}

/** @throws UsageError */
export function compressionOf({ options }: Call, archive: string, isWriting: boolean): Compression | undefined {
  const given = options.all.filter(({ name }) => compressionNames().some((one) => one === name));
  const chosen = new Map<string, Compression>();
  for (const { name, value = "" } of given) {
    const format = BY_OPTION[name as CompressionName];
    if (format) chosen.set(format.program, { format, isCommand: false });
    else if (name === "use-compress-program") {
      const compression = ofCommand(value);
      chosen.set(compression.format.program, compression);
    }
  }
  if (chosen.size > 1) throw new UsageError("Conflicting compression options", FAILED);
  const [only] = chosen.values();
  if (only || !isWriting || options.last("auto-compress", "no-auto-compress") !== "auto-compress") return only;
  const format = formatOfName(archive);
  return format && { format, isCommand: false };
}

/** A command such as `gzip -9`. */
function ofCommand(command: string): Compression {
  const [path = "", ...args] = command.trim().split(/\s+/);
  const program = path.slice(path.lastIndexOf("/") + 1);
  const known = [...Object.values(FORMATS)].find((format) => format.program === program) ?? SAME.get(program);
  const unknown = { program: path, magic: [], suffixes: [], faultText: () => "", faultStatus: 1 };
  const level = args.flatMap((arg) => /^-(?<level>\d+)$/.exec(arg)?.groups?.["level"] ?? []).map(Number)[0];
  return { format: known ?? unknown, isCommand: true, ...(level !== undefined && { level }) };
}
