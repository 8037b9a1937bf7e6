import { concatBytes } from "../../web/bytes.ts";
import type { Chunks } from "./byte-source.ts";
import { LowBitWriter } from "./low-bit-writer.ts";
import { MatchFinder } from "./match-finder.ts";
import { Xxh64 } from "./xxh64.ts";
import { uint32Bytes } from "./xz-check.ts";
import {
  LITERAL_LENGTHS,
  literalLengthCode,
  MATCH_LENGTHS,
  matchLengthCode,
  OFFSETS,
  offsetCode,
} from "./zstd-tables.ts";

/* RFC 8878: one frame, whose blocks have bytes as they are, and references to earlier ones by the usual tables. */

const BLOCK_BYTES = 128 * 1024;
const WINDOW_BITS = 20;
const CHECKSUM_FLAG = 4;
const FRAME_HEADER = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, CHECKSUM_FLAG, (WINDOW_BITS - 10) << 3);
const BLOCK = { raw: 0, sameByte: 1, compressed: 2 } as const;
const MAX_LENGTH = 65_000;
const MIN_REPEATED = 3;
const SAME_OFFSET = { code: 0, extra: 0, width: 0 };

interface Sequence {
  readonly literals: number;
  readonly length: number;
  readonly distance: number;
  /** Whether the distance is that of the one before, behind some literals. */
  readonly isRepeated: boolean;
}

/** @param level 1 … 19, by which matches are looked for longer */
export async function* zstded(chunks: Chunks, level = 3): AsyncGenerator<Uint8Array> {
  yield FRAME_HEADER;
  const finder = new MatchFinder(1 << WINDOW_BITS, 4 + level * 2);
  const hash = new Xxh64();
  let at = 0;
  for await (const chunk of chunks) {
    hash.add(chunk);
    for (let rest = chunk; rest.length > 0; ) {
      if (finder.used - at === BLOCK_BYTES) {
        yield block(finder, at, false);
        at = finder.used;
      }
      if (finder.room < BLOCK_BYTES) at = finder.slide(at);
      const count = Math.min(rest.length, BLOCK_BYTES - (finder.used - at));
      finder.buffer.set(rest.subarray(0, count), finder.used);
      finder.used += count;
      rest = rest.subarray(count);
    }
  }
  yield block(finder, at, true);
  yield uint32Bytes(hash.value);
}

function block(finder: MatchFinder, from: number, isLast: boolean): Uint8Array {
  const plain = finder.buffer.subarray(from, finder.used);
  const { sequences, literals } = sequencesOf(finder, from);
  const isSame = plain.length > 1 && plain.every((byte) => byte === plain[0]);
  if (isSame) return withHeader(BLOCK.sameByte, plain.length, isLast, plain.slice(0, 1));
  const packed = sequences.length === 0 ? undefined : packedBlock(sequences, literals);
  return packed && packed.length < plain.length
    ? withHeader(BLOCK.compressed, packed.length, isLast, packed)
    : withHeader(BLOCK.raw, plain.length, isLast, plain.slice());
}

function withHeader(kind: number, size: number, isLast: boolean, content: Uint8Array): Uint8Array {
  const header = (size << 3) | (kind << 1) | (isLast ? 1 : 0);
  return concatBytes([Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16), content]);
}

/** What of a block is as it is, and what is referred to. */
function sequencesOf(
  finder: MatchFinder,
  from: number,
): { readonly sequences: readonly Sequence[]; readonly literals: Uint8Array } {
  const sequences: Sequence[] = [];
  const literals: Uint8Array[] = [];
  let [at, start, last] = [from, from, 0];
  while (at < finder.used) {
    const found = finder.find(at, Math.min(MAX_LENGTH, finder.used - at));
    const repeated = last > 0 && at > start ? finder.lengthOf(at, last, Math.min(MAX_LENGTH, finder.used - at)) : 0;
    const isRepeated = repeated >= MIN_REPEATED && repeated + 1 >= (found?.length ?? 0);
    const match = isRepeated ? { length: repeated, distance: last } : found;
    finder.insert(at);
    const next =
      match && !isRepeated && match.length < 32 && at + 1 < finder.used
        ? finder.find(at + 1, finder.used - at - 1)
        : undefined;
    if (!match || (next && next.length > match.length + 1)) {
      at++;
      continue;
    }
    literals.push(finder.buffer.slice(start, at));
    sequences.push({ literals: at - start, length: match.length, distance: match.distance, isRepeated });
    last = match.distance;
    for (let inside = at + 1; inside < at + match.length; inside++) finder.insert(inside);
    at += match.length;
    start = at;
  }
  literals.push(finder.buffer.slice(start, finder.used));
  return { sequences, literals: concatBytes(literals) };
}

function packedBlock(sequences: readonly Sequence[], literals: Uint8Array): Uint8Array {
  const count = sequences.length;
  const countBytes =
    count < 128
      ? [count]
      : count < 0x7f00
        ? [(count >> 8) + 128, count & 255]
        : [255, (count - 0x7f00) & 255, (count - 0x7f00) >> 8];
  return concatBytes([
    literalsHeader(literals.length),
    literals,
    Uint8Array.of(...countBytes, 0),
    packedSequences(sequences),
  ]);
}

function literalsHeader(size: number): Uint8Array {
  if (size < 32) return Uint8Array.of(size << 3);
  if (size < 4096) return Uint8Array.of(((size & 15) << 4) | 4, size >> 4);
  return Uint8Array.of(((size & 15) << 4) | 12, (size >> 4) & 255, size >> 12);
}

/** From the last to the first, since they are read from the end. */
function packedSequences(sequences: readonly Sequence[]): Uint8Array {
  const bits = new LowBitWriter();
  let states: { literals: number; length: number; offset: number } | undefined;
  for (let index = sequences.length - 1; index >= 0; index--) {
    const sequence = sequences[index];
    if (!sequence) continue;
    const literals = literalLengthCode(sequence.literals);
    const length = matchLengthCode(sequence.length);
    const offset = sequence.isRepeated ? SAME_OFFSET : offsetCode(sequence.distance);
    if (!states) {
      states = {
        literals: LITERAL_LENGTHS.stateOf(literals.code),
        length: MATCH_LENGTHS.stateOf(length.code),
        offset: OFFSETS.stateOf(offset.code),
      };
    } else {
      const beforeOffset = OFFSETS.before(offset.code, states.offset);
      const beforeLength = MATCH_LENGTHS.before(length.code, states.length);
      const beforeLiterals = LITERAL_LENGTHS.before(literals.code, states.literals);
      for (const { value, width } of [beforeOffset, beforeLength, beforeLiterals]) bits.write(value, width);
      states = { literals: beforeLiterals.state, length: beforeLength.state, offset: beforeOffset.state };
    }
    for (const { extra, width } of [literals, length, offset]) bits.write(extra, width);
  }
  if (states) {
    bits.write(states.length, MATCH_LENGTHS.bits);
    bits.write(states.offset, OFFSETS.bits);
    bits.write(states.literals, LITERAL_LENGTHS.bits);
  }
  return bits.finish();
}
