/** Of the page. No style attributes: the page's policy allows this one sheet. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1c2330; --soft: #6a7485; --line: #dfe3ea;
  --unused: #dde2ea; --used: #8fb3f5; --busy: #f59e2c; --good: #1f8a4c; --bad: #c6352b; --bar: #3b78e7; }
@media (prefers-color-scheme: dark) { :root { --back: #12161d; --card: #1a2029; --text: #e4e8ef; --soft: #8d98a9;
  --line: #2b3340; --unused: #2c3543; --used: #3f6fc4; --busy: #f0a23a; --good: #55c283; --bad: #f0766c; --bar: #5b92f0; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1080px; padding: 24px 20px 48px; background: var(--back); color: var(--text);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { display: flex; align-items: baseline; gap: 14px; margin-bottom: 16px; }
h1 { font-size: 22px; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 13px; font-weight: 600; margin: 0 0 10px; }
h2 span, #state, .legend, dt, #none { color: var(--soft); font-weight: 400; }
#state { margin: 0; }
#state.lost { color: var(--bad); }
section, form, dl div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
section, form { padding: 14px 16px; margin: 0 0 14px; }
form { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
form p { margin: 0; color: var(--bad); }
input, button { font: inherit; padding: 5px 10px; border-radius: 6px; border: 1px solid var(--line); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 10px; margin: 0 0 14px; }
dl div { padding: 10px 12px; }
dt { font-size: 12px; }
dd { margin: 2px 0 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.bad { color: var(--bad); }
#chart { display: flex; align-items: flex-end; gap: 2px; height: 72px; border-bottom: 1px solid var(--line); }
#chart i { flex: 1; background: var(--bar); border-radius: 2px 2px 0 0; min-height: 0; }
#cells { display: grid; grid-template-columns: repeat(auto-fill, 12px); gap: 3px; }
#cells i, .legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; background: var(--unused); }
#cells .s1, .legend .s1 { background: var(--used); }
#cells .s2, .legend .s2 { background: var(--busy); }
.legend { margin: 10px 0 0; font-size: 12px; }
.legend i { margin: 0 4px 0 12px; vertical-align: -2px; }
.legend i:first-child { margin-left: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; font-weight: 400; color: var(--soft); }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.text, td.name { max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
td.name { max-width: 120px; }
td.text { font: 12px/1.5 ui-monospace, monospace; }
td.number, th.number { text-align: right; }
.ok { color: var(--good); }
.fault { color: var(--bad); }
#none { margin: 0; }
`;
