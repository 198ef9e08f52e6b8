/* data-key="j": pressing the key follows the link, presses the button or ticks the choice that carries it.
   Off while someone types and with Ctrl, Alt or Meta; "?" opens the dialog that lists the keys (data-key="?").
   data-said: what a key tells that leads nowhere (the last item), read aloud too. */

const SHOWN = 4000; // ms

const typing = (target) =>
  target.isContentEditable ||
  target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit])");

const announce = (text) => {
  const live = document.getElementById("live");
  if (!text || !live) return;
  const note = document.createElement("div");
  note.className = "note";
  note.textContent = text;
  live.replaceChildren(note);
  setTimeout(() => note.remove(), SHOWN);
};

const visible = (element) => element.getClientRects().length > 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const key = CSS.escape(event.key.toLowerCase());
  const found = [...document.querySelectorAll(`[data-key="${key}"]`)].find(
    (element) => visible(element) || element.type === "radio",
  );
  if (!found) return;
  event.preventDefault();
  announce(found.dataset.said);
  found.click();
  if (found.type === "radio") found.focus();
});
