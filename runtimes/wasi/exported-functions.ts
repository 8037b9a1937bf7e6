import { ModuleError, Reader } from "./binary.ts";
import { EXTERNAL_KIND, SECTION, sections } from "./module.ts";

export const NUMBER_TYPES = ["i32", "i64", "f32", "f64"] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/** A function that a module exports, and what it takes and gives. */
export interface ExportedFunction {
  readonly name: string;
  readonly params: readonly NumberType[];
  readonly results: readonly NumberType[];
}

const NUMBER_TYPE_BY_CODE: Readonly<Record<number, NumberType>> = { 127: "i32", 126: "i64", 125: "f32", 124: "f64" };

interface Signature {
  readonly params: readonly NumberType[];
  readonly results: readonly NumberType[];
}

/**
 * The functions that a module exports and that take and give nothing but numbers.
 * @param source a module that `checkModule` has passed
 * @throws ModuleError for what is malformed
 */
export function exportedFunctions(source: Uint8Array): ExportedFunction[] {
  /** Nothing for one that has other types than numbers. */
  const signatures: (Signature | undefined)[] = [];
  /** Of each function, imported ones first. */
  const typeOf: number[] = [];
  const functions: ExportedFunction[] = [];
  for (const { id, start } of sections(source)) {
    const reader = new Reader(source, start);
    if (id === SECTION.type) reader.list(() => signatures.push(readSignature(reader)));
    if (id === SECTION.import) reader.list(() => typeOf.push(readImportedType(reader)));
    if (id === SECTION.function) reader.list(() => typeOf.push(reader.leb()));
    if (id !== SECTION.export) continue;
    reader.list(() => {
      const name = reader.name();
      const kind = reader.byte();
      const index = reader.leb();
      const signature = signatures[typeOf[index] ?? -1];
      if (kind === EXTERNAL_KIND.function && signature) functions.push({ name, ...signature });
    });
  }
  return functions;
}

function readSignature(reader: Reader): Signature | undefined {
  reader.byte();
  const [params, results] = [readTypes(reader), readTypes(reader)];
  return params && results && { params, results };
}

function readTypes(reader: Reader): NumberType[] | undefined {
  const types: (NumberType | undefined)[] = [];
  reader.list(() => types.push(NUMBER_TYPE_BY_CODE[reader.valueType()]));
  return types.every((type) => type !== undefined) ? types : undefined;
}

/** Functions are all that a checked module imports. */
function readImportedType(reader: Reader): number {
  reader.name();
  reader.name();
  if (reader.byte() !== EXTERNAL_KIND.function) throw new ModuleError("it imports more than functions");
  return reader.leb();
}
