/* <form data-autosave hx-post="…" hx-trigger="zz:save" hx-swap="none">: what is typed is saved a moment later.
   Its [data-saved] element tells when. The form's own buttons work as ever, without scripts too.
   A hidden [name=revision] follows the server's event "section-saved", so that a second tab's later save is told of the first. */

const PAUSE = 1200; // ms without a keystroke
const AGAIN = 10000; // ms until the next try after a lost connection or a fault of the server
const timers = new WeakMap();
const edits = new WeakMap(); // keystrokes so far
const sent = new WeakMap(); // keystrokes that the request under way holds

const tell = (form, text) => {
  const place = form.querySelector("[data-saved]") || document.querySelector(`[data-saved-of="${form.id}"]`);
  if (place) place.textContent = text;
};

const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

const save = (form) => {
  if (!form.isConnected) return;
  sent.set(form, edits.get(form));
  tell(form, "正在保存…");
  window.htmx.trigger(form, "zz:save");
};

const later = (form, pause) => {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), pause));
};

const unsaved = (form) => edits.has(form) && edits.get(form) !== form.savedEdits;

document.addEventListener("input", (event) => {
  const form = event.target.form || event.target;
  if (!form.matches?.("form[data-autosave]") || event.target.type === "file") return;
  edits.set(form, (edits.get(form) || 0) + 1);
  if (form.dataset.stale) return; // told once; the form's own button shows both texts
  tell(form, "有改动，稍后自动保存");
  later(form, PAUSE);
});

/* A login that has expired answers with the login page: nothing was saved. */
const isLogin = (xhr) => new URL(xhr.responseURL || location.href, location.href).pathname.startsWith("/accounts/");

const done = (form) => {
  form.savedEdits = sent.get(form);
  tell(form, `${clock()}已自动保存`);
  if (!unsaved(form)) form.dispatchEvent(new CustomEvent("zz:saved", { bubbles: true }));
};

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("[data-autosave]")) return;
  const { xhr } = event.detail;
  if (xhr.status === 422) {
    tell(form, "有内容需要处理，处理后自动保存"); // htmx calls 422 successful, since its answer is swapped in
  } else if (isLogin(xhr)) {
    tell(form, "登录已过期，还没有保存");
  } else if (event.detail.successful) {
    done(form);
  } else if (xhr.status === 409) {
    form.dataset.stale = "1";
    tell(form, "没有自动保存，请点“保存”对照后决定");
  } else {
    tell(form, "还没有保存，稍后再试");
    if (!xhr.status || xhr.status >= 500) later(form, AGAIN);
  }
});

document.addEventListener("section-saved", (event) => {
  const field = event.target.elements?.revision;
  if (field && event.detail.revision !== undefined) field.value = event.detail.revision;
});

/* Signed in again in another window (session.js): what waited is saved now. */
document.addEventListener("zz:renewed", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) if (unsaved(form)) save(form);
});
