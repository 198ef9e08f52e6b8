/* <form data-guard>: leaving with unsaved changes asks first; what was typed when the login had expired comes back after signing in. */

const KEY = "zz-typed";
const changed = new Set();

const guarded = (form) => form?.matches?.("[data-guard], [data-autosave]");

document.addEventListener("input", (event) => {
  if (guarded(event.target.form)) changed.add(event.target.form);
});
document.addEventListener("zz:saved", (event) => changed.delete(event.target));

addEventListener("beforeunload", (event) => {
  const open = [...changed].some((form) => form.isConnected);
  if (open) event.preventDefault();
});

/* Kept in this tab only, never files or passwords, until the next page has taken it up or not needed it. */
const typed = (form) =>
  [...new FormData(form)].filter(
    ([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken" && form.elements[name]?.type !== "password",
  );

document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (event.defaultPrevented || !guarded(form)) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, form: form.id, typed: typed(form) }));
  } catch {
    /* storage is off or full: the form is sent all the same */
  }
});

const fill = (form, entries) => {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["file", "password", "hidden", "submit"].includes(field.type)) continue;
    const wanted = values.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) field.value = wanted.shift();
  }
};

const restore = () => {
  const kept = sessionStorage.getItem(KEY);
  const fromLogin = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  if (!kept || location.pathname.startsWith("/accounts/")) return;
  sessionStorage.removeItem(KEY);
  const { page, form: id, typed: entries } = JSON.parse(kept);
  const form = document.getElementById(id) || document.querySelector("form[data-guard], form[data-autosave]");
  if (!fromLogin || page !== location.pathname || !form) return;
  fill(form, entries);
  changed.add(form);
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

try {
  restore();
} catch {
  /* storage is off */
}
