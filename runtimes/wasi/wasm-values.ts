import type { WasmArgument, WasmValue } from "../abi/wasi.ts";

export function toWasm({ type, value }: WasmArgument): number | bigint {
  return type === "i64" ? BigInt(value) : Number(value);
}

/** @param returned what calling an export gives: nothing, a number, or an array of them */
export function fromWasm(returned: unknown): WasmValue[] {
  if (returned === undefined) return [];
  if (Array.isArray(returned)) return returned.flatMap(fromWasm);
  if (typeof returned === "bigint") {
    const value = Number(returned);
    return [Number.isSafeInteger(value) ? value : String(returned)];
  }
  return [Number.isFinite(returned) ? Number(returned) : String(returned)];
}
