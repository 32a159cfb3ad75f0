/* The pages' own script. Nothing needs it to be read: it turns the theme, walks lists by keyboard, ties marks to notes and shows the keys. */
"use strict";

(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const YEAR = 31536000;

  /* Theme: kept in a cookie, so that the server can write it into the page before anything is drawn. */
  const shownTheme = () => root.dataset.theme || (dark.matches ? "dark" : "light");

  const keepTheme = (theme) => {
    const asIs = theme === (dark.matches ? "dark" : "light");
    if (asIs) delete root.dataset.theme;
    else root.dataset.theme = theme;
    document.cookie = `sayso-theme=${asIs ? "" : theme}; path=/; max-age=${asIs ? 0 : YEAR}; samesite=lax`;
  };

  const startTheme = () => {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) return;
    const label = () => {
      const other = shownTheme() === "dark" ? "light" : "dark";
      button.textContent = other === "dark" ? "Dark" : "Light";
      button.setAttribute("aria-label", `${button.textContent} colours`);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      keepTheme(shownTheme() === "dark" ? "light" : "dark");
      label();
    });
    dark.addEventListener("change", label);
    label();
  };

  /* Walking: the things of a list, one of which is here. */
  const items = () => Array.from(document.querySelectorAll("[data-walk] [data-item], [data-review] [data-item]")).filter((item) => item.offsetParent !== null);

  const current = () => document.activeElement?.closest?.("[data-item]") ?? document.querySelector("[data-item].here");

  const goTo = (item) => {
    document.querySelectorAll("[data-item].here").forEach((other) => other.classList.remove("here"));
    item.classList.add("here");
    if (!item.hasAttribute("tabindex")) item.tabIndex = -1;
    item.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };

  const firstInView = (all) => all.findIndex((item) => item.getBoundingClientRect().bottom > 0);

  const step = (by) => {
    const all = items();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const next = at < 0 ? Math.max(0, firstInView(all)) : Math.min(all.length - 1, Math.max(0, at + by));
    goTo(all[next]);
    return true;
  };

  const open = (item) => {
    const link = item.querySelector("a[data-open]") ?? item.querySelector("a[href]");
    if (!link) return false;
    link.click();
    return true;
  };

  /* Review: a key presses the button that bears it, in the thing that is here. */
  const press = (key) => {
    const review = document.querySelector("[data-review]");
    if (!review) return false;
    const item = current();
    const mine = (place) => Array.from(place?.querySelectorAll("[data-key]") ?? []).find((button) => button.dataset.key === key && !button.disabled);
    const button = mine(item) ?? (key === "u" ? mine(review) : undefined);
    if (!button) return false;
    button.click();
    return true;
  };

  /* The list of keys. */
  const showKeys = () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };

  const isTyping = (target) => target.isContentEditable || target.closest("input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select");

  const byKey = {
    j: () => step(1),
    k: () => step(-1),
    "?": showKeys,
    "/": () => {
      const field = document.querySelector("[data-search]");
      field?.focus();
      field?.select();
      return Boolean(field);
    },
  };

  const onKey = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const onItem = event.target.matches("[data-item]");
    const done = event.key === "Enter" ? onItem && open(event.target) : /^[axu1-9]$/.test(event.key) ? press(event.key) : byKey[event.key]?.();
    if (done) event.preventDefault();
  };

  /* The report: what a note speaks of lights up in the text, and the other way round. */
  const startStory = () => {
    const story = document.querySelector("[data-story]");
    if (!story) return;
    const marks = new Map();
    const add = (number, element) => marks.set(number, [...(marks.get(number) ?? []), element]);
    story.querySelectorAll("[data-claims]").forEach((mark) => mark.dataset.claims.split(" ").forEach((number) => add(number, mark)));
    story.querySelectorAll("[data-claim]").forEach((note) => add(note.dataset.claim, note));
    let lit = [];
    const light = (numbers) => {
      lit.forEach((element) => element.classList.remove("lit"));
      lit = numbers.flatMap((number) => marks.get(number) ?? []);
      lit.forEach((element) => element.classList.add("lit"));
    };
    const numbersAt = (target) => {
      const note = target.closest?.("[data-claim]");
      const ref = target.closest?.("[data-ref]");
      const mark = target.closest?.("[data-claims]");
      return note ? [note.dataset.claim] : ref ? [ref.dataset.ref] : mark ? mark.dataset.claims.split(" ") : [];
    };
    story.addEventListener("mouseover", (event) => light(numbersAt(event.target)));
    story.addEventListener("mouseleave", () => light([]));
    story.addEventListener("focusin", (event) => light(numbersAt(event.target)));
    story.addEventListener("focusout", () => light([]));
    story.addEventListener("click", (event) => {
      const ref = event.target.closest("[data-ref]");
      const note = ref && document.getElementById(`claim-${ref.dataset.ref}`);
      if (!note) return;
      event.preventDefault();
      history.replaceState(null, "", ref.getAttribute("href"));
      goTo(note);
    });
  };

  const startReview = () => {
    const review = document.querySelector("[data-review]");
    const item = review?.querySelector("[data-item]:target") ?? review?.querySelector("[data-item]:not(.done)");
    item?.classList.add("here");
  };

  /* On a small screen the sections lie on a strip: the one that is shown is brought into it. */
  const startStrip = () => {
    const here = document.querySelector(".sections [aria-current]");
    const strip = here?.closest("ul");
    if (strip) strip.scrollLeft = here.offsetLeft - strip.clientWidth / 2 + here.clientWidth / 2;
  };

  /* The map's day: a slider over the days of which anybody speaks; what is shown below it follows, and so does the address. */
  const DAY = 86400000;
  const dayOf = (number) => new Date(number * DAY).toISOString().slice(0, 10);

  const follow = (shown, fresh, address) => {
    const [older, newer] = [shown, fresh].map((part) => part.querySelector("figure[data-chart]"));
    if (newer && !older) return false;
    if (newer) {
      shown.querySelector(".sec-head").replaceWith(fresh.querySelector(".sec-head"));
      for (const part of ["figcaption", "details"]) older.querySelector(part).replaceWith(newer.querySelector(part));
      older.dataset.chart = newer.dataset.chart;
    } else shown.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
    return true;
  };

  const startDays = () => {
    const form = document.querySelector("form[data-days]");
    const shown = document.querySelector("[data-day-shown]");
    const field = form?.querySelector("input[name=on]");
    const [first, last, now] = [form?.dataset.first, form?.dataset.last, field?.value].map((day) => Math.round(Date.parse(day) / DAY));
    if (!form || !shown || !(first < last)) return;
    const slider = Object.assign(document.createElement("input"), { type: "range", min: first, max: last, step: 1 });
    slider.value = now;
    slider.setAttribute("aria-label", "Day on the map");
    slider.setAttribute("aria-valuetext", field.value);
    form.append(slider);
    let waiting = 0;
    const show = async () => {
      const day = field.value;
      const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
      try {
        const answer = await fetch(address, { headers: { Accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-day-shown]");
        if (day === field.value && !(answer.ok && fresh && follow(shown, fresh, address))) form.submit();
      } catch {
        form.submit();
      }
    };
    slider.addEventListener("input", () => {
      field.value = dayOf(Number(slider.value));
      slider.setAttribute("aria-valuetext", field.value);
      clearTimeout(waiting);
      waiting = setTimeout(show, 200);
    });
  };

  startTheme();
  startDays();
  startStrip();
  startStory();
  startReview();
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("[data-keys-help]").forEach((link) =>
    link.addEventListener("click", (event) => {
      if (showKeys()) event.preventDefault();
    }),
  );
})();
