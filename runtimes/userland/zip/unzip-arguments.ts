/** The options of unzip stand before the zip file; behind it stand members, and only `-x` and `-d`. */
export function withUnzipLists(args: readonly string[]): readonly string[] {
  const modern: string[] = [];
  const rest = [...args];
  let hasFile = false;
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-d" || (arg.startsWith("-d") && hasFile)) {
      const folder = arg === "-d" ? rest.shift() : arg.slice(2);
      modern.push(...(folder === undefined ? ["-d"] : [`--directory=${folder}`]));
    } else if (!hasFile && /^-[a-zA-Z]*x/.test(arg) && !arg.startsWith("-Z")) {
      // Before the zip file it says no more than that files are taken out.
      const others = arg.replaceAll("x", "");
      if (others !== "-") modern.push(others);
    } else if (arg === "-x" || (arg.startsWith("-x") && hasFile)) {
      if (arg !== "-x") modern.push(`--exclude=${arg.slice(2)}`);
      while (rest[0] !== undefined && rest[0] !== "-d") modern.push(`--exclude=${rest.shift() ?? ""}`);
    } else if (hasFile || !arg.startsWith("-") || arg === "-") {
      modern.push(...(arg.startsWith("-") ? [`--member=${arg}`] : [arg]));
      hasFile = true;
    } else if (arg.startsWith("-Z")) {
      modern.push("--zipinfo", ...[...arg.slice(2)].map((letter) => `--info-${letter}`));
      while (rest[0]?.startsWith("-") && rest[0] !== "-")
        modern.push(...[...(rest.shift() ?? "")].slice(1).map((letter) => `--info-${letter}`));
    } else if (arg.startsWith("--")) {
      // Other long options are none, and are passed over.
      if (arg === "--help" || arg === "--version") modern.push(arg);
    } else modern.push(arg);
  }
  return modern;
}
