import { bytesOfLatin1, decodeUtf8 } from "../../web/encoding.ts";
import type { PatchCall, PatchSettings } from "./patch-options.ts";

/** What is said and asked. Nobody answers: there is no terminal. */
export class Dialog {
  readonly #call: PatchCall;
  readonly #settings: PatchSettings;
  /** Where the standard output gets what is patched, this goes to standard error. */
  readonly #isOnError: boolean;
  #pending = "";

  constructor(call: PatchCall, settings: PatchSettings) {
    this.#call = call;
    this.#settings = settings;
    this.#isOnError = settings.output === "-";
  }

  say(text: string): void {
    if (this.#isOnError) this.#pending += text;
    else this.#call.output.putText(text);
  }

  /** Of one character a byte. */
  sayBytes(text: string): void {
    if (this.#isOnError) this.#pending += decodeUtf8(bytesOfLatin1(text), "escape");
    else this.#call.output.put(bytesOfLatin1(text));
  }

  sayUnlessSilent(text: string): void {
    if (this.#settings.verbosity !== "silent") this.say(text);
  }

  sayIfVerbose(text: string): void {
    if (this.#settings.verbosity === "verbose") this.say(text);
  }

  ask(question: string): void {
    this.say(`${question}\n`);
  }

  async flush(): Promise<void> {
    await this.#call.output.flush();
    const text = this.#pending;
    this.#pending = "";
    if (text !== "") await this.#call.process.printError(text);
  }

  /**
   * Tells that a patch seems to be the other way round.
   * @returns what to do: turn it round, apply it as it is, or leave it out
   */
  mayReverse(problem: string, isReversed: boolean): "reverse" | "apply" | "skip" {
    const { isForward, isForced, isBatch, verbosity } = this.#settings;
    const isSilent = verbosity === "silent";
    if (isForward || !(isForced && isSilent)) this.say(problem);
    if (isForward) {
      this.say("  Skipping patch.\n");
      return "skip";
    }
    if (isForced) {
      this.sayUnlessSilent("  Applying it anyway.\n");
      return "apply";
    }
    if (isBatch) {
      this.say(isReversed ? "  Ignoring -R.\n" : "  Assuming -R.\n");
      return "reverse";
    }
    this.ask(isReversed ? "  Ignore -R? [n] " : "  Assume -R? [n] ");
    this.ask("Apply anyway? [n] ");
    this.sayUnlessSilent("Skipping patch.\n");
    return "skip";
  }
}
