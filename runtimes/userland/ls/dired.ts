import { encodeUtf8 } from "../../web/encoding.ts";

/** Where names stand in what is printed, which Emacs reads behind the listing. */
export class Dired {
  #bytes = 0;
  readonly #names: number[] = [];
  readonly #directories: number[] = [];

  /** Counts what is printed. */
  add(text: string): void {
    this.#bytes += encodeUtf8(text).length;
  }

  /** Counts a name of a file or of a directory that is listed. */
  addName(text: string, isDirectory = false): void {
    const places = isDirectory ? this.#directories : this.#names;
    places.push(this.#bytes);
    this.add(text);
    places.push(this.#bytes);
  }

  /** What is printed in the end. */
  summary(style: string): string {
    const line = (title: string, places: readonly number[]): string =>
      places.length === 0 ? "" : `//${title}// ${places.join(" ")}\n`;
    const places = line("DIRED", this.#names) + line("SUBDIRED", this.#directories);
    return `${places}//DIRED-OPTIONS// --quoting-style=${style}\n`;
  }
}

/** What each line of a listing for Emacs begins with. */
export const DIRED_INDENT = "  ";
