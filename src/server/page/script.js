// What this is told goes into the page as text only, never as HTML.

const EVERY_MS = 1000;
const TOKEN = "slotbox-token";
const at = (id) => document.getElementById(id);
const make = (tag, text, className) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const whole = new Intl.NumberFormat("en");
const duration = (ms) =>
  ms < 1000
    ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
    : ms < 60000
      ? `${(ms / 1000).toFixed(1)} s`
      : ms < 3600000
        ? `${Math.floor(ms / 60000)} min`
        : `${Math.floor(ms / 3600000)} h ${Math.floor(ms / 60000) % 60} min`;
const size = (bytes) => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  for (; bytes >= 1000 && unit < 4; unit++) bytes /= 1000;
  return `${bytes.toFixed(unit === 0 || bytes >= 100 ? 0 : 1)} ${units[unit]}`;
};

function figures(told) {
  const last = told.per_second.slice(-11, -1);
  const rate = last.reduce((sum, calls) => sum + calls, 0) / last.length;
  const list = [
    ["calls a second", rate < 10 ? rate.toFixed(1) : whole.format(Math.round(rate))],
    ["slots executing", `${whole.format(told.executing)} of ${whole.format(told.slots)}`],
    ["calls", whole.format(told.calls)],
    ["without success", whole.format(told.failed)],
    ["in the queue", whole.format(told.queued_calls)],
    ["workers", told.workers],
    ["workers lost", told.workers_lost, told.workers_lost > 0],
    ["isolates alive", told.isolates ?? "unknown"],
    ["background processes", told.background_processes ?? "unknown"],
    ["files in slots", size(told.workspace_bytes)],
    ["memory", size(told.memory_bytes)],
  ];
  at("figures").replaceChildren(
    ...list.map(([name, value, isBad]) => {
      const figure = make("div");
      figure.append(make("dt", name), make("dd", String(value), isBad ? "bad" : ""));
      return figure;
    }),
  );
}

function chart(perSecond) {
  const most = Math.max(1, ...perSecond);
  const bars = at("chart");
  while (bars.childElementCount < perSecond.length) bars.append(make("i"));
  perSecond.forEach((calls, index) => {
    const bar = bars.children[index];
    bar.style.height = `${(calls / most) * 100}%`;
    bar.title = `${calls} calls, ${perSecond.length - 1 - index} s ago`;
  });
  at("peak").textContent = `· most in one second: ${whole.format(Math.max(...perSecond))}`;
  bars.setAttribute("aria-label", `Calls that ended in each of the last ${perSecond.length} seconds`);
}

let drawn = "";
function cells(told) {
  const grid = at("cells");
  const each = told.slots_per_cell;
  const name = (index) => {
    const first = index * each;
    const last = Math.min(first + each, told.slots) - 1;
    return first === last ? `slot_${first}` : `slot_${first} to slot_${last}`;
  };
  if (grid.childElementCount !== told.cells.length) {
    drawn = "";
    grid.replaceChildren(...Array.from(told.cells, () => make("i")));
  }
  for (let index = 0; index < told.cells.length; index++) {
    const state = told.cells[index];
    if (state === drawn[index]) continue;
    grid.children[index].className = `s${state}`;
    grid.children[index].title = `${name(index)}: ${["unused", "used", "executing"][state]}`;
  }
  drawn = told.cells;
  at("scale").textContent =
    "· " +
    whole.format(told.slots) +
    ", " +
    whole.format(told.used) +
    " used" +
    (each > 1 ? `; ${each} to a square` : "");
}

function table(id, heads, rows) {
  const head = make("tr");
  head.append(...heads.map(([name, className]) => make("th", name, className)));
  at(id).replaceChildren(
    ...(rows.length === 0 ? [] : [head]),
    ...rows.map((row) => {
      const line = make("tr");
      line.append(
        ...row.map(([text, className, title]) => {
          const cell = make("td", text ?? "", className);
          if (title) cell.title = title;
          return cell;
        }),
      );
      return line;
    }),
  );
}

function show(told) {
  figures(told);
  chart(told.per_second);
  cells(told);
  at("running-section").hidden = told.running.length === 0;
  table(
    "running",
    [["slot"], ["tool"], ["what"], ["execution"], ["for", "number"]],
    told.running.map((call) => [
      [call.slot_id],
      [call.tool, "name", call.tool],
      [call.summary, "text", call.summary],
      [call.execution_id, "text", call.execution_id],
      [duration(call.for_ms), "number"],
    ]),
  );
  at("none").hidden = told.recent.length > 0;
  table(
    "recent",
    [["at"], ["slot"], ["tool"], ["what"], ["outcome"], ["error"], ["took", "number"]],
    told.recent.map((call) => [
      [new Date(call.began_at_ms).toLocaleTimeString()],
      [call.slot_id ?? "none"],
      [call.tool, "name", call.tool],
      [call.summary, "text", call.summary],
      [call.outcome, call.outcome === "ok" ? "ok" : "fault"],
      [call.error, "text", call.error],
      [duration(call.took_ms), "number"],
    ]),
  );
  at("all").hidden = false;
  at("ask").hidden = true;
  state(`up for ${duration(told.uptime_s * 1000)}`, false);
}

function state(text, isLost) {
  at("state").textContent = text;
  at("state").className = isLost ? "lost" : "";
}

function askForToken() {
  at("all").hidden = true;
  at("refused").hidden = sessionStorage.getItem(TOKEN) === null;
  sessionStorage.removeItem(TOKEN);
  at("ask").hidden = false;
  at("token").focus();
  state("", false);
}

let timer;
async function refresh() {
  clearTimeout(timer);
  if (document.hidden) return;
  const token = sessionStorage.getItem(TOKEN);
  try {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch("overview", { headers, cache: "no-store" });
    if (response.status === 401) return askForToken();
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    show(await response.json());
  } catch (error) {
    state(`no answer from the server (${error.message})`, true);
  }
  timer = setTimeout(refresh, EVERY_MS);
}

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, at("token").value.trim());
  at("token").value = "";
  refresh();
});
document.addEventListener("visibilitychange", refresh);
refresh();
