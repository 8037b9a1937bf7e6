/** What the options of one run say; the words of the expression change it as they are read. */
export class FindSettings {
  /** Which symbolic links stand for what they lead to: those that are named, or all. */
  follows: "never" | "named" | "always" = "never";
  /** Whether what is in a directory comes before it. */
  isDepthFirst = false;
  minDepth = 0;
  maxDepth = Number.POSITIVE_INFINITY;
  warns = false;
  /** Whether files that go while they are being looked for are nothing to complain of. */
  ignoresRaces = false;
  /** What the expressions behind it are written in. */
  regexType = "findutils-default";
  /** Whether days behind it begin at midnight, not at this time of the day. */
  countsFromMidnight = false;
  /** The file with the starting points. */
  startsFrom: string | undefined;
  /** Whether something is done with files, so that they are not printed. */
  hasAction = false;
  deletes = false;
  prunes = false;
  /** Whether -depth is in the expression, not only implied. */
  wantsDepthFirst = false;
  /** Which command asks before it runs, if one does. */
  asks = false;
}
