"use strict";
const D = JSON.parse(document.getElementById("data").textContent);
const NS = "http://www.w3.org/2000/svg";
const CLASSES = ["one", "two", "three"];
const term = (id) => D.terms.findIndex((t) => t.id === id);
const number = (x) => Math.round(x).toLocaleString("en-GB").replace(/,/g, "\u2009");
const signed = (x) => (x > 0 ? "+" : x < 0 ? "\u2212" : "\u00b1") + number(Math.abs(x));
const names = D.names;
let draft = D.terms.map((t) => t.options.findIndex((o) => o.id === D.draft.options[t.id]));
const origin = draft.slice();

function el(name, attributes = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inside.filter((x) => x !== null && x !== ""));
  return node;
}
function draw(name, attributes = {}, ...inside) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inside);
  return node;
}
function cell(p) {
  let n = 0;
  D.operational.forEach((t, i) => { n = n * D.shape[i] + p[t]; });
  return n;
}
const people = (p) => D.people[cell(p)];
function chance(p, party) {
  if (p.some((o, t) => D.terms[t].options[o].red.includes(party))) return 0;
  const cloud = D.clouds[party];
  let yes = 0;
  cloud.values.forEach((row, s) => {
    let sum = 0;
    for (let t = 0; t < p.length; t++) sum += row[t][p[t]];
    if (sum >= cloud.least[s]) yes++;
  });
  return yes / cloud.least.length;
}
const all = (p) => D.parties.reduce((product, party) => product * chance(p, party.id), 1);
const below = (p) => p.flatMap((o, t) => D.terms[t].options[o].breaks);
function moved(p, t, o) { const q = p.slice(); q[t] = o; return q; }
function comfort(p) {
  return Math.min(...D.parties.map((party) => {
    const c = D.clouds[party.id];
    let sum = 0;
    c.values.forEach((row, s) => { p.forEach((o, t) => { sum += row[t][o]; }); sum -= c.least[s]; });
    return sum / c.least.length / 10000;
  }));
}
function likely(share) {
  if (share >= 0.995) return "accepts under every preference not excluded";
  if (share >= 0.8) return "accepts, likely";
  if (share >= 0.5) return "accepts, more likely than not";
  if (share >= 0.2) return "is unsure";
  return share > 0 ? "refuses, likely" : "refuses";
}
function sentence() {
  const n = cell(draft);
  const parts = D.parties.map((p) => `${p.name} ${likely(chance(draft, p.id))}`);
  const out = D.valued ? `This draft brings ${D.known[n] ? "" : "at least "}${number(people(draft))} people out; ` : "";
  document.getElementById("sentence").textContent = out + parts.join("; ") + ".";
  const floor = document.getElementById("floor");
  const broken = [...new Set(below(draft))];
  floor.hidden = !broken.length;
  floor.textContent = broken.length ? "Not an agreement, whatever it achieves: " + broken.map((b) => D.floor[b]).join(" ") : "";
  const weakest = D.steps.as_planned && D.steps.as_planned.weakest;
  const proof = D.valued ? `Weighted ${number(D.weights[n])}, at most ${number(D.bounds[n])} is possible (proven). ` : "No operation stands beside these terms, so nothing is counted in people. ";
  const step = weakest ? `Weakest moment: ${weakest.step}, ${names[weakest.party] || weakest.party} (${weakest.margin}). ` : "";
  const changed = draft.some((o, t) => o !== origin[t]) ? "Moved from the draft; prices and cards speak of the draft itself." : "";
  document.getElementById("below").textContent = (D.route ? `Along the route: ${D.route.advice.toUpperCase()}, ${D.route.reason}. ` : "") + proof + step + changed;
}
function stop(t, o, row) {
  const T = D.terms[t], option = T.options[o], last = T.options.length - 1;
  const picture = draw("svg", { viewBox: "0 0 100 34", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (option.shared) picture.append(draw("rect", { class: "lit", x: 0, y: 6, width: 100, height: 22 }));
  picture.append(draw("line", { class: "line", x1: o ? 0 : 50, x2: o === last ? 50 : 100, y1: 17, y2: 17, "vector-effect": "non-scaling-stroke" }));
  D.parties.slice(0, 3).forEach((party, i) => {
    const position = T.positions.find((x) => x.party === party.id);
    if (!position) return;
    const range = position.accepts.length ? position.accepts : position.wants === null ? [] : [position.wants];
    if (range.includes(o)) picture.append(draw("line", { class: `band ${CLASSES[i]}`, x1: 6, x2: 94, y1: [3, 31, 25][i], y2: [3, 31, 25][i], "vector-effect": "non-scaling-stroke" }));
  });
  const round = draw("svg", { class: "round", viewBox: "-17 -17 34 34", "aria-hidden": "true" });
  const share = all(moved(draft, t, o));
  round.append(draw("circle", { class: "empty", r: 7 }), draw("circle", { class: "chance", r: 7, "fill-opacity": share.toFixed(3) }));
  if (draft[t] === o) round.append(draw("circle", { class: "bead", r: 10.5 }));
  if (option.red.length) round.append(draw("line", { class: "redline", x1: 13, x2: 13, y1: -10, y2: 10 }));
  if (option.breaks.length) round.append(draw("line", { class: "redline", x1: -9, x2: 9, y1: 9, y2: -9 }));
  const told = `${Math.round(share * 100)} % that all accept` + (D.valued ? `, ${D.known[cell(moved(draft, t, o))] ? "" : "at least "}${number(people(moved(draft, t, o)))} people` : "") + (option.red.length ? "; red line of " + option.red.map((p) => names[p]).join(", ") : "") + (option.breaks.length ? "; below the floor" : "");
  const button = el("button", { class: "stop", type: "button", role: "radio", "aria-checked": draft[t] === o, tabindex: draft[t] === o ? 0 : -1, title: told, "aria-label": `${option.name}: ${told}` }, el("i", {}, picture, round), el("span", {}, option.name));
  button.addEventListener("click", () => { draft = moved(draft, t, o); paint(); row().children[o].focus(); });
  return button;
}
function price(t) {
  const box = el("div", { class: "price" });
  if (!D.valued) {
    const words = D.terms[t].positions.filter((p) => p.basis !== "unknown" && D.parties.some((x) => x.id === p.party)).length;
    box.append(el("div", {}, `${words} of ${D.parties.length} positions known`));
    return box;
  }
  [[-1, "\u2190"], [1, "\u2192"]].forEach(([step, arrow]) => {
    const o = draft[t] + step;
    if (o < 0 || o >= D.terms[t].options.length) return;
    const there = moved(draft, t, o);
    const gain = people(there) - people(draft);
    const same = cell(there) === cell(draft);
    if (!same && !(D.known[cell(there)] && D.known[cell(draft)])) { box.append(el("div", { class: "kind" }, `${arrow} not planned yet`)); return; }
    const known = D.prices.find((p) => term(p.term) === t && p.to === D.terms[t].options[o].id);
    const at = draft.every((x, i) => x === origin[i]) && known ? known : null;
    box.append(el("div", { title: at ? `${at.reason}; proven between ${number(at.weighted_low)} and ${number(at.weighted_high)} weighted` : "" }, `${arrow} ${signed(gain)} people`));
    if (at && !gain && !same && at.reason && step > 0) box.append(el("div", { class: "kind" }, at.reason));
  });
  if (!D.operational.includes(t)) box.replaceChildren(el("div", { class: "kind" }, "changes nothing in the movement itself"));
  return box;
}
function rails() {
  const box = document.querySelector("#rails > div");
  box.replaceChildren();
  D.terms.forEach((T, t) => {
    const stops = el("div", { class: "stops", role: "radiogroup", "aria-label": T.name });
    const row = () => document.querySelectorAll("#rails .stops")[t];
    T.options.forEach((_, o) => stops.append(stop(t, o, row)));
    stops.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const o = draft[t] + (step || 0);
      if (step && o >= 0 && o < T.options.length) { event.preventDefault(); draft = moved(draft, t, o); paint(); row().children[o].focus(); }
    });
    box.append(el("div", { class: "rail" }, el("div", {}, el("b", {}, T.name), el("span", { class: "kind" }, T.kind)), stops, price(t)));
  });
}
function front() {
  if (!D.valued) { document.getElementById("front").hidden = true; return; }
  const box = document.querySelector("#front > div");
  const W = 300, H = 250, left = 44, base = 218;
  const dots = D.frontier.map((f) => ({ x: Math.min(...Object.values(f.comfort)), y: f.people, f }));
  const walk = D.path.map((p) => ({ x: comfort(p.options), y: people(p.options), id: p.id }));
  const here = { x: comfort(draft), y: people(draft) };
  const every = [...dots, ...walk, here];
  const xs = every.map((d) => d.x), ys = every.map((d) => d.y);
  const lo = Math.min(0, ...xs), hi = Math.max(0.05, ...xs), top = Math.max(1, ...ys);
  const X = (x) => left + ((x - lo) / (hi - lo)) * (W - left - 12), Y = (y) => base - (y / top) * (base - 14);
  const picture = draw("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": "The efficient packages: people out upwards, comfort of the most reluctant party to the right" });
  picture.append(draw("line", { class: "axis", x1: left, x2: W, y1: base, y2: base }), draw("line", { class: "axis", x1: X(0), x2: X(0), y1: 8, y2: base }));
  const text = (x, y, words, anchor, small = true) => { const node = draw("text", { x, y, "text-anchor": anchor }); if (small) node.setAttribute("class", "small"); node.textContent = words; picture.append(node); };
  [0, 0.5, 1].forEach((share) => text(left - 5, Y(top * share) + 4, number(top * share), "end"));
  text(X(0), base + 13, "would just accept", "middle");
  text(W, base + 26, "comfort of the most reluctant \u2192", "end");
  dots.forEach((d) => {
    const dot = draw("circle", { class: d.f.valued ? "dot" : "dot unplanned", cx: X(d.x), cy: Y(d.y), r: 2 + 4 * d.f.all });
    dot.addEventListener("mouseenter", () => {
      const changed = D.terms.filter((T) => D.draft.options[T.id] !== d.f.options[T.id]).map((T) => `${T.name}: ${T.options.find((o) => o.id === d.f.options[T.id]).name}`);
      document.getElementById("hover").textContent = `${d.f.valued ? "" : "Not planned yet, at least "}${number(d.y)} people, ${Math.round(d.f.all * 100)} % that all accept. Otherwise than the draft: ${changed.join("; ") || "nothing"}.`;
    });
    picture.append(dot);
  });
  if (walk.length > 1) picture.append(draw("polyline", { class: "walk", points: walk.map((p) => `${X(p.x)},${Y(p.y)}`).join(" ") }));
  walk.forEach((p, i) => { picture.append(draw("circle", { class: "walk", cx: X(p.x), cy: Y(p.y), r: 2.5 })); if (i < walk.length - 1) text(X(p.x) + 5, Y(p.y) - 5, p.id, "start"); });
  picture.append(draw("circle", { class: "ring", cx: X(here.x), cy: Y(here.y), r: 7 }));
  box.replaceChildren(picture);
  if (!document.getElementById("hover").textContent) document.getElementById("hover").textContent = `${number(D.frontier_points)} points that nothing betters; a larger dot is accepted under more preferences, a hollow one is not planned yet. Ring: this draft; thin line: the drafts before it.`;
}
function cards() {
  const box = document.querySelector("#next > div");
  box.replaceChildren();
  if (!D.asks.length) box.append(el("p", { class: "quiet" }, D.valued ? "No single or paired move gains people here." : "Without an operation there are no people to gain; see the question below."));
  D.asks.forEach((a) => {
    box.append(el("div", { class: "card" },
      el("p", { class: "big" }, `${signed(a.people)} people`),
      el("p", {}, `Ask ${names[a.giver] || a.giver} for `, el("b", {}, `${a.ask.name}: ${a.ask.to}`), ` (now ${a.ask.from}).`),
      el("p", {}, a.offer ? "Offer in return " : "Nothing that is cheap to give comes to mind.", a.offer ? el("b", {}, `${a.offer.name}: ${a.offer.to}`) : ""),
      el("p", { class: "quiet" }, `All accept: ${Math.round(a.chance_before * 100)} % now, ${Math.round(a.chance_after * 100)} % then.${a.why ? " Now " + a.why + "." : ""}`)));
  });
  if (D.question) {
    const q = D.question;
    const other = D.terms.filter((T) => q.package.options[T.id] !== D.draft.options[T.id]).map((T) => `${T.name}: ${T.options.find((o) => o.id === q.package.options[T.id]).name}`);
    box.append(el("div", { class: "card ask-party" }, el("p", {}, el("b", {}, "Unsure: ask the party.")),
      el("p", {}, `Would ${names[q.party] || q.party} accept the draft${other.length ? " with " + other.join("; ") : " as it stands"}?`),
      el("p", { class: "quiet" }, `${Math.round(q.share_yes * 100)} % of the preferences not excluded say yes.` + (D.valued ? ` Knowing is worth ${number(q.people)} people.` : ""))));
  }
}
function holds() {
  const box = document.querySelector("#hold > div");
  const h = D.holding;
  if (h) {
    box.append(el("p", {}, `\u201cAll keep\u201d is stable under ${Math.round(h.share.seq * 100)} % of the preferences not excluded (sequentially; ${Math.round(h.share.nash * 100)} % with no punishment at all).`));
    const best = h.would_help.find((c) => !c.known);
    if (best) box.append(el("p", {}, `It would hold under ${Math.round(best.share_if * 100)} % if ${names[best.party] || best.party} surely liked keeping better than to ${best.deviation}.`));
    box.append(el("p", { class: "quiet" }, `Punishment: ${h.sanctions}. ${h.coalition}`));
  }
  const planned = D.steps.as_planned, better = D.steps.best_order;
  if (planned) {
    const who = [...new Set(planned.margins.map((m) => m.party))];
    const table = el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "step"), ...who.map((w) => el("th", { class: "n" }, names[w] || w)))));
    const body = el("tbody");
    planned.steps.forEach((step) => body.append(el("tr", {}, el("td", {}, step), ...who.map((w) => el("td", { class: "n" }, String(planned.margins.find((m) => m.step === step && m.party === w).margin))))));
    table.append(body);
    box.append(el("p", { class: "quiet" }, "Margin of going on over breaking now; below 0 it breaks."), table);
    if (better && better.weakest.margin > planned.weakest.margin) box.append(el("p", {}, `Better in the order ${better.steps.join(", ")}: smallest margin ${better.weakest.margin} instead of ${planned.weakest.margin}.`));
  }
  if (!h && !planned) box.append(el("p", { class: "quiet" }, "Nothing is told of what each side prefers: add [[comparison]] and [[step]]."));
}
function wording() {
  const box = document.querySelector("#words > div");
  D.mismatches.forEach((m) => box.append(el("div", { class: "card" }, el("p", {}, el("b", {}, `${D.terms[term(m.term)].name}: ${m.about.replace(/_/g, " ")}`)), ...m.said.map(([party, said]) => el("p", {}, `${names[party] || party}: \u201c${said}\u201d`)))));
  if (!D.mismatches.length) box.append(el("p", { class: "quiet" }, "No mismatch of meaning was found in what is written here."));
  const list = (words, ids) => (ids.length ? el("p", {}, `${words}: ${ids.map((i) => (term(i) < 0 ? i : D.terms[term(i)].name)).join(", ")}.`) : "");
  const I = D.islands;
  box.append(...[list("They meet on", I.convergent), list("They part on", I.divergent), list("Not known on", I.unknown), list("Told differently", I.contested)].filter((x) => x !== ""));
}
function consent() {
  const box = document.querySelector("#consent > div");
  if (!D.clauses.length) { box.append(el("p", { class: "quiet" }, "No draft is written down yet.")); return; }
  const head = el("tr", {}, el("th", {}, "clause"), ...D.parties.map((p) => el("th", {}, p.name)), el("th", {}, "known at"));
  const body = el("tbody");
  D.terms.forEach((T) => {
    const row = D.clauses.filter((c) => c.term === T.id);
    if (!row.length) return;
    const state = (c) => (c.form === "none" ? "no word yet" : c.form) + (c.changed ? ", changed since" : "") + (c.expired ? ", run out" : "") + (c.met ? "" : ", condition not met");
    body.append(el("tr", {}, el("td", {}, T.name), ...D.parties.map((p) => { const c = row.find((x) => x.party === p.id); return el("td", {}, (c.stands ? "\u25cf " : "\u25cb ") + state(c)); }), el("td", {}, row[0].posts.join(", ") || "no post")));
  });
  box.append(el("table", {}, el("thead", {}, head), body));
}
function key() {
  const shapes = ["solid band above", "dashed band below", "dotted band"];
  document.getElementById("key").textContent = D.parties.slice(0, 3).map((p, i) => `${p.name}: ${shapes[i]}`).join(" \u00b7 ") + " \u00b7 lit: all ranges meet \u00b7 darker stop: more likely that all accept \u00b7 ring: the draft \u00b7 upright bar: red line \u00b7 slash: below the floor";
  document.querySelector("footer").textContent = `${number(D.space.packages)} packages left open; ${number(D.space.combinations)} operational combinations, ${number(D.space.solved)} planned, ${number(D.space.within_1_percent)} within 1 % of their bound, widest gap ${Math.round(D.space.widest_gap * 100)} %. Shares are shares of preferences not excluded, not forecasts.`;
}
function paint() { sentence(); rails(); front(); }
paint(); cards(); holds(); wording(); consent(); key();
