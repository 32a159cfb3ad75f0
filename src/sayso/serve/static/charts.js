/* Draws the charts of a page: each <figure data-chart="/timeline/chart.json?…"> gets the chart that its address gives.
   Load it before bokeh.min.js, both with "defer": the pages forbid inline styles, so Bokeh's style elements become adopted style sheets. */
"use strict";

(() => {
  const NARROW = 640;
  const FAILED = "The chart could not be drawn. The table below holds the same data.";
  const OURS = `
    :host {
      --color: var(--chart-ink); --background-color: var(--chart-paper); --divider-color: var(--chart-rule); --button-color: var(--chart-rule);
      --icon-color: var(--chart-muted); --active-border: var(--chart-accent); --highlight-color: var(--chart-accent); --tooltip-arrow-color: var(--chart-rule); --tooltip-border: var(--chart-rule);
      --base-font: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; --font-size: 13px;
    }
    .bk-tooltip-row-label { color: var(--chart-muted); white-space: nowrap; vertical-align: top; }
    .bk-tooltip-row-value { max-width: 34ch; }
    :host(.bk-Tooltip) { max-width: min(26rem, 96vw); opacity: 1; }`;
  const drawn = new WeakMap();

  /* Bokeh adds <style> elements to its shadow roots, which "style-src 'self'" blocks; a constructed style sheet with the same text is allowed. */
  const adoptStyles = () => {
    const text = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
    const sheets = new WeakMap();
    const ours = new CSSStyleSheet();
    ours.replaceSync(OURS);
    const part = (style) => {
      const kept = sheets.get(style);
      if (kept?.root) kept.root.adoptedStyleSheets = kept.root.adoptedStyleSheets.filter((sheet) => sheet !== kept.sheet);
      if (kept) kept.root = null;
    };
    const sheetOf = (style) => {
      const kept = { sheet: new CSSStyleSheet(), root: null };
      kept.sheet.replaceSync(style.textContent);
      Object.defineProperty(style, "textContent", {
        get() {
          return text.get.call(this);
        },
        set(css) {
          text.set.call(this, css);
          kept.sheet.replaceSync(css ?? "");
        },
      });
      style.remove = () => part(style);
      sheets.set(style, kept);
      return kept;
    };
    ShadowRoot.prototype.append = function (...nodes) {
      for (const node of nodes) {
        if (!(node instanceof HTMLStyleElement)) {
          DocumentFragment.prototype.append.call(this, node);
          continue;
        }
        part(node);
        const kept = sheets.get(node) ?? sheetOf(node);
        kept.root = this;
        this.adoptedStyleSheets = [...this.adoptedStyleSheets.filter((sheet) => sheet !== ours), kept.sheet, ours];
      }
    };
  };

  const theme = () => document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  const addressOf = (figure, narrow) => {
    const given = figure.dataset.chart;
    if (!given.startsWith("/") || given.startsWith("//")) throw new Error("not an address of this site");
    const address = new URL(given, location.origin);
    address.searchParams.set("theme", theme());
    if (narrow) address.searchParams.set("narrow", "1");
    return address;
  };

  const partOf = (figure, name, tag) => {
    let part = figure.querySelector(`:scope > .${name}`);
    if (!part) {
      part = document.createElement(tag);
      part.className = name;
      const fallback = figure.querySelector(":scope > details, :scope > table");
      figure.insertBefore(part, fallback);
    }
    return part;
  };

  const tell = (figure, words, state) => {
    const note = partOf(figure, "chart-note", "p");
    note.textContent = words;
    note.hidden = !words;
    figure.dataset.chartState = state;
  };

  const follow = (source) => {
    source.selected.properties.indices.change.connect(() => {
      const [chosen] = source.selected.indices;
      if (chosen === undefined) return;
      const href = Array.from(source.get_array("href"))[chosen];
      source.selected.indices = [];
      if (typeof href === "string" && href.startsWith("/") && !href.startsWith("//")) location.assign(href);
    });
  };

  /* Marks that stand some pixels beside their place are moved along when the map is zoomed. */
  const shift = (plot, view, sources) => {
    const perPixel = (plot.x_range.end - plot.x_range.start) / view.frame.bbox.width;
    for (const source of sources) {
      const column = (name) => Array.from(source.get_array(name));
      const moved = (at, by) => at.map((value, i) => value + by[i] * perPixel);
      source.data = { ...source.data, x: moved(column("at_x"), column("shift_x")), y: moved(column("at_y"), column("shift_y")) };
    }
  };

  /* A map has the same scale both ways, whatever the shape of its frame: it shows all it was asked to, and more on the longer side. */
  const keepScale = (plot, view, sources) => {
    const asked = { x: [plot.x_range.start, plot.x_range.end], y: [plot.y_range.start, plot.y_range.end] };
    let size = "";
    let busy = false;
    const fit = (from) => {
      const { width, height } = view.frame.bbox;
      if (width < 2 || height < 2) return;
      const scale = Math.max((from.x[1] - from.x[0]) / width, (from.y[1] - from.y[0]) / height);
      const middle = (ends) => (ends[0] + ends[1]) / 2;
      busy = true;
      plot.x_range.setv({ start: middle(from.x) - (scale * width) / 2, end: middle(from.x) + (scale * width) / 2 });
      plot.y_range.setv({ start: middle(from.y) - (scale * height) / 2, end: middle(from.y) + (scale * height) / 2 });
      plot.x_range.reset_start = plot.x_range.start;
      plot.x_range.reset_end = plot.x_range.end;
      plot.y_range.reset_start = plot.y_range.start;
      plot.y_range.reset_end = plot.y_range.end;
      busy = false;
      shift(plot, view, sources);
    };
    const resized = () => {
      const now = `${view.frame.bbox.width}x${view.frame.bbox.height}`;
      if (now !== size) {
        size = now;
        fit(asked);
      }
    };
    plot.properties.inner_width.change.connect(resized);
    plot.properties.inner_height.change.connect(resized);
    for (const range of [plot.x_range, plot.y_range]) range.change.connect(() => busy || shift(plot, view, sources));
    resized();
  };

  const enliven = (manager) => {
    for (const view of manager.roots) {
      const plot = view.model;
      const sources = Array.from(plot.references()).filter((model) => model.type === "ColumnDataSource");
      sources.filter((source) => "href" in Object.fromEntries(Object.entries(source.data))).forEach(follow);
      if (plot.tags.includes("equal-scale")) keepScale(plot, view, sources.filter((source) => source.tags.includes("shifted")));
    }
  };

  const draw = async (figure) => {
    const before = drawn.get(figure);
    const mine = { narrow: figure.clientWidth < NARROW, manager: null };
    drawn.set(figure, mine);
    try {
      const answer = await fetch(addressOf(figure, mine.narrow), { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const item = await answer.json();
      if (drawn.get(figure) !== mine) return;
      const room = partOf(figure, "chart", "div");
      room.setAttribute("role", "group");
      room.setAttribute("aria-label", figure.querySelector("figcaption")?.textContent.trim() || "Chart");
      for (const [name, colour] of Object.entries(item.colours)) document.documentElement.style.setProperty(`--chart-${name}`, colour);
      before?.manager?.clear();
      room.replaceChildren();
      mine.manager = await Bokeh.embed.embed_item(item, room);
      enliven(mine.manager);
      tell(figure, (item.notes ?? []).join(" "), "drawn");
    } catch {
      if (drawn.get(figure) !== mine) return;
      before?.manager?.clear();
      figure.querySelector(":scope > .chart")?.replaceChildren();
      tell(figure, FAILED, "failed");
    }
  };

  const start = () => {
    const figures = Array.from(document.querySelectorAll("figure[data-chart]"));
    if (!figures.length) return;
    const all = () => figures.forEach(draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
    new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const asked = new MutationObserver((changes) => new Set(changes.map((change) => change.target)).forEach(draw));
    figures.forEach((figure) => asked.observe(figure, { attributeFilter: ["data-chart"] }));
    const turned = () => figures.filter((figure) => drawn.get(figure)?.narrow !== figure.clientWidth < NARROW).forEach(draw);
    window.addEventListener("resize", turned);
    all();
  };

  adoptStyles();
  document.addEventListener("DOMContentLoaded", start);
})();
