/* The map that moves: in the place of the server's drawing when its button is pressed, which stays when anything fails. */
"use strict";

(() => {
  let library;

  function load(script, style) {
    library ??= new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = style;
      document.head.append(link);
      const element = document.createElement("script");
      element.src = script;
      element.onload = () => (window.L ? resolve(window.L) : reject(new Error("no library")));
      element.onerror = reject;
      document.head.append(element);
    });
    return library;
  }

  /* TopoJSON to rings of longitude and latitude that go on beyond 180 where they cross it. */
  function countries(world, language) {
    const { scale, translate } = world.transform;
    const arcs = world.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
    });
    const ring = (numbers) => {
      const points = [];
      for (const n of numbers) {
        const arc = n < 0 ? arcs[~n].slice().reverse() : arcs[n];
        points.push(...(points.length ? arc.slice(1) : arc));
      }
      let moved = 0;
      const unrolled = points.map(([lon, lat], i) => {
        const step = i ? lon - points[i - 1][0] : 0;
        if (Math.abs(step) > 180) moved += step > 0 ? -360 : 360;
        return [lat, lon + moved];
      });
      const first = unrolled[0][1], last = unrolled.at(-1)[1];
      if (Math.abs(last - first) > 180) unrolled.push([-89, last], [-89, first]); // round the pole
      return unrolled;
    };
    return world.objects.countries.geometries.map((shape) => ({
      name: language === "fr" ? shape.properties.name_fr : shape.properties.name,
      rings: (shape.type === "Polygon" ? [shape.arcs] : shape.arcs).map((polygon) => polygon.map(ring)),
    }));
  }

  const near = (lon, middle) => lon - 360 * Math.round((lon - middle) / 360);

  /* Positions of a geometry as Leaflet takes them, each step the short way round. */
  function positions(found, middle) {
    if (typeof found[0] === "number") return [found[1], near(found[0], middle)];
    let last = middle;
    return found.map((item) => {
      const made = positions(item, typeof item[0] === "number" ? last : middle);
      if (typeof item[0] === "number") last = made[1];
      return made;
    });
  }

  const escaped = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

  function popup(spot) {
    const box = document.createElement("div");
    const name = document.createElement(spot.link ? "a" : "b");
    if (spot.link) name.href = spot.link;
    name.textContent = spot.name;
    box.append(name);
    for (const text of spot.said) {
      const line = document.createElement("div");
      line.textContent = text;
      box.append(line);
    }
    return box;
  }

  function draw(L, box, found, world) {
    const [south, west, north, east] = found.box;
    const map = L.map(box, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, worldCopyJump: false,
      maxZoom: 13, minZoom: 1, fadeAnimation: false, keyboard: true });
    map.fitBounds([[Math.max(south, -85), west], [Math.min(north, 85), east]]);
    L.control.zoom({ zoomInTitle: found.in, zoomOutTitle: found.out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    const ground = L.canvas({ padding: 0.4 });
    const style = getComputedStyle(box);
    const colour = (name) => style.getPropertyValue(name).trim();
    for (const country of countries(world, found.lang))
      for (const polygon of country.rings)
        for (const turn of [-360, 0, 360])
          if (polygon[0].some(([, lon]) => Math.abs(lon + turn - found.middle) < 200))
            L.polygon(polygon.map((ring) => ring.map(([lat, lon]) => [lat, lon + turn])), { renderer: ground,
              interactive: false, color: colour("--border"), weight: 0.8, fillColor: colour("--land"), fillOpacity: 1,
            }).addTo(map);
    for (const ring of found.rings)
      L.circle([ring.lat, near(ring.lon, found.middle)],
        { radius: ring.metres, className: `moves-${ring.kind}`, interactive: false }).addTo(map);
    for (const ends of found.courses)
      L.polyline(positions(ends, found.middle), { className: "moves-course", interactive: false }).addTo(map);
    for (const spot of found.spots) {
      const { type, coordinates } = spot.shape;
      const at = positions(coordinates, found.middle);
      if (type === "Point") {
        const icon = L.divIcon({ className: `moves-spot ${spot.kind}`, iconSize: [16, 16] });
        const mark = L.marker(at, { icon, alt: spot.name, title: spot.name, keyboard: true });
        mark.bindPopup(popup(spot)).addTo(map);
        mark.getElement()?.setAttribute("aria-label", spot.name);
        if (found.spots.length <= 25)
          mark.bindTooltip(escaped(spot.name), { permanent: true, direction: "right", className: "moves-name" });
      } else if (type.includes("Polygon")) {
        L.polygon(at, { className: "moves-near" }).bindPopup(popup(spot)).addTo(map);
      } else if (type.includes("Line")) {
        L.polyline(at, { className: "moves-road" }).bindPopup(popup(spot)).addTo(map);
      } else {
        for (const point of at) L.circleMarker(point, { radius: 5, className: "moves-near" }).bindPopup(popup(spot)).addTo(map);
      }
    }
    return map;
  }

  function prepare(figure) {
    const found = JSON.parse(figure.dataset.map);
    const sheet = figure.querySelector(".sheet");
    const line = figure.querySelector(".moves");
    const button = line.querySelector("button");
    const words = button.textContent;
    let box = null;
    line.hidden = location.protocol === "file:"; // there, no script may read the map's data

    function show(moving) {
      sheet.classList.toggle("moving", moving);
      button.setAttribute("aria-pressed", String(moving));
      button.textContent = moving ? button.dataset.still : words;
    }

    async function start() {
      button.disabled = true;
      try {
        const [L, answer] = await Promise.all([load(...found.leaflet), fetch(found.world)]);
        if (!answer.ok) throw new Error(String(answer.status));
        const world = await answer.json();
        box = document.createElement("div");
        box.className = "mover";
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", found.label);
        sheet.append(box);
        show(true);
        draw(L, box, found, world);
        box.focus({ preventScroll: true });
      } catch {
        box?.remove();
        box = null;
        show(false);
        line.replaceChildren(found.failed);
        line.setAttribute("role", "status");
      }
      button.disabled = false;
    }

    button.addEventListener("click", () => {
      if (box) show(!sheet.classList.contains("moving"));
      else start();
    });
  }

  for (const figure of document.querySelectorAll("figure.map[data-map]")) prepare(figure);
})();
