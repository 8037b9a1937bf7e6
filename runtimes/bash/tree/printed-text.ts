import type { HereDoc } from "unbash";
import { literalBody } from "./here-doc.ts";

/** Text of commands as bash prints it: its indentation, and where the bodies of here-documents come to stand. */
export class PrintedText {
  text = "";
  line = 0;
  indentation = 0;
  /** How many of the next commands go on in the line, and are not indented. */
  skippedIndents = 0;
  #connections = 0;
  /** Here-documents whose bodies follow behind the operator that comes next. */
  #deferred: HereDoc[] = [];
  #endsWithHereDoc = false;

  print(text: string): void {
    this.text += text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.line++;
  }

  indent(): void {
    this.print(" ".repeat(this.indentation));
  }

  newline(text: string): void {
    this.print("\n");
    this.indent();
    this.print(text);
  }

  semicolon(): void {
    if (!/[&\n]$/.test(this.text)) this.print(";");
  }

  /**
   * Commands with what stands between them. Here-documents of one wait for the operator behind it; if that follows the command
   * at once, as in a pipeline, `waits` says so.
   */
  connected(count: number, print: (at: number) => void, connect: (at: number) => void, waits = false): void {
    if (count > 1) {
      this.begin();
      this.skippedIndents++;
    }
    this.#connections += count - 1;
    for (let at = 0; at < count; at++) {
      if (at > 0) connect(at);
      print(at);
      if (at === 0 || waits) continue;
      this.hereDocs("");
      this.#connections--;
    }
    if (!waits) return;
    if (count > 1) this.hereDocs("");
    this.#connections -= count - 1;
  }

  operator(operator: "&" | "|", hasSecond = true): void {
    this.hereDocs(` ${operator}`);
    if (!hasSecond) return;
    this.print(" ");
    this.skippedIndents++;
  }

  /** What stands between commands of a list. */
  separator(isNewline: boolean, isInFunction: boolean): void {
    if (this.#deferred.length > 0) this.hereDocs("");
    else if (this.#endsWithHereDoc) this.#endsWithHereDoc = false;
    else if (!isNewline) this.print(";");
    else if (isInFunction) this.print("\n");
    this.print(isNewline || isInFunction ? "\n" : " ");
    if (!isInFunction) this.skippedIndents++;
  }

  /** The operator, and the bodies of the here-documents that waited for it. */
  hereDocs(operator: string): void {
    this.print(operator);
    if (this.#deferred.length === 0) return;
    this.#bodies(this.#deferred.splice(0));
    if (operator !== "") this.print(" ");
  }

  /** The bodies of the here-documents that a command has, now or behind the operator that follows it. */
  bodies(documents: readonly HereDoc[]): void {
    this.#endsWithHereDoc = false;
    if (documents.length === 0) return;
    if (this.#connections > 0) this.#deferred.push(...documents);
    else this.#bodies(documents);
  }

  #bodies(documents: readonly HereDoc[]): void {
    this.print("\n");
    for (const each of documents) this.print(`${literalBody(each)}${each.delimiter?.value ?? ""}\n`);
    this.#endsWithHereDoc = true;
  }

  begin(): void {
    if (this.skippedIndents > 0) this.skippedIndents--;
    else this.indent();
  }
}
