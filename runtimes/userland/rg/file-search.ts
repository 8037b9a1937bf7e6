import { LineFinder } from "../search/line-finder.ts";
import type { PerlPattern } from "../search/perl-pattern.ts";
import { BLOCK_BYTES, Blocks } from "./blocks.ts";
import { LineSearch } from "./line-search.ts";
import { lineSpans } from "./line-spans.ts";
import type { RgSettings } from "./settings.ts";
import type { BinaryMode, Sink } from "./sink.ts";
import type { Content } from "./source.ts";

export interface FileSearchOptions {
  readonly pattern: PerlPattern;
  readonly settings: RgSettings;
  readonly sink: Sink;
  /** A match may have several lines. */
  readonly isMultiline: boolean;
  /** What may be said before a file is read to its end. */
  flush(): Promise<void> | undefined;
}

/** Searches files. */
export class FileSearch {
  readonly #options: FileSearchOptions;
  readonly #finder: LineFinder;

  constructor(options: FileSearchOptions) {
    this.#options = options;
    this.#finder = new LineFinder(options.pattern, options.settings.lineEnd);
  }

  /**
   * @param isSlice a file of which only the beginning and the lines that are found are looked at for NUL bytes
   * @returns whether it counts as one that matches
   */
  async search(path: string, content: Content, binary: BinaryMode, isSlice: boolean): Promise<boolean> {
    const { sink } = this.#options;
    const startMs = Date.now();
    sink.begin(path, binary);
    const found =
      content instanceof Uint8Array && (isSlice || this.#options.isMultiline)
        ? this.#searchSlice(content, binary)
        : await this.#searchBlocks(content, binary);
    return sink.finish({ ...found, elapsedMs: Date.now() - startMs });
  }

  #searchSlice(bytes: Uint8Array, binary: BinaryMode): { bytesSearched: number; binaryOffset: number | undefined } {
    const { sink, isMultiline, pattern } = this.#options;
    const search = this.#lineSearch(binary);
    const nul = binary ? bytes.subarray(0, BLOCK_BYTES).indexOf(0) : -1;
    if (nul >= 0) {
      search.binaryOffset = nul;
      sink.binaryAt(nul);
    }
    if (nul < 0 || binary === "converts") {
      if (isMultiline) search.searchSpans(bytes, lineSpans(pattern, bytes));
      else if (bytes.length > 0) search.searchBlock(bytes, this.#finder);
    }
    const { binaryOffset } = search;
    return { bytesSearched: Math.min(search.searchedTo, binaryOffset ?? search.searchedTo), binaryOffset };
  }

  async #searchBlocks(
    content: Content,
    binary: BinaryMode,
  ): Promise<{ bytesSearched: number; binaryOffset: number | undefined }> {
    const { settings, sink, flush } = this.#options;
    const search = this.#lineSearch(undefined);
    const read = content instanceof Uint8Array ? readerOf(content) : content;
    const blocks = new Blocks(read, settings.lineEnd, binary);
    let bytesSearched = 0;
    let wasBinary = false;
    for (let block = await blocks.next(); block; block = await blocks.next()) {
      bytesSearched += block.length;
      if (blocks.binaryOffset !== undefined && !wasBinary) sink.binaryAt(blocks.binaryOffset);
      wasBinary = blocks.binaryOffset !== undefined;
      if (!search.searchBlock(block, this.#finder)) break;
      const flushed = flush();
      if (flushed) await flushed;
    }
    return { bytesSearched, binaryOffset: blocks.binaryOffset };
  }

  #lineSearch(binary: BinaryMode): LineSearch {
    const { settings, sink } = this.#options;
    return new LineSearch({ ...settings, looksForNul: binary }, sink);
  }
}

function readerOf(bytes: Uint8Array): (maxBytes: number) => Uint8Array {
  let at = 0;
  return (maxBytes) => {
    const chunk = bytes.subarray(at, at + maxBytes);
    at += chunk.length;
    return chunk;
  };
}
