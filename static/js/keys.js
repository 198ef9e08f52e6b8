/* data-key="j": pressing the key follows the link, presses the button or ticks the choice that carries it.
   Off while someone types and with Ctrl, Alt or Meta; "?" opens the dialog that lists the keys (data-key="?"). */

const typing = (target) =>
  target.isContentEditable ||
  target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit])");

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
  found.click();
  if (found.type === "radio") found.focus();
});
