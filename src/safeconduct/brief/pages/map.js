
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const by = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const LEG = 0, START = 1, END = 2, NAME = 3, VEHICLES = 4, PEOPLE = 5, FROM = 6, TO = 7;

  const two = (n) => String(n).padStart(2, "0");
  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const counted = (n, one, many) => `${grouped(n)} ${n === 1 ? one : many}`;
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const placeName = (i) => (i < 0 ? "?" : data.places[i].name);

  function node(parent, name, attributes = {}, text = null) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== null) made.textContent = text;
    parent.append(made);
    return made;
  }
  function element(parent, name, text = null, kind = "") {
    const made = document.createElement(name);
    if (text !== null) made.textContent = text;
    if (kind) made.className = kind;
    parent.append(made);
    return made;
  }

  // Clocks -----------------------------------------------------------------------------------
  function read(clock, minute) {
    let offset = clock.steps[0][1];
    for (const [from, value] of clock.steps) if (from <= minute) offset = value;
    return new Date(data.start + (Math.floor(minute) + offset) * 60000);
  }
  const hours = (d) => `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
  const date = (d) => `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  const stamp = (minute) => { const d = read(data.clocks[0], minute); return `${date(d)} ${hours(d)}`; };
  const clockFaces = data.clocks.map((clock) => {
    const box = element(by("clocks"), "div");
    const face = element(box, "b");
    element(box, "span", clock.label);
    return face;
  });

  // What the map shows -------------------------------------------------------------------------
  const map = by("map");
  const defs = node(map, "defs");
  const HATCH = { window: "M0 9L9 0M-2 2L2 -2M7 11L11 7", closed: "M0 9L9 0M0 0L9 9" };
  function hatch(id, access) {
    const pattern = node(defs, "pattern", { id: `${id}-${access}`, class: `of-${access}`, width: 9, height: 9, patternUnits: "userSpaceOnUse" });
    node(pattern, "path", { d: HATCH[access] });
    return pattern;
  }
  const hatches = Object.keys(HATCH).map((access) => { hatch("key", access); return hatch("hatch", access); });
  const ground = node(map, "g");
  const path = (flat, close) => {
    let d = "";
    for (let i = 0; i < flat.length; i += 2) d += `${i ? "L" : "M"}${flat[i]} ${flat[i + 1]}`;
    return close && d ? d + "Z" : d;
  };
  const zones = data.zones.map((zone) => {
    const shape = node(ground, "path", { class: `zone ${zone.access}`, d: zone.rings.map((r) => path(r, true)).join("") });
    node(shape, "title", {}, zone.name);
    return shape;
  });
  for (const line of data.others) node(ground, "path", { class: "road", d: path(line) });
  const backwards = (flat) => flat.map((_, i) => flat[flat.length - 2 - i + 2 * (i % 2)]);
  const drawn = new Map();
  for (const line of data.lines) drawn.set([path(line.line), path(backwards(line.line))].sort()[0], line);
  for (const line of drawn.values()) node(ground, "path", { class: "halo", d: path(line.line) });
  for (const line of drawn.values()) node(ground, "path", { class: `way${line.straight ? " straight" : ""}`, d: path(line.line) });
  const leads = node(map, "g"), marks = node(map, "g"), moving = node(map, "g"), names = node(map, "g");
  const furniture = node(map, "g", { class: "furniture" });

  const SHAPES = {
    pickup: ["circle", { r: 7 }], checkpoint: ["rect", { x: -6.5, y: -6.5, width: 13, height: 13 }],
    reception: ["path", { d: "M0 -9L8.5 6.5H-8.5Z" }], base: ["path", { d: "M0 -8.5L8.5 0L0 8.5L-8.5 0Z" }],
  };
  const places = data.places.map((place) => {
    const [shape, attributes] = SHAPES[place.kind];
    const mark = node(marks, shape, { ...attributes, class: `place ${place.kind}` });
    const title = node(mark, "title");
    const lead = node(leads, "line", { class: "lead" });
    const label = node(names, "text", { class: "label" });
    const name = node(label, "tspan", {}, place.name);
    const state = node(label, "tspan", { class: "state", dy: 14 });
    return { place, mark, title, lead, label, name, state };
  });

  // Lines with their lengths, so that a convoy can be put on them --------------------------------
  for (const line of data.lines) {
    line.miles = [0];
    for (let i = 2; i < line.line.length; i += 2) {
      const step = Math.hypot(line.line[i] - line.line[i - 2], line.line[i + 1] - line.line[i - 1]);
      line.miles.push(line.miles[line.miles.length - 1] + step);
    }
  }
  function along(line, share) {
    const goal = share * line.miles[line.miles.length - 1];
    let low = 0, high = line.miles.length - 1;
    while (high - low > 1) { const half = (low + high) >> 1; if (line.miles[half] <= goal) low = half; else high = half; }
    const step = line.miles[high] - line.miles[low], part = step > 0 ? (goal - line.miles[low]) / step : 0;
    const at = (i, k) => line.line[2 * i + k];
    return [0, 1].map((k) => at(low, k) + part * (at(high, k) - at(low, k)));
  }

  // The view: kilometres to pixels -----------------------------------------------------------------
  const view = { scale: 1, x: 0, y: 0 };
  let whole = 1;
  const screen = ([x, y]) => [x * view.scale + view.x, y * view.scale + view.y];
  const size = () => [map.clientWidth || 800, map.clientHeight || 500];
  function bounds() {
    const xs = [], ys = [];
    for (const place of data.places) { xs.push(place.at[0]); ys.push(place.at[1]); }
    for (const { line } of data.lines) for (let i = 0; i < line.length; i += 2) { xs.push(line[i]); ys.push(line[i + 1]); }
    if (!xs.length) return [-1, -1, 1, 1];
    const low = (list) => list.reduce((a, b) => Math.min(a, b)), high = (list) => list.reduce((a, b) => Math.max(a, b));
    return [low(xs), low(ys), high(xs), high(ys)];
  }
  const extent = bounds();
  function showAll() {
    const [width, height] = size();
    map.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const [west, north, east, south] = extent;
    const margin = Math.min(90, width / 6);
    view.scale = Math.min((width - 2 * margin) / Math.max(east - west, 0.2), (height - 110) / Math.max(south - north, 0.2));
    whole = view.scale;
    view.x = width / 2 - view.scale * (west + east) / 2;
    view.y = height / 2 - view.scale * (north + south) / 2;
    place();
  }
  function zoom(factor, x = size()[0] / 2, y = size()[1] / 2) {
    const scale = Math.max(whole / 4, Math.min(view.scale * factor, whole * 400));
    view.x = x - (x - view.x) * scale / view.scale;
    view.y = y - (y - view.y) * scale / view.scale;
    view.scale = scale;
    place();
  }
  function pan(dx, dy) { view.x += dx; view.y += dy; place(); }

  function place() {
    ground.setAttribute("transform", `matrix(${view.scale} 0 0 ${view.scale} ${view.x} ${view.y})`);
    for (const hatch of hatches) hatch.setAttribute("patternTransform", `scale(${1 / view.scale})`);
    for (const { place: p, mark } of places) {
      const [x, y] = screen(p.at);
      mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
    layLabels();
    drawFurniture();
    drawConvoys();
  }

  function roadPoints(width, height) {
    const points = [];
    for (const { line } of drawn.values())
      for (let i = 2; i < line.length; i += 2) {
        const [ax, ay] = screen([line[i - 2], line[i - 1]]), [bx, by] = screen([line[i], line[i + 1]]);
        const steps = Math.min(Math.ceil(Math.hypot(bx - ax, by - ay) / 8), 400);
        for (let k = 0; k <= steps; k++) {
          const at = [ax + (bx - ax) * k / (steps || 1), ay + (by - ay) * k / (steps || 1)];
          if (at[0] > 0 && at[1] > 0 && at[0] < width && at[1] < height) points.push(at);
        }
      }
    return points;
  }

  // Labels: the nearest free room round each place; none where there is no room --------------------
  function layLabels() {
    const [width, height] = size();
    const taken = places.map(({ place: p }) => { const [x, y] = screen(p.at); return [x - 9, y - 9, x + 9, y + 9]; });
    const order = ["pickup", "reception", "checkpoint", "base"];
    const sorted = [...places].sort((a, b) => order.indexOf(a.place.kind) - order.indexOf(b.place.kind));
    const roads = roadPoints(width, height);
    for (const it of sorted) {
      const [x, y] = screen(it.place.at);
      const long = Math.max(it.name.getComputedTextLength(), 7 * (it.place.kind === "checkpoint" ? 13 : 25));
      const tall = 30;
      let found = null;
      search: for (const [away, clear] of [[13, 1], [24, 1], [40, 1], [13, 0], [60, 1], [24, 0], [85, 1], [40, 0], [60, 0], [85, 0], [115, 0]])
        for (const [ex, ey] of [[1, 0], [-1, 0], [0, -1], [0, 1], [0.8, -0.6], [-0.8, -0.6], [0.8, 0.6], [-0.8, 0.6]]) {
          const left = x + away * ex - (Math.abs(ex) < 0.2 ? long / 2 : ex < 0 ? long : 0);
          const top = y + away * ey - (Math.abs(ey) < 0.2 ? tall / 2 : ey < 0 ? tall : 0);
          const box = [left, top, left + long, top + tall];
          const inside = left > 2 && top > 2 && box[2] < width - 2 && box[3] < height - 2;
          const free = taken.every((o) => box[0] >= o[2] || o[0] >= box[2] || box[1] >= o[3] || o[1] >= box[3]);
          const bare = !clear || roads.every(([a, b]) => a < left - 2 || a > box[2] + 2 || b < top || b > box[3]);
          if (inside && free && bare) { found = { box, away, ex }; break search; }
        }
      const seen = found !== null;
      it.label.style.display = it.lead.style.display = seen ? "" : "none";
      if (!seen) continue;
      taken.push(found.box);
      const anchor = found.ex > 0.2 ? "start" : found.ex < -0.2 ? "end" : "middle";
      const tx = anchor === "start" ? found.box[0] : anchor === "end" ? found.box[2] : (found.box[0] + found.box[2]) / 2;
      it.label.setAttribute("text-anchor", anchor);
      it.label.setAttribute("x", tx);
      it.label.setAttribute("y", found.box[1] + 12);
      it.name.setAttribute("x", tx);
      it.state.setAttribute("x", tx);
      const ends = found.away > 20 ? [x, y, Math.min(Math.max(x, found.box[0]), found.box[2]), Math.min(Math.max(y, found.box[1]), found.box[3])] : [0, 0, 0, 0];
      ["x1", "y1", "x2", "y2"].forEach((key, i) => it.lead.setAttribute(key, ends[i]));
    }
  }

  function drawFurniture() {
    furniture.replaceChildren();
    const [, height] = size();
    const wanted = 130 / view.scale;
    const power = 10 ** Math.floor(Math.log10(wanted));
    const km = [5, 2, 1].map((n) => n * power).find((n) => n <= wanted);
    const long = km * view.scale, y = height - 18;
    node(furniture, "path", { d: `M14 ${y - 5}V${y}H${14 + long}V${y - 5}` });
    node(furniture, "text", { x: 14 + long / 2, y: y - 6 }, km >= 1 ? `${km} km` : `${Math.round(km * 1000)} m`);
    const x = 14 + long + 26;
    node(furniture, "path", { d: `M${x} ${y}V${y - 28}M${x - 5} ${y - 20}L${x} ${y - 28}L${x + 5} ${y - 20}` });
    node(furniture, "text", { x, y: y - 32 }, "N");
  }

  // The moment ------------------------------------------------------------------------------------
  let now = 0;
  const convoys = new Map();
  const zero = () => data.categories.map(() => 0);

  function state(minute) {
    const waiting = data.places.map((p) => [...p.waiting]);
    const received = data.places.map(() => 0), vehicles = data.places.map((p) => p.vehicles);
    const aboard = zero(), out = zero();
    for (const [at, where, sign, counts] of data.events) {
      if (at > minute) break;
      counts.forEach((n, c) => {
        aboard[c] += sign * n;
        if (sign > 0) { if (where >= 0) waiting[where][c] -= n; } else { out[c] += n; if (where >= 0) received[where] += n; }
      });
    }
    const going = [];
    data.moves.forEach((move, i) => {
      if (move[START] > minute) return;
      if (move[FROM] >= 0) vehicles[move[FROM]] -= move[VEHICLES];
      if (move[END] > minute) going.push(i);
      else if (move[TO] >= 0) vehicles[move[TO]] += move[VEHICLES];
    });
    return { waiting, received, vehicles, aboard, out, going };
  }

  let current = state(0);
  const counters = {};
  for (const [key, label] of [["out", "People out"], ["aboard", "Aboard"], ["waiting", "Waiting"], ["road", "Vehicles on the way"]]) {
    const box = element(by("counts"), "div");
    element(box, "dt", label);
    counters[key] = element(box, "dd", "0");
  }
  const kindRows = data.categories.map((name) => {
    const row = element(by("kinds").tBodies[0], "tr");
    const head = element(row, "th", name);
    head.scope = "row";
    return [0, 1, 2].map(() => element(row, "td"));
  });

  function drawConvoys() {
    const seen = new Set(current.going);
    for (const [i, mark] of convoys) if (!seen.has(i)) { mark.remove(); convoys.delete(i); }
    for (const i of current.going) {
      const move = data.moves[i];
      let mark = convoys.get(i);
      if (!mark) {
        mark = node(moving, "g", { class: `convoy ${move[PEOPLE] ? "full" : "bare"}` });
        node(mark, "circle", { r: Math.min(8 + 1.3 * Math.sqrt(move[VEHICLES]), 18).toFixed(1) });
        node(mark, "text", {}, String(move[VEHICLES]));
        node(mark, "title", {}, `${move[NAME]}: ${counted(move[VEHICLES], "vehicle", "vehicles")}, ${counted(move[PEOPLE], "person", "people")} aboard, ${placeName(move[FROM])} ${stamp(move[START])} to ${placeName(move[TO])} ${stamp(move[END])}`);
        convoys.set(i, mark);
      }
      const line = data.lines[move[LEG]];
      if (!line.line.length) continue;
      const share = move[END] > move[START] ? (now - move[START]) / (move[END] - move[START]) : 1;
      const [x, y] = screen(along(line, Math.max(0, Math.min(1, share))));
      mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
  }

  function sentence() {
    const aboard = sum(current.aboard);
    return `${stamp(now)}: ${counted(sum(current.out), "person", "people")} out, ${grouped(aboard)} aboard, ${grouped(sum(current.waiting.map(sum)))} waiting; ${counted(sum(current.going.map((i) => data.moves[i][VEHICLES])), "vehicle", "vehicles")} on the way.`;
  }

  let said = "";
  function show(minute, speak = true) {
    now = Math.max(0, Math.min(minute, data.end));
    current = state(now);
    slider.value = String(Math.floor(now));
    slider.setAttribute("aria-valuetext", stamp(now));
    data.clocks.forEach((clock, i) => {
      const d = read(clock, now);
      clockFaces[i].textContent = `${date(d)} ${hours(d)}`;
    });
    const waiting = zero();
    current.waiting.forEach((counts) => counts.forEach((n, c) => { waiting[c] += n; }));
    counters.out.textContent = grouped(sum(current.out));
    counters.aboard.textContent = grouped(sum(current.aboard));
    counters.waiting.textContent = grouped(sum(waiting));
    counters.road.textContent = grouped(sum(current.going.map((i) => data.moves[i][VEHICLES])));
    kindRows.forEach((cells, c) => [current.out, current.aboard, waiting].forEach((list, k) => { cells[k].textContent = grouped(list[c]); }));
    places.forEach((it, i) => {
      const parts = [];
      if (it.place.kind === "pickup") parts.push(`${grouped(sum(current.waiting[i]))} waiting`);
      if (it.place.kind === "reception") parts.push(`${grouped(current.received[i])} received`);
      if (current.vehicles[i] > 0) parts.push(counted(current.vehicles[i], "vehicle", "vehicles"));
      it.state.textContent = parts.join(", ");
      it.title.textContent = `${it.place.name}, ${it.place.kind}${parts.length ? ": " + parts.join(", ") : ""}`;
    });
    zones.forEach((shape, i) => {
      const windows = data.zones[i].windows;
      if (windows) shape.classList.toggle("now", windows.some(([from, to]) => from <= now && now < to));
    });
    drawConvoys();
    if (speak) {
      const text = sentence();
      if (text !== said) by("now").textContent = said = text;
      markRows();
    }
  }

  // The table of all movements, made when it is opened --------------------------------------------
  const list = by("list");
  let rows = null;
  function fillTable() {
    if (rows) return;
    list.querySelector("caption").textContent = `${counted(data.moves.length, "movement", "movements")}. Times: ${data.clocks[0].label}.`;
    const body = list.querySelector("tbody");
    rows = data.moves.map((move) => {
      const row = element(body, "tr");
      for (const text of [move[NAME], placeName(move[FROM]), placeName(move[TO]), stamp(move[START]), stamp(move[END])]) element(row, "td", text);
      for (const n of [move[VEHICLES], move[PEOPLE]]) element(row, "td", grouped(n), "number");
      return [row, element(row, "td")];
    });
    markRows();
  }
  function markRows() {
    if (!rows || !list.open) return;
    rows.forEach(([row, cell], i) => {
      const move = data.moves[i];
      const going = move[START] <= now && now < move[END];
      row.className = going ? "going" : "";
      cell.textContent = going ? "under way" : move[END] <= now ? "done" : "to come";
    });
  }
  list.addEventListener("toggle", () => { if (list.open) { fillTable(); markRows(); } });

  // Time: slider, play, departures -------------------------------------------------------------
  const slider = by("slider"), play = by("play");
  slider.max = String(Math.ceil(data.end));
  let running = false, last = 0, spoken = 0;
  function step(moment) {
    if (!running) return;
    const passed = Math.min(moment - last, 250) / 1000;
    last = moment;
    const speak = moment - spoken > 4000;
    if (speak) spoken = moment;
    show(now + passed * Number(by("speed").value), speak);
    if (now >= data.end) halt(); else requestAnimationFrame(step);
  }
  function halt() {
    running = false;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
    show(now);
  }
  function toggle() {
    if (running) { halt(); return; }
    if (now >= data.end) show(0);
    running = true;
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    last = spoken = performance.now();
    requestAnimationFrame(step);
  }
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => { if (running) halt(); show(Number(slider.value)); });
  const departures = [...new Set(data.moves.map((move) => move[START]))].sort((a, b) => a - b);
  by("next").addEventListener("click", () => { const to = departures.find((t) => t > now + 0.01); show(to === undefined ? data.end : to); });
  by("back").addEventListener("click", () => { const to = departures.filter((t) => t < now - 0.01).pop(); show(to === undefined ? 0 : to); });
  document.addEventListener("keydown", (event) => {
    const own = ["BUTTON", "SELECT", "SUMMARY"].includes(event.target.tagName);
    if (event.key === " " && !own && !event.ctrlKey && !event.metaKey) { event.preventDefault(); toggle(); }
  });

  // Pan and zoom ----------------------------------------------------------------------------------
  const held = new Map();
  map.addEventListener("pointerdown", (event) => { held.set(event.pointerId, [event.clientX, event.clientY]); map.setPointerCapture(event.pointerId); map.classList.add("held"); });
  map.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const after = [event.clientX, event.clientY];
    if (held.size === 2) {
      const other = [...held].find(([id]) => id !== event.pointerId)[1];
      const apart = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      const frame = map.getBoundingClientRect();
      zoom(apart(after) / apart(before), (after[0] + other[0]) / 2 - frame.left, (after[1] + other[1]) / 2 - frame.top);
    } else pan(after[0] - before[0], after[1] - before[1]);
    held.set(event.pointerId, after);
  });
  const release = (event) => { held.delete(event.pointerId); if (!held.size) map.classList.remove("held"); };
  map.addEventListener("pointerup", release);
  map.addEventListener("pointercancel", release);
  map.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = map.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });
  map.addEventListener("keydown", (event) => {
    const keys = {
      ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: showAll,
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  by("in").addEventListener("click", () => zoom(1.6));
  by("out").addEventListener("click", () => zoom(1 / 1.6));
  by("all").addEventListener("click", showAll);

  // Legend, sentences, sources ----------------------------------------------------------------------
  function key(text, draw) {
    const row = element(by("legend"), "div");
    draw(node(row, "svg", { viewBox: "-13 -9 26 18", "aria-hidden": "true" }));
    element(row, "span", text);
  }
  for (const kind of [...new Set(data.places.map((p) => p.kind))])
    key(kind, (s) => node(s, SHAPES[kind][0], { ...SHAPES[kind][1], class: `place ${kind}`, transform: "scale(.85)" }));
  key("with people", (s) => node(node(s, "g", { class: "convoy full" }), "circle", { r: 7 }));
  key("empty", (s) => node(node(s, "g", { class: "convoy bare" }), "circle", { r: 7 }));
  key("way in use", (s) => node(s, "path", { class: "way", d: "M-12 0H12" }));
  if (data.lines.some((line) => line.straight)) key("road not known", (s) => node(s, "path", { class: "way straight", d: "M-12 0H12" }));
  if (data.others.length) key("way not in use", (s) => node(s, "path", { class: "road", d: "M-12 0H12" }));
  const patch = "M-12 -7H12V7H-12Z";
  const has = (access) => data.zones.some((zone) => zone.access === access);
  if (has("window")) { key("window shut", (s) => node(s, "path", { class: "zone window", d: patch })); key("window open", (s) => node(s, "path", { class: "zone window now", d: patch })); }
  if (has("closed")) key("closed zone", (s) => node(s, "path", { class: "zone closed", d: patch }));
  if (has("open")) key("open zone", (s) => node(s, "path", { class: "zone open", d: patch }));
  for (const text of data.said) element(by("said").querySelector("ul"), "li", text);
  document.querySelector("footer").textContent = ["Numbers in circles: vehicles. People leave “waiting” and reach “out” when loading and unloading have ended.", ...data.credits].join(" ");

  new ResizeObserver(showAll).observe(by("stage"));
  showAll();
  const asked = /^#t=(\d+)$/.exec(location.hash);
  show(asked ? Number(asked[1]) : departures.length ? departures[0] : 0);
})();
