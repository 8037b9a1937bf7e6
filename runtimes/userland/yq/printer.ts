import { isScalar } from "yaml";
import { jsonText, propertiesText, tableText } from "./formats.ts";
import { type Format, unstyle } from "./inputs.ts";
import type { Match } from "./match.ts";
import { copyOf, plainOf, textOf } from "./nodes.ts";
import { documentOf, documentText, yamlText } from "./yaml-text.ts";

interface PrinterOptions {
  readonly format: Format;
  readonly indent: number;
  /** Whether strings are printed as they are; nothing: as the format has it. */
  readonly isUnwrapped: boolean | undefined;
  readonly isPretty: boolean;
  /** Whether `---` stands between documents. */
  readonly hasSeparators: boolean;
  readonly end: string;
}

/** What was found, as text. */
export class Printer {
  readonly #options: PrinterOptions;
  readonly #parts: string[] = [];
  #document: number | undefined;

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#parts.join("");
  }

  print(match: Match): void {
    const { format, hasSeparators, end } = this.#options;
    const { index } = match.source;
    const isOther = this.#document !== undefined && this.#document !== index;
    if (isOther && hasSeparators && format === "yaml") this.#parts.push("---\n");
    this.#document = index;
    const text = this.#textOf(match);
    this.#parts.push(end === "\n" ? text : `${text.replace(/\n$/, "")}${end}`);
  }

  #textOf(match: Match): string {
    const { format, indent, isUnwrapped } = this.#options;
    const { document } = match.source;
    const plain = (): unknown => plainOf(match.node, document);
    switch (format) {
      case "yaml":
        return this.#yaml(match);
      case "json": {
        const isText = isScalar(match.real) && typeof match.real.value === "string";
        return isText && isUnwrapped === true ? `${textOf(match.real)}\n` : `${jsonText(plain(), indent)}\n`;
      }
      case "props":
        return isScalar(match.real) ? `${textOf(match.real)}\n` : propertiesText(plain());
      case "csv":
      case "tsv":
        return isScalar(match.real) ? `${textOf(match.real)}\n` : tableText(plain(), format === "csv" ? "," : "\t");
    }
  }

  #yaml(match: Match): string {
    const { indent, isUnwrapped, isPretty } = this.#options;
    const { document } = match.source;
    const isWhole = match.parent === undefined && match.node === document.contents;
    if (isPretty) unstyle(isWhole ? document : documentOf(match.node));
    if (isUnwrapped === false && isScalar(match.real)) return documentOf(copyOf(match.real)).toString();
    return isWhole ? documentText(document, indent) : yamlText(match.node, indent);
  }
}
