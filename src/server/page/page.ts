import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { EndpointResponse } from "../response.ts";

const STYLE = '<link rel="stylesheet" href="style.css">';
const SCRIPT = '<script type="module" src="script.js"></script>';

let page: Promise<EndpointResponse> | undefined;

/** The same for everyone: what it shows, it asks for. Its files are read when it is wanted first. */
export function servedPage(): Promise<EndpointResponse> {
  page ??= readPage();
  return page;
}

/** One document, with its style and its script in it: its policy allows these two by their hashes, and nothing else. */
async function readPage(): Promise<EndpointResponse> {
  const [html, style, script] = await Promise.all(["index.html", "style.css", "script.js"].map(readAsset));
  if (html === undefined || style === undefined || script === undefined) throw new Error("the page lacks a file");
  return {
    status: 200,
    text: html
      .replace(STYLE, () => `<style>${style}</style>`)
      .replace(SCRIPT, () => `<script type="module">${script}</script>`),
    contentType: "text/html; charset=utf-8",
    headers: {
      "content-security-policy": [
        "default-src 'none'",
        `script-src ${hashOf(script)}`,
        `style-src ${hashOf(style)}`,
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
    },
  };
}

/** With the line ends that a browser sees, whatever a checkout made of them: the hashes are of these. */
async function readAsset(name: string): Promise<string> {
  const text = await readFile(new URL(name, import.meta.url), "utf8");
  return text.replaceAll("\r\n", "\n");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
