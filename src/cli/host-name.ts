/** Also the short name that NTFS may have for `.git`. */
const IMPOSSIBLE_ON_WINDOWS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them
  /[<>:"/\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^git~\d+$/i;

/** @throws Error for a name that would lead elsewhere, or that a file of this platform can't have */
export function assertHostName(name: string, platform: NodeJS.Platform = process.platform): void {
  const isPlain = name !== "" && name !== "." && name !== ".." && !name.includes("/");
  if (!isPlain || (platform === "win32" && IMPOSSIBLE_ON_WINDOWS.test(name)))
    throw new Error("a file can't have that name here");
}
