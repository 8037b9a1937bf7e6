import { readAll } from "../kernel/read-all.ts";
import { SystemError } from "../kernel/system-error.ts";
import { bytesOfLatin1, decodeUtf8, latin1Of } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/tsort. Words are one character a byte, so that they are in the order of bytes. */

export const tsort = program({
  name: "tsort",
  usage: "[OPTION] [FILE]",
  about:
    "Reads pairs of words, of which the first must come before the second, and prints all words in an order in which they do. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: {},
  run: async (call) => {
    const [name = "-", extra] = call.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const words = latin1Of(await content(call, name)).match(/[^ \t\n]+/g) ?? [];
    if (words.length % 2 === 1) throw new Failure(`${quoteIfNeeded(name)}: input contains an odd number of tokens`);
    const order = new Order(words);
    for (;;) {
      for (const word of order.takeFree()) {
        call.output.put(bytesOfLatin1(`${word}\n`));
        if (call.output.isFull) await call.output.flush();
      }
      if (order.isDone) return;
      await call.complain(`${quoteIfNeeded(name)}: input contains a loop:`);
      for (const word of await order.breakLoop(call)) await call.complain(decodeUtf8(bytesOfLatin1(word), "escape"));
    }
  },
});

/** Of a directory, which can't be read, there is none. */
async function content(call: ProgramCall, name: string): Promise<Uint8Array> {
  let fd: number;
  try {
    fd = openInput(call, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(name)}: ${error.message}`);
  }
  try {
    return await readAll(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return new Uint8Array(0);
  } finally {
    closeInput(call.process, fd);
  }
}

/** A word, and those that come after it, the last that was told first. */
interface Item {
  readonly word: string;
  readonly followers: Item[];
  /** How many must still come before it. */
  waitsFor: number;
  isTaken: boolean;
}

class Order {
  readonly #items: readonly Item[];
  #left: number;

  constructor(words: readonly string[]) {
    const items = new Map<string, Item>();
    const itemOf = (word: string): Item => {
      const known = items.get(word);
      if (known) return known;
      const item = { word, followers: [], waitsFor: 0, isTaken: false };
      items.set(word, item);
      return item;
    };
    for (let at = 0; at < words.length; at += 2) {
      const [first, second] = [itemOf(words[at] ?? ""), itemOf(words[at + 1] ?? "")];
      if (first === second) continue;
      first.followers.push(second);
      second.waitsFor++;
    }
    for (const { followers } of items.values()) followers.reverse();
    this.#items = [...items.values()].sort((a, b) => (a.word < b.word ? -1 : 1));
    this.#left = this.#items.length;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  /** Takes words that wait for none, and those that waited for them only. */
  *takeFree(): Generator<string> {
    const free = this.#items.filter(({ waitsFor, isTaken }) => waitsFor === 0 && !isTaken);
    for (const item of free) {
      item.isTaken = true;
      this.#left--;
      yield item.word;
      for (const follower of item.followers) if (--follower.waitsFor === 0) free.push(follower);
    }
  }

  /** Goes back from word to word until one comes again, and forgets that this one must come first. @returns the loop */
  async breakLoop(call: ProgramCall): Promise<string[]> {
    const path: Item[] = [];
    const places = new Map<Item, number>();
    for (;;) {
      await call.process.checkpoint();
      for (const item of this.#items) {
        if (item.waitsFor === 0) continue;
        const last = path.at(-1);
        const index = last ? item.followers.indexOf(last) : -1;
        if (last && index < 0) continue;
        const place = places.get(item);
        if (place === undefined) {
          // The first one is in the loop only if it comes again.
          if (last) places.set(item, path.length);
          path.push(item);
          continue;
        }
        item.followers.splice(index, 1);
        if (last) last.waitsFor--;
        return path
          .slice(place)
          .reverse()
          .map(({ word }) => word);
      }
    }
  }
}
