/*
 * The wire format of the sandbox server of NousResearch's hermes-agent: JSON in snake_case, times in seconds. This folder is
 * the one place that knows it, in both directions: the server reads requests and writes responses with it, the client the
 * other way round, and the command line prints results in it.
 *
 * Fields beyond the format are slotbox's own and may be missing, and so is `/hang_up`. Three things differ from the original on purpose:
 * - Symbolic links are listed and archived under their own names, where the original shows what they lead to.
 * - A response with status 404 or 405 has a JSON body as every other fault has, where the original's is text.
 * - `network_isolated` is true of every command, whatever it asked for: there is no network to reach.
 */

/** The paths that both sides name; what only a browser or Prometheus asks for is the server's own. */
export const ENDPOINTS = {
  execute: "/execute",
  batch: "/batch",
  reset: "/reset",
  hangUp: "/hang_up",
  health: "/health",
  slots: "/slots",
  tools: "/tools",
  readArtifact: "/artifacts/read",
  listArtifacts: "/artifacts/list",
  archiveArtifacts: "/artifacts/archive",
} as const;
