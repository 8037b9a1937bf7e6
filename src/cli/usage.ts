export const MAIN_HELP = `slotbox: run an agent's tool calls in memory, without Docker

  slotbox exec [options] 'COMMAND'       run a command over a copy of a folder
  slotbox batch [options] CALLS.jsonl    run the tool calls of many trajectories
  slotbox serve [options]                answer tool calls over HTTP, as hermes-agent's sandbox server does

  slotbox exec --help, slotbox batch --help, slotbox serve --help
  slotbox --version
`;

export const EXEC_HELP = `slotbox exec [options] 'COMMAND'

Runs a bash command in a fresh slot, prints its stdout and stderr, and exits with its exit code. Its standard input is
empty; bytes it prints that are not UTF-8 come out as replacement characters.

  --dir DIR           copy this folder into the workspace first
  --out DIR           write what the command changed to this folder: files, folders and links it made or changed; what
                      it removed is removed. The folder of --dir is only ever written to if it is named here too
  --include NAME      copy and write files and folders of this name too: .git and node_modules are left out otherwise
                      (repeatable)
  --exclude NAME      leave out files and folders of this name too (repeatable)
  --timeout TIME      end the command after this: 500ms, 30s, 2m, or seconds (default 30s)
  --env NAME=VALUE    set an environment variable (repeatable)
  --python-packages P a folder of pure-Python packages (pip install --target) or a wheel, for python3 (repeatable)
  --hardened          tighter limits
  --json              print the whole result as one JSON object instead

Exit codes: the command's own; 124 after a timeout; 137 when a memory or output limit ended it; 1 when the sandbox
failed or a change could not be written; 2 for a mistake on this command line or a folder that doesn't fit.

  slotbox exec --dir . 'grep -rn TODO src | wc -l'
  slotbox exec --dir . --out changes "sed -i 's/colour/color/g' *.md"
`;

export const SERVE_HELP = `slotbox serve [options]

Answers tool calls over HTTP in the format of hermes-agent's sandbox server. Prints one line when it listens, and ends
cleanly at Ctrl-C or SIGTERM: no new work, calls that run may go on for the time of --grace. In a browser, its address
shows what it is at; /metrics tells Prometheus.

  --host ADDRESS      where to listen (default 127.0.0.1); an address that others can reach needs --token
  --port PORT         0 takes any that is free (default 8080)
  --slots N           slots slot_0 to slot_N-1, which cost nothing until used (default 10)
  --workers N         workers (default: one a core, 8 at most)
  --isolation MODE    process (the default): workers are processes, so that a program that ends one costs no other call;
                      thread: quicker calls and less memory, but such a program ends the server
  --token TOKEN       wanted from every client, as "Authorization: Bearer TOKEN"
  --insecure          allow an address that others can reach without a token
  --dir DIR           what every workspace starts with (.git and node_modules are left out)
  --include NAME      copy files and folders of this name too (repeatable)
  --python-packages P a folder of pure-Python packages (pip install --target) or a wheel, for python3 (repeatable)
  --grace TIME        how long calls may go on at the end (default 5s)
  --hardened          tighter limits

Exit codes: 0 when it was told to end; 1 when it can't listen; 2 for a mistake on this command line.
`;

export const BATCH_HELP = `slotbox batch [options] CALLS.jsonl

Runs one tool call a line: {"trajectory_id", "tool", "args", "timeout_s"?, "execution_id"?}. One trajectory's calls run in
order in a slot of its own, trajectories in parallel. Writes one result a line, in the order of the input, as soon as those
before it are written; a malformed line gives an error result (outcome "invalid"). "-" reads standard input, to its end.

  --out FILE          write the results here instead of to standard output
  --artifacts DIR     keep each trajectory's files as DIR/<trajectory>.tar.gz (its id, percent-encoded)
  --dir DIR           what every workspace starts with
  --include NAME      copy files and folders of this name too: .git and node_modules are left out otherwise (repeatable)
  --workers N         workers (default: one a core, 8 at most)
  --isolation MODE    thread (the default), or process: a program that ends its worker costs no other call
  --python-packages P a folder of pure-Python packages (pip install --target) or a wheel, for python3 (repeatable)
  --hardened          tighter limits

Exit codes: 0 when all calls were run, whatever became of them; 1 when an archive could not be kept or the results not
be written; 2 for a mistake on this command line; 130 after Ctrl-C (143 after SIGTERM), which keeps the results so far
and reports the rest with outcome "stopped".
`;
