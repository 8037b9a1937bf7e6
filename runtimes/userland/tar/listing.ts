import type { Member } from "./member.ts";
import { MemberLines } from "./member-line.ts";
import type { Call } from "./options.ts";
import { shown } from "./report.ts";

/** What `-v` and `-t` print of members. */
export class Listing {
  readonly #call: Call;
  readonly #lines: MemberLines;
  /** 0: nothing; 1: names; 2: all that is known. */
  readonly #detail: number;
  /** Standard output is for data. */
  readonly #toStderr: boolean;
  /** How many members were listed. */
  count = 0;

  constructor(call: Call, detail: number, toStderr: boolean) {
    this.#call = call;
    this.#lines = new MemberLines(call);
    this.#detail = detail;
    this.#toStderr = toStderr;
  }

  async put(member: Member, name: string): Promise<void> {
    if (this.#detail === 0) return;
    this.count++;
    await this.putLine(this.#detail === 1 ? shown(name) : this.#lines.lineOf(member, name));
  }

  async putLine(line: string): Promise<void> {
    const { output, process } = this.#call;
    if (this.#toStderr) await process.printError(`${line}\n`);
    else output.putText(`${line}\n`);
    if (output.isFull) await output.flush();
  }
}
