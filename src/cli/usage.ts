/** A mistake on the command line: the message is all the user needs. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const MAIN_HELP = `slotbox: run an agent's tool calls in memory, without Docker

  slotbox exec [options] 'COMMAND'       run a command over a copy of a folder
  slotbox batch [options] CALLS.jsonl    run the tool calls of many trajectories

  slotbox exec --help, slotbox batch --help
  slotbox --version
`;

export const EXEC_HELP = `slotbox exec [options] 'COMMAND'

Runs a bash command in a fresh slot, prints its stdout and stderr, and exits with its exit code.

  --dir DIR           copy this folder into the workspace first (it is never written to)
  --out DIR           write what the command changed to this folder
  --include NAME      copy files and folders of this name too; .git and node_modules are left out otherwise (repeatable)
  --timeout TIME      end the command after this: 500ms, 30s, 2m, or seconds (default 30s)
  --env NAME=VALUE    set an environment variable (repeatable)
  --hardened          tighter limits
  --json              print the whole result as JSON instead

Exit codes: the command's own; 124 after a timeout; 137 when a memory or output limit ended it; 1 when it could not be
run; 2 for a mistake on this command line or a folder that doesn't fit.
`;

export const BATCH_HELP = `slotbox batch [options] CALLS.jsonl

Runs one tool call a line: {"trajectory_id", "tool", "args", "timeout_s"?, "execution_id"?}. One trajectory's calls run in
order in a slot of its own, trajectories in parallel. Writes one result a line, in the order of the input; a malformed line
gives an error result. "-" reads standard input.

  --out FILE          write the results here instead of to standard output
  --artifacts DIR     keep each trajectory's workspace as DIR/<trajectory>.tar.gz
  --template DIR      what every workspace starts with
  --workers N         worker threads (default: one a core)
  --hardened          tighter limits

Exit codes: 0 when all calls were run, whatever became of them; 1 when an archive could not be kept; 2 for a mistake on
this command line; 130 after Ctrl-C, which keeps the results so far and reports the rest as stopped.
`;
