import { createHash } from "node:crypto";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import type { EndpointResponse } from "./response.ts";

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>slotbox</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>slotbox</h1><p id="state" role="status">asking the server …</p></header>
<form id="ask" hidden>
<label for="token">This server wants a token.</label>
<input id="token" type="password" autocomplete="off" spellcheck="false" required>
<button>Show</button>
<p id="refused" hidden>It was not the right one.</p>
</form>
<main id="all" hidden>
<dl id="figures"></dl>
<section><h2>Calls a second, last minute <span id="peak"></span></h2><div id="chart" role="img"></div></section>
<section>
<h2>Slots <span id="scale"></span></h2>
<div id="cells"></div>
<p class="legend"><i></i> unused <i class="s1"></i> used <i class="s2"></i> executing</p>
</section>
<section id="running-section" hidden><h2>Running now</h2><div class="wide"><table id="running"></table></div></section>
<section><h2>Recent calls</h2><p id="none">None yet.</p><div class="wide"><table id="recent"></table></div></section>
</main>
<noscript>This page needs JavaScript; <code>GET /overview</code> has what it shows.</noscript>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The same for everyone: what it shows, it asks for. */
export const PAGE: EndpointResponse = {
  status: 200,
  text: HTML,
  contentType: "text/html; charset=utf-8",
  headers: {
    "content-security-policy": [
      "default-src 'none'",
      `script-src ${hashOf(PAGE_SCRIPT)}`,
      `style-src ${hashOf(PAGE_STYLE)}`,
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
