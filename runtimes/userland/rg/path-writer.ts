import { encodeUtf8 } from "../../web/encoding.ts";
import type { Painter } from "./painter.ts";
import type { RgSettings } from "./settings.ts";

/** Writes names of files. */
export class PathWriter {
  readonly #painter: Painter;
  readonly #settings: RgSettings;
  /** Names stand before what is printed of files. */
  readonly hasNames: boolean;

  constructor(painter: Painter, settings: RgSettings, hasNames: boolean) {
    this.#painter = painter;
    this.#settings = settings;
    this.hasNames = hasNames;
  }

  /** A name in a line of its own. */
  putLine(path: string): void {
    this.put(path);
    if (this.#settings.endsNames) this.#painter.putByte(0);
    else this.#painter.put(this.#settings.lineTerminator);
  }

  /** A name before something else. */
  putField(path: string, separator: Uint8Array): void {
    if (!this.hasNames) return;
    this.put(path);
    if (this.#settings.endsNames) this.#painter.putByte(0);
    else this.#painter.put(separator);
  }

  put(path: string): void {
    const { pathSeparator } = this.#settings;
    this.#painter.paint("path", encodeUtf8(pathSeparator === "/" ? path : path.replaceAll("/", pathSeparator)));
  }
}
