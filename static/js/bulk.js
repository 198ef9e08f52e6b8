/* <form data-bulk>: the box in the table head ticks the page, .bulk shows how many are ticked.
   [data-count] takes the number, [data-all] (a checkbox "all matches") overrides the ticks. Without scripts the bar just stands there. */

const boxes = (form) => [...form.querySelectorAll("tbody input[type=checkbox]")];

const show = (form) => {
  const bar = form.querySelector(".bulk");
  if (!bar) return;
  const rows = boxes(form);
  const ticked = rows.filter((box) => box.checked).length;
  const all = form.querySelector("[data-all]");
  const head = form.querySelector("thead [data-tick]");
  if (all && ticked < rows.length) all.checked = false;
  bar.hidden = !ticked;
  for (const place of bar.querySelectorAll("[data-count]")) {
    place.textContent = all?.checked ? `已选符合筛选的全部${bar.dataset.total}${bar.dataset.noun}` : `已选本页${ticked}${bar.dataset.noun}`;
  }
  if (head) {
    head.checked = rows.length > 0 && ticked === rows.length;
    head.indeterminate = ticked > 0 && ticked < rows.length;
  }
};

const tick = (form, on) => {
  for (const box of boxes(form)) box.checked = on;
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-tick]")) tick(form, event.target.checked);
  if (event.target.matches("[data-all]") && event.target.checked) tick(form, true);
  show(form);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-untick]");
  if (!clear) return;
  const form = clear.closest("[data-bulk]");
  tick(form, false);
  const all = form.querySelector("[data-all]");
  if (all) all.checked = false;
  show(form);
});

const start = () => document.querySelectorAll("[data-bulk]").forEach(show);
document.addEventListener("htmx:afterSwap", start);
addEventListener("pageshow", start); // the browser may bring ticks back
start();
