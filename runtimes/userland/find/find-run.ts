import type { MaybePromise } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Accounts } from "../program/accounts.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { FindOutputs } from "./find-outputs.ts";
import { Listing } from "./listing.ts";
import { FindSettings } from "./settings.ts";

/** A command that is given many files at once. */
interface Waiting {
  /** Runs it for those it has. */
  finish(): Promise<void>;
}

/** What all parts of one run share. */
export class FindRun {
  readonly call: ProgramCall;
  readonly files: FileSystem;
  readonly settings = new FindSettings();
  readonly outputs: FindOutputs;
  readonly accounts: Accounts;
  readonly zone: TimeZone;
  /** When it began, in milliseconds since the epoch. */
  readonly startMs: number;
  readonly listing: Listing;
  /** Commands that wait for more files, wherever these are. */
  readonly waiting: Waiting[] = [];
  /** Those that run where the files are. */
  readonly waitingInFolders: Waiting[] = [];
  /** What is to be said as soon as there is time for it. */
  readonly notes: string[] = [];
  /** Whether -quit was met. */
  isOver = false;

  constructor(call: ProgramCall) {
    this.call = call;
    this.files = call.files;
    this.outputs = new FindOutputs(call);
    this.accounts = new Accounts(call.files);
    this.zone = timeZone(call.process.env.get("TZ"));
    this.startMs = call.kernel.now();
    this.listing = new Listing(this.zone, this.startMs, this.accounts);
  }

  finishInFolders(): MaybePromise<void> {
    if (this.waitingInFolders.length > 0) return finishAll(this.waitingInFolders);
  }

  async finish(): Promise<void> {
    await finishAll(this.waiting);
    await finishAll(this.waitingInFolders);
  }

  /** Says `find: message` behind what was printed before. */
  async say(message: string): Promise<void> {
    await this.outputs.flushStandard();
    await this.call.process.printError(`${this.call.name}: ${message}\n`);
  }

  async sayNotes(): Promise<void> {
    for (const note of this.notes.splice(0)) await this.say(note);
  }

  /** Says what is wrong, and ends with 1. */
  async complain(message: string): Promise<void> {
    this.call.status = 1;
    await this.say(message);
  }

  /** Complains of what a system call said of a file. Any other error goes on. */
  async complainOf(path: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    await this.complain(`${quoted(path)}: ${error.message}`);
  }
}

async function finishAll(all: readonly Waiting[]): Promise<void> {
  for (const commands of all) await commands.finish();
}
