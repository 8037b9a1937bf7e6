import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type SandboxServer, type ServeOptions, serveSandbox } from "../../src/index.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const chromium = findChromium();
const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

const start = async (options: ServeOptions): Promise<SandboxServer> =>
  serveSandbox(await createSandbox({ workers: 1 }), { port: 0, graceMs: 0, ...options });

async function batch(server: SandboxServer, requests: readonly object[]): Promise<void> {
  const response = await fetch(`${server.url}/batch`, { method: "POST", body: JSON.stringify(requests) });
  expect(response.status).toBe(200);
}

const bash = (slot: number, command: string, more: object = {}): object => ({
  slot_id: `slot_${slot}`,
  tool: "bash",
  args: { command },
  ...more,
});

describe.runIf(chromium)("the page, in a Chromium (where there is one)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(chromium ?? "");
  });
  afterAll(() => browser.close());

  /** A page, and all that went wrong in it. */
  async function open(url: string): Promise<{ page: Page; faults: string[]; asked: string[] }> {
    const page = await browser.newPage();
    const faults: string[] = [];
    const asked: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => asked.push(request.url()));
    await page.setViewport({ width: 1100, height: 900 });
    await page.goto(url);
    return { page, faults, asked };
  }

  const text = (page: Page, selector: string): Promise<string> =>
    page.$eval(selector, (element) => (element as unknown as { innerText: string }).innerText);

  it("shows slots, calls that run, recent ones and the throughput, all from this server", async () => {
    await using server = await start({ slots: 64 });
    await batch(server, [
      ...Array.from({ length: 20 }, (_, index) => bash(index, `echo ${index}`, { execution_id: `e-${index}` })),
      bash(1, "exit 3"),
      { slot_id: "slot_2", tool: HOSTILE, args: {}, execution_id: HOSTILE },
      bash(3, `echo '${HOSTILE}'`),
    ]);
    const pending = batch(server, [bash(5, "sleep 300; : long", { timeout: 600 })]).catch(() => {});
    const { page, faults, asked } = await open(server.url);
    await page.waitForFunction("document.querySelectorAll('#running td').length > 0");

    expect(await page.$$eval("#cells i", (cells) => cells.length)).toBe(64);
    expect(await page.$$eval("#cells .s2", (cells) => cells.map(({ title }) => title))).toEqual(["slot_5: executing"]);
    expect(await text(page, "#running")).toContain("sleep 300; : long");
    expect(await page.$$eval("#recent tr", (rows) => rows.length)).toBe(24);
    expect(await text(page, "#recent")).toContain("Exit code: 3");
    expect(await text(page, "#recent")).toContain(HOSTILE.slice(0, 60));
    expect(await text(page, "#figures")).toMatch(/slots executing\s+1 of 64/);
    expect(await page.$$eval("#chart i", (bars) => bars.length)).toBe(60);
    expect(await page.title()).toBe("slotbox");
    // However long a name is, every column is in view.
    expect(
      await page.evaluate("[...document.querySelectorAll('.wide')].every((b) => b.scrollWidth <= b.clientWidth)"),
    ).toBe(true);
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([server.url]));
    const picture = join(tmpdir(), "slotbox-page.png");
    await page.screenshot({ path: picture as `${string}.png` });
    expect((await stat(picture)).size).toBeGreaterThan(10_000);
    expect(faults).toEqual([]);
    await page.close();
    await server.close();
    await pending;
  });

  it("follows what happens, without a reload", async () => {
    await using server = await start({ slots: 3 });
    const { page, faults } = await open(server.url);
    await page.waitForFunction("document.getElementById('none').checkVisibility()");
    await batch(server, [bash(2, "echo new")]);
    await page.waitForFunction("document.querySelectorAll('#recent tr').length === 2");
    expect(await page.$$eval("#cells .s1", (cells) => cells.map(({ title }) => title))).toEqual(["slot_2: used"]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("stays light with ten thousand slots", async () => {
    await using server = await start({ slots: 10_000 });
    await batch(server, [bash(9_999, "echo last")]);
    const { page, faults } = await open(server.url);
    await page.waitForSelector("#cells .s1");
    expect(await page.$$eval("#cells i", (cells) => cells.length)).toBe(1000);
    expect(await page.$$eval("#cells .s1", (cells) => cells.map(({ title }) => title))).toEqual([
      "slot_9990 to slot_9999: used",
    ]);
    const answer = await fetch(`${server.url}/overview`);
    expect((await answer.text()).length).toBeLessThan(20_000);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("asks for the token, and keeps it for the tab", async () => {
    await using server = await start({ slots: 2, token: "s3cret" });
    const { page } = await open(server.url);
    const enter = async (token: string): Promise<void> => {
      await page.waitForFunction("document.activeElement.id === 'token'");
      await page.type("#token", token);
      await page.keyboard.press("Enter");
    };
    await enter("wrong");
    await page.waitForFunction("document.getElementById('refused').checkVisibility()");
    await enter("s3cret");
    await page.waitForFunction("document.getElementById('all').checkVisibility()");
    expect(await text(page, "#figures")).toMatch(/0 of 2/);
    await page.reload();
    await page.waitForFunction("document.getElementById('all').checkVisibility()");
    await page.close();
  });

  it("says when the server is gone", async () => {
    await using server = await start({ slots: 2 });
    const { page } = await open(server.url);
    await page.waitForFunction("document.getElementById('all').checkVisibility()");
    await server.close();
    await page.waitForSelector("#state.lost");
    await page.close();
  });
});

it("the page is one file, with a policy that lets nothing else in", async () => {
  await using server = await start({ token: "s3cret" });
  const response = await fetch(server.url);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; connect-src 'self'; /,
  );
  const html = await response.text();
  const within = (tag: string): string => new RegExp(`<${tag}[^>]*>(.*)</${tag}>`, "s").exec(html)?.[1] ?? "";
  for (const tag of ["script", "style"]) {
    const hash = createHash("sha256").update(within(tag)).digest("base64");
    expect(response.headers.get("content-security-policy")).toContain(`${tag}-src 'sha256-${hash}'`);
  }
  expect(html).not.toMatch(/https?:|\bstyle="|\bon[a-z]+="|innerHTML/);
  expect(html).not.toContain("s3cret");
  expect((await fetch(`${server.url}/overview`)).status).toBe(401);
});
