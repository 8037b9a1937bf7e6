/** A text that is being run, and how far. */
export class Frame {
  readonly #more: (() => Promise<string>) | undefined;
  #text: string;
  #at = 0;
  /** How many texts it stands for: one that ends with running another gives way to that. */
  depth: number;

  /** @param more what follows, as it comes; nothing at the end */
  constructor(text: string, depth: number, more?: () => Promise<string>) {
    this.#text = text;
    this.#more = more;
    this.depth = depth;
  }

  /** Whether it is a text of the program's own, not what the user typed. */
  get isMacro(): boolean {
    return this.depth > 0;
  }

  get isAtEnd(): boolean {
    return this.#more === undefined && this.#at >= this.#text.length;
  }

  /** The next byte, which stays; "" at the end. Only what is read as it comes has to be waited for. */
  peek(): string | Promise<string> {
    if (this.#at < this.#text.length || this.#more === undefined) return this.#text.charAt(this.#at);
    return this.#more().then((text) => {
      this.#text = text;
      this.#at = 0;
      return text.charAt(0);
    });
  }

  skip(): void {
    this.#at++;
  }
}
