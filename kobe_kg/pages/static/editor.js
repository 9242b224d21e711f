// The editor: the form of the page works without this; with it, its text is edited and its answer shown in place.
(function () {
  "use strict";
  const form = document.getElementById("sparql");
  const holder = document.getElementById("editor-settings");
  if (!form || !holder || !window.Yasgui) return;
  const settings = JSON.parse(holder.textContent);
  const { words, prefixes } = settings;
  const { Yasqe, Yasr } = window.Yasgui;
  const text = document.getElementById("text");
  const format = document.getElementById("format");
  const status = document.getElementById("status");
  const permalink = document.createElement("a");
  permalink.id = "permalink";
  permalink.textContent = words.permalink;
  status.before(permalink);
  const fragment = new URLSearchParams(location.hash.slice(1)).get("query");

  // What is offered while one writes comes from this graph and its prefix table, and from nowhere else.
  const listed = {
    prefixes: Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    property: settings.properties,
    class: settings.classes,
  };
  for (const [name, found] of Object.entries(listed)) {
    Yasqe.forkAutocompleter(name, {
      name: `own-${name}`, bulk: true, autoShow: name === "prefixes", persistenceId: null, get: () => Promise.resolve(found),
    });
  }

  const place = document.createElement("div");
  place.id = "yasqe";
  text.before(place);
  const label = form.querySelector("label[for=text]");
  const yasqe = new Yasqe(place, {
    value: fragment || text.value,
    autocompleters: ["own-prefixes", "own-property", "own-class", "variables"],
    consumeShareLink: null,
    createShareableLink: null,
    editorHeight: "26rem",
    persistenceId: null,
    prefixCcApi: null,
    resizeable: false,
    showQueryButton: false,
    viewportMargin: Infinity,
    requestConfig: {
      endpoint: settings.endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle,*/*;q=0.5",
      acceptHeaderSelect: "application/sparql-results+json,*/*;q=0.5",
    },
  });
  text.hidden = true;
  text.required = false;
  label.id = "yasqe-label";
  label.removeAttribute("for");
  const input = yasqe.getInputField();
  input.setAttribute("aria-labelledby", "yasqe-label");
  label.addEventListener("click", () => yasqe.focus());
  document.querySelectorAll(".scripted").forEach((each) => { each.hidden = false; });

  // Its table would add a style element for the handles of its columns; the policy of the page allows none, so it finds
  // one there already, by the checksum it looks for, and the rules stand in editor.css.
  const handles = document.createElementNS(null, "style"); // styles nothing
  handles.gripid = "573462389";
  document.head.append(handles);
  const table = Yasr.plugins.table.defaults;
  table.openIriInNewWindow = false;
  Object.assign(table.tableConfig.language, { info: words.info, infoEmpty: "", emptyTable: words.none, zeroRecords: words.none, infoFiltered: "" });

  const yasr = new Yasr(document.getElementById("yasr"), {
    persistenceId: null,
    prefixes,
    errorRenderers: [problem],
  });

  // An error of this server says what, where and what would help.
  async function problem(error) {
    let told;
    try { told = JSON.parse(error.text); } catch (_) { return undefined; }
    const box = document.createElement("div");
    box.className = "notice";
    for (const [tag, part] of [["strong", told.title], ["p", told.detail], ["pre", told.excerpt], ["p", told.hint]]) {
      if (!part) continue;
      const element = document.createElement(tag);
      element.textContent = part;
      box.append(element);
    }
    return box;
  }

  // What the components leave without a name gets one, and resources lead to this server's own pages.
  function mend() {
    const root = yasr.rootEl;
    const named = [[".tableFilter", words.filter], [".tableSizer", words.size]];
    for (const [selector, name] of named) {
      root.querySelectorAll(selector).forEach((each) => {
        each.setAttribute("aria-label", name);
        if (each.placeholder) each.placeholder = name;
      });
    }
    root.querySelectorAll(".yasr_results").forEach((each) => {
      each.setAttribute("tabindex", "0");
      each.setAttribute("role", "region");
      each.setAttribute("aria-label", words.results);
    });
    root.querySelectorAll(".yasr_external_ref_btn").forEach((each) => each.remove()); // leads to another site
    root.querySelectorAll("pre").forEach((each) => each.setAttribute("tabindex", "0"));
    root.querySelectorAll("thead th").forEach((each) => {
      if (!each.textContent.trim()) (each.querySelector(".dt-column-title") || each).textContent = "#";
    });
    root.querySelectorAll(".label, .pageSizerLabel, .yasr_btn > span, option").forEach((each) => {
      const said = settings.texts[each.textContent.trim()];
      if (said && said !== each.textContent) each.textContent = said;
    });
    root.querySelectorAll(".yasr_btn[aria-label^=Shows]").forEach((each) => {
      const name = each.querySelector("span").textContent;
      each.title = name;
      each.setAttribute("aria-label", name);
    });
    root.querySelectorAll(".yasr_downloadIcon").forEach((each) => {
      each.title = words.download;
      each.setAttribute("aria-label", words.download);
    });
    root.querySelectorAll(".yasr_response_chip").forEach((each) => {
      const told = each.textContent.match(/^(?:([0-9]+) results?|Response|Empty response) in ([0-9.]+) second/);
      if (told) each.textContent = (told[1] ? `${words.rows} ${told[1]} · ` : "") + `${told[2]} s`;
    });
    root.querySelectorAll("a[href]").forEach((each) => {
      const iri = each.getAttribute("href");
      if (iri.startsWith(settings.id)) each.href = settings.root + "id/" + iri.slice(settings.id.length);
      else if (iri.startsWith(settings.ns)) each.href = settings.root + "ns#" + iri.slice(settings.ns.length);
      else if (!/^(https?:|blob:|data:|\/|#)/i.test(iri)) each.removeAttribute("href");
      each.removeAttribute("target");
      each.rel = "noreferrer";
    });
  }
  mend();
  new MutationObserver(mend).observe(yasr.rootEl, { childList: true, subtree: true });

  function ask() {
    status.textContent = words.running;
    yasqe.query().catch(() => {}).finally(() => { status.textContent = ""; });
  }
  yasqe.on("queryResponse", (_, response, duration) => yasr.setResponse(response, duration));
  yasqe.on("change", link);
  function link() {
    permalink.href = location.pathname + location.search + "#query=" + encodeURIComponent(yasqe.getValue());
  }
  link();

  form.addEventListener("submit", (event) => {
    if (format.value === "html") {
      event.preventDefault();
      ask();
    } else {
      text.value = yasqe.getValue();
    }
  });
  yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), "Ctrl-Enter": ask, "Cmd-Enter": ask });

  // An example is loaded into the editor; without a script its link opens a page that holds it.
  document.querySelectorAll("a[data-example]").forEach((each) => {
    each.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const reply = await fetch(each.href, { headers: { Accept: "text/html" } });
      if (!reply.ok) { location.href = each.href; return; }
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      yasqe.setValue(page.getElementById("text").value);
      history.replaceState(null, "", each.href);
      document.querySelectorAll("a[data-example]").forEach((one) => one.removeAttribute("aria-current"));
      each.setAttribute("aria-current", "true");
      link();
      yasqe.focus();
    });
  });
})();
