/**
 * What `--version` says first of the tools that just-bash's commands stand for, in Debian 12: scripts look for the tool whose
 * behaviour they count on. Commands that are not here answer for themselves.
 */
const FIRST_LINES: Readonly<Record<string, string>> = {
  gunzip: "gunzip (gzip) 1.12",
  gzip: "gzip 1.12",
  tar: "tar (GNU tar) 1.34",
  zcat: "zcat (gzip) 1.12",
};

/** The whole of it, for programs that read it. */
const WHOLE: Readonly<Record<string, string>> = { jq: "jq-1.7.1\n" };

/** @returns nothing for a command that answers itself, or was asked for something else */
export function versionText(name: string, args: readonly string[]): string | undefined {
  if (args.length !== 1 || args[0] !== "--version") return undefined;
  const first = FIRST_LINES[name];
  return WHOLE[name] ?? (first && `${first}\nA program of just-bash's, which does what that one does.\n`);
}
