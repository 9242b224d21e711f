/* Search in the browser: all words must stand in a name, whatever their case and accents; their beginnings will do. */
"use strict";

(() => {
  const STEP = 50;
  const form = document.getElementById("search");
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const list = document.getElementById("found");
  const more = document.getElementById("more");
  const kinds = [...document.querySelectorAll("[data-kind]")];
  const french = form.dataset.lang === "fr";
  const number = new Intl.NumberFormat(form.dataset.lang);
  let entries;
  let hits = [];
  let kind = "";
  let waiting;

  function fold(text) {
    const plain = text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFKD").replace(/\p{M}/gu, "");
    return (plain.match(/[\p{L}\p{N}]+/gu) || []).join(" ");
  }

  /* The type of an address: its folder, and for a term of the ontology none. */
  function typeOf(path) {
    const parts = path.split("/");
    return parts.length < 2 ? "term" : parts[parts.length - 2];
  }

  function read([path, en, fr, rest]) {
    const label = ` ${fold(en)} ${fr ? ` ${fold(fr)} ` : ""}`;
    const slug = fold(path.replace(/^.*[/#]/, "").replace(/([a-z0-9])(?=[A-Z])/g, "$1 "));
    const [page, place] = path.split("#");
    return {
      address: `${page}.html${place ? `#${place}` : ""}`,
      name: french && fr ? fr : en,
      lang: french && !fr ? "" : form.dataset.lang,
      kind: typeOf(path),
      label,
      text: `${label} ${slug} ${rest ? fold(rest) : ""} `,
    };
  }

  const holds = (text, word) => text.includes(/^\p{N}+$/u.test(word) ? ` ${word} ` : ` ${word}`);

  /* How far an entry is from what was meant: 0 begins with it, 1 has it in its name, 3 somewhere else. */
  function distance(entry, words, phrase) {
    if (entry.label.startsWith(` ${phrase}`)) return 0;
    if (entry.label.includes(` ${phrase}`)) return 1;
    return words.every((word) => holds(entry.label, word)) ? 2 : 3;
  }

  function find(text) {
    const phrase = fold(text);
    const words = [...new Set(phrase.split(" ").filter(Boolean))];
    if (!words.length) return [];
    return entries
      .filter((entry) => words.every((word) => holds(entry.text, word)))
      .map((entry, at) => ({ entry, at, far: distance(entry, words, phrase) }))
      .sort((a, b) => a.far - b.far || a.at - b.at)
      .map(({ entry }) => entry);
  }

  function show(from) {
    const shown = hits.filter((entry) => !kind || entry.kind === kind);
    if (!from) list.replaceChildren();
    for (const entry of shown.slice(from, from + STEP)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const told = document.createElement("span");
      link.href = entry.address;
      link.textContent = entry.name;
      told.className = "kind";
      told.textContent = kinds.find((button) => button.dataset.kind === entry.kind)?.firstChild.data.trim() || "";
      item.append(link, document.createElement("br"), told);
      list.append(item);
    }
    more.hidden = shown.length <= from + STEP;
    return shown.length;
  }

  function search() {
    entries ??= window.kobeIndex.map(read);
    hits = find(input.value);
    const counts = new Map();
    for (const entry of hits) counts.set(entry.kind, (counts.get(entry.kind) || 0) + 1);
    if (kind && !counts.has(kind)) kind = "";
    for (const button of kinds) {
      const many = counts.get(button.dataset.kind) || 0;
      button.hidden = !many || counts.size < 2;
      button.lastElementChild.textContent = number.format(many);
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    const many = show(0);
    if (!fold(input.value)) status.textContent = "";
    else if (!many) status.textContent = `${form.dataset.many.replace("{n}", "0")}. ${form.dataset.none}`;
    else status.textContent = many === 1 ? form.dataset.one : form.dataset.many.replace("{n}", number.format(many));
    const told = new URLSearchParams();
    if (input.value) told.set("q", input.value);
    if (kind) told.set("type", kind);
    history.replaceState(null, "", `#${told}`);
  }

  function take() {
    const asked = new URLSearchParams(location.hash.slice(1));
    input.value = asked.get("q") || "";
    kind = asked.get("type") || "";
    if (input.value) search();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  for (const button of kinds) {
    button.addEventListener("click", () => {
      kind = kind === button.dataset.kind ? "" : button.dataset.kind;
      search();
    });
  }
  more.addEventListener("click", () => {
    const first = list.children.length;
    show(first);
    list.children[first]?.querySelector("a").focus();
  });
  addEventListener("hashchange", take);
  take();
})();
