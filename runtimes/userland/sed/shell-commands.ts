import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { readAll } from "../../kernel/read-all.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { startShell, statusOfChild } from "../program/shell-children.ts";

/** Runs commands of the shell for what they print. */
export class ShellCommands {
  readonly #process: Process;
  readonly #kernel: Kernel;

  constructor({ process, kernel }: { readonly process: Process; readonly kernel: Kernel }) {
    this.#process = process;
    this.#kernel = kernel;
  }

  async outputOf(command: string): Promise<string> {
    const { descriptors } = this.#process;
    const { readEnd, writeEnd } = this.#kernel.pipe();
    const child = startShell(this.#process, this.#kernel, command, { fd: 1, description: writeEnd });
    const fd = descriptors.add(readEnd, { closeOnExec: true });
    try {
      return decodeUtf8(await readAll(this.#process, fd), "escape");
    } finally {
      descriptors.close(fd);
      await statusOfChild(this.#process, this.#kernel, child.pid);
    }
  }
}
