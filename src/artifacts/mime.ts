/** The wire format's table, which is shorter than any library's. */
const TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  log: "text/plain",
  md: "text/markdown",
  png: "image/png",
  tgz: "application/gzip",
  txt: "text/plain",
  webp: "image/webp",
  xml: "application/xml",
};

export function mimeOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const suffix = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  return (Object.hasOwn(TYPES, suffix) ? TYPES[suffix] : undefined) ?? "application/octet-stream";
}
