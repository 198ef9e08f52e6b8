/* Small behaviours of the frame: menus close, error summaries take the focus, pages print. */

const focusSummary = (root) => {
  const summary = root.querySelector?.("[data-focus]");
  if (summary) summary.focus();
};

/* A <details class="menu"> closes on Escape, on a click elsewhere and when another opens. */
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
};

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  if (event.target.closest("[data-print]")) print();
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

/* A button that cannot be used yet stays reachable, so that its explanation is read; it does nothing. */
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest("[aria-disabled='true']")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

/* A form that was sent is not sent twice by a second click. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-again]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* What is folded on the screen is printed all the same. */
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("main details:not([open], .menu)")) {
    fold.open = true;
    fold.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-folded]")) {
    fold.open = false;
    delete fold.dataset.folded;
  }
});

document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
focusSummary(document);

// A table that is wider than its place scrolls; the keyboard reaches it where nothing inside takes the focus.
const reachTables = () => {
  for (const place of document.querySelectorAll(".table-responsive:not([role])")) {
    const scrolls = place.scrollWidth > place.clientWidth;
    if (scrolls) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  }
};

reachTables();
window.addEventListener("resize", reachTables);
document.addEventListener("htmx:afterSettle", reachTables);
