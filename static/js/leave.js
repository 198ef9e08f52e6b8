/* Nothing typed is lost. <form data-guard>: leaving with unsaved changes asks first; what was sent when the login had
   expired comes back after signing in. <form data-keep="7">: what is typed is kept in this browser under the account's
   number until it is saved or the account signs out, and offered when the page is opened again. */

const KEY = "zz-typed";
const KEPT = "zz-kept:";
const SENT = "zz-kept-sent";
const WEEK = 7 * 24 * 3600 * 1000;
const changed = new Set();

const guarded = (form) => form?.matches?.("[data-guard], [data-autosave]");
const isAccounts = () => location.pathname.startsWith("/accounts/");

/* Never files or passwords. */
const typed = (form) =>
  [...new FormData(form)].filter(
    ([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken" && form.elements[name]?.type !== "password",
  );

const fill = (form, entries) => {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["file", "password", "submit"].includes(field.type)) continue;
    if (field.type === "hidden" && field.name !== "revision") continue;
    const wanted = values.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) field.value = wanted.shift();
  }
  changed.add(form);
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

/* In the browser's storage, by account and page -------------------------------------------------------------- */

const keptName = (form) => `${KEPT}${form.dataset.keep}:${new URL(form.action, location.href).pathname}:${form.id}`;

const attempt = (work) => {
  try {
    return work();
  } catch {
    return null; // storage is off or full: the page works all the same
  }
};

const keep = (form) =>
  attempt(() => localStorage.setItem(keptName(form), JSON.stringify({ at: Date.now(), typed: typed(form) })));

const drop = (name) => attempt(() => localStorage.removeItem(name));

const keptNames = () => attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) || [];

const kept = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));

const words = (entries) =>
  JSON.stringify(entries.filter(([name]) => name !== "revision").map(([name, value]) => [name, value.replace(/\r\n/g, "\n").trim()]));

const button = (text, work) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm";
  element.textContent = text;
  element.addEventListener("click", work);
  return element;
};

const offer = (form, { at, typed: entries }) => {
  const note = document.createElement("div");
  note.className = "note note-review mb-2";
  note.setAttribute("role", "status");
  note.dataset.kept = "";
  const text = document.createElement("p");
  const when = new Date(at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
  text.textContent = `您${when}填写的内容还没有保存，保留在这个浏览器里。`;
  const acts = document.createElement("div");
  acts.className = "d-flex gap-2 mt-2";
  const first = [...form.elements].find((field) => field.name && field.type !== "hidden");
  acts.append(
    button("恢复这些内容", () => {
      note.remove();
      fill(form, entries);
      first?.focus();
    }),
    button("不用了", () => {
      drop(keptName(form));
      note.remove();
      first?.focus();
    }),
  );
  const box = document.createElement("div");
  box.append(text, acts);
  note.append(box);
  form.before(note);
};

const offerKept = () => {
  for (const name of keptNames()) if (Date.now() - (kept(name)?.at || 0) > WEEK) drop(name);
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const found = kept(keptName(form));
    if (!found) continue;
    if (words(found.typed) === words(typed(form))) {
      if (!changed.has(form)) drop(keptName(form));
    } else offer(form, found);
  }
};

/* While typing ------------------------------------------------------------------------------------------------ */

document.addEventListener("input", (event) => {
  const form = event.target.form || event.target;
  if (guarded(form)) changed.add(form);
  if (form.matches?.("form[data-keep]")) keep(form);
});

document.addEventListener("zz:saved", (event) => {
  changed.delete(event.target);
  if (event.target.dataset.keep) drop(keptName(event.target));
});

addEventListener("beforeunload", (event) => {
  const open = [...changed].some((form) => form.isConnected);
  if (open) event.preventDefault();
});

/* When a form is sent: kept in this tab until the next page has taken it up or not needed it. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (form.action.endsWith("/accounts/logout/")) keptNames().forEach(drop);
  if (event.defaultPrevented || !guarded(form)) return;
  if (form.dataset.keep) {
    const sent = { name: keptName(form), form: form.id, page: new URL(form.action, location.href).pathname };
    attempt(() => sessionStorage.setItem(SENT, JSON.stringify(sent)));
  }
  const page = new URL(form.action, location.href).pathname;
  attempt(() => sessionStorage.setItem(KEY, JSON.stringify({ page, form: form.id, typed: typed(form) })));
});

const restore = () => {
  const sent = attempt(() => JSON.parse(sessionStorage.getItem(KEY)));
  const fromLogin = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  if (!sent || isAccounts()) return;
  sessionStorage.removeItem(KEY);
  const { page, form: id, typed: entries } = sent;
  const form = document.getElementById(id) || document.querySelector("form[data-guard], form[data-autosave]");
  if (fromLogin && page === location.pathname && form) fill(form, entries);
};

/* A kept form that was sent and led to another page was taken: nothing is left to offer. Where its own page comes again,
   it was refused or never arrived, and stays kept. */
const settleKept = () => {
  const sent = attempt(() => JSON.parse(sessionStorage.getItem(SENT)));
  if (!sent || isAccounts()) return;
  const again = sent.page === location.pathname;
  if (again && !document.getElementById(sent.form)) return; // a page between, as a preview
  sessionStorage.removeItem(SENT);
  if (!again) drop(sent.name);
};

attempt(restore);
attempt(settleKept);
offerKept();
