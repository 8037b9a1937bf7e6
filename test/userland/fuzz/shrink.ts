import type { Command } from "./command.ts";

const MOST_TRIES = 60;

/** The smallest command that removing arguments, characters and lines leads to, and that still is what is looked for. */
export async function shrinkCommand(
  command: Command,
  isWanted: (command: Command) => Promise<boolean>,
): Promise<Command> {
  if (command.isWhole) return command;
  let smallest = command;
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smaller(smallest)) {
      if (++tries > MOST_TRIES) return smallest;
      if (!(await isWanted(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smaller(command: Command): Generator<Command> {
  const [program, ...args] = command.args;
  for (const [index] of args.entries()) yield { ...command, args: [program, ...args.toSpliced(index, 1)] };
  for (const [path, text] of Object.entries(command.files)) {
    const lines = text.split(/(?<=\n)/);
    for (const [index] of lines.entries())
      yield { ...command, files: { ...command.files, [path]: lines.toSpliced(index, 1).join("") } };
  }
  for (const [index, arg] of command.isBound ? [] : args.entries())
    for (const shorter of shortened(arg)) yield { ...command, args: [program, ...args.with(index, shorter)] };
  for (const [path, text] of Object.entries(command.files))
    if (text.length < 40)
      for (const shorter of shortened(text)) yield { ...command, files: { ...command.files, [path]: shorter } };
}

/** Without a part: halves first, single characters last. */
function* shortened(text: string): Generator<string> {
  const characters = [...text];
  for (let size = Math.ceil(characters.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < characters.length; at += size) yield characters.toSpliced(at, size).join("");
}
