/** Made by runtimes/build/just-bash-commands.ts: those of JUST_BASH_COMMANDS by name. */
declare module "just-bash/commands" {
  import type { Command } from "just-bash/browser";

  export const commands: Readonly<Record<string, Command>>;
}
