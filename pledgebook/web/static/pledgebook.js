// Progressive enhancement alone: every page works without this file.
"use strict";

(function () {
  // Charts, drawn from their specification by the bundle that is loaded on pages that have any.
  function draw(place) {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim();
    const faint = style.getPropertyValue("--faint").trim();
    const rule = style.getPropertyValue("--rule").trim();
    const config = {
      background: "transparent",
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: { labelColor: faint, titleColor: faint, gridColor: rule, domainColor: rule, tickColor: rule, labelFontSize: 12, titleFontSize: 12 },
      legend: { labelColor: ink, titleColor: faint, labelFontSize: 12 },
      text: { color: ink },
    };
    const colours = [style.getPropertyValue("--pledge-line").trim(), style.getPropertyValue("--arrived").trim()];
    fetch(place.dataset.chart, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((spec) => {
        delete spec.config;
        delete spec.title;
        spec.width = "container";
        spec.encoding.color.scale.range = colours;
        return window.vegaEmbed(place, spec, {
          actions: false, ast: true, renderer: "svg", config: config, defaultStyle: false,
          tooltip: { disableDefaultStyle: true },
        });
      })
      .catch(() => {
        const words = document.createElement("p");
        words.className = "failed";
        words.textContent = "The chart could not be drawn; its figures are below.";
        place.replaceChildren(words);
      });
  }

  function charts() {
    const places = document.querySelectorAll("[data-chart]");
    if (places.length && window.vegaEmbed) places.forEach(draw);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    if (places.length) dark.addEventListener("change", () => places.forEach(draw));
  }

  // A click on marked words shows the statement that rests on them, without a jump out of sight.
  function marks() {
    function choose(keys) {
      document.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
      keys.forEach((key) => {
        const card = document.getElementById(key);
        if (card) card.classList.add("chosen");
        document.querySelectorAll('mark[data-keys~="' + CSS.escape(key) + '"]').forEach((mark) => mark.classList.add("chosen"));
      });
    }
    document.querySelectorAll("mark[data-keys]").forEach((mark) => {
      mark.addEventListener("click", () => choose(mark.dataset.keys.split(" ")));
    });
    document.querySelectorAll(".claims .card").forEach((card) => {
      card.addEventListener("focusin", () => choose([card.id]));
    });
    if (location.hash.length > 1 && document.querySelector("mark[data-keys]")) {
      const key = decodeURIComponent(location.hash.slice(1));
      choose([key]);
      const mark = document.querySelector('mark[data-keys~="' + CSS.escape(key) + '"]');
      if (mark) mark.scrollIntoView({ block: "center" });
    }
  }

  // One key a decision, in the review; they can be turned off (WCAG 2.1.4).
  function keys() {
    const first = document.querySelector("[data-key]");
    if (!first) return;
    const name = "pledgebook-keys";
    let on = true;
    try { on = localStorage.getItem(name) !== "off"; } catch (error) { on = true; }
    const toggle = document.createElement("button");
    toggle.type = "button";
    toggle.className = "plain";
    function say() { toggle.textContent = on ? "Turn single-key shortcuts off" : "Turn single-key shortcuts on"; }
    toggle.addEventListener("click", () => {
      on = !on;
      try { localStorage.setItem(name, on ? "on" : "off"); } catch (error) { /* kept for this page alone */ }
      say();
    });
    say();
    document.querySelector("main").append(toggle);
    document.addEventListener("keydown", (event) => {
      const target = event.target;
      const typing = target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
      if (event.key === "Escape" && typing) { target.blur(); return; }
      if (!on || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      const found = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (!found) return;
      event.preventDefault();
      if (found.matches("select")) found.focus(); else found.click();
    });
  }

  // A decision is sent once, however often the button is pressed.
  function once() {
    document.querySelectorAll("form[method=post]").forEach((form) => {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent) event.preventDefault();
        form.dataset.sent = "yes";
      });
    });
    window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  }

  charts();
  marks();
  keys();
  once();
})();
