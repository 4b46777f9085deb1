"use strict";
(() => {
  const filters = document.querySelector(".filters");
  const files = [...document.querySelectorAll(".file")];
  const items = [...document.querySelectorAll(".item")];
  const shown = filters.querySelector("output");
  const choices = [...filters.querySelectorAll("select")];
  const path = filters.querySelector("input");

  function apply() {
    const words = path.value.toLowerCase();
    let count = 0;
    for (const file of files) {
      const named = file.dataset.path.toLowerCase().includes(words);
      let any = false;
      for (const item of file.querySelectorAll(".item")) {
        const fits = named && choices.every((one) => !one.value || item.dataset[one.name] === one.value);
        item.hidden = !fits;
        any = any || fits;
        count += fits ? 1 : 0;
      }
      file.hidden = !any;
    }
    shown.textContent = `${count} of ${items.length} shown`;
  }

  filters.hidden = false;
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  apply();
})();
