/* <form data-autosave hx-post="…" hx-trigger="zz:save" hx-swap="none">: what is typed is saved a moment later.
   Its [data-saved] element tells when. The form's own buttons work as ever, without scripts too. */

const PAUSE = 1200; // ms without a keystroke
const AGAIN = 10000; // ms until the next try after a lost connection
const timers = new WeakMap();

const tell = (form, text) => {
  const place = form.querySelector("[data-saved]") || document.querySelector(`[data-saved-of="${form.id}"]`);
  if (place) place.textContent = text;
};

const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

const save = (form) => {
  tell(form, "正在保存…");
  window.htmx.trigger(form, "zz:save");
};

const later = (form, pause) => {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), pause));
};

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosave]") || event.target.type === "file") return;
  tell(form, "有改动，稍后自动保存");
  later(form, PAUSE);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("[data-autosave]")) return;
  if (event.detail.xhr.status === 422) {
    tell(form, "有内容需要处理，处理后自动保存"); // htmx calls 422 successful, since its answer is swapped in
  } else if (event.detail.successful) {
    tell(form, `${clock()}已自动保存`);
    form.dispatchEvent(new CustomEvent("zz:saved", { bubbles: true }));
  } else {
    tell(form, "还没有保存，稍后再试");
    if (!event.detail.xhr.status) later(form, AGAIN);
  }
});
