/* When a request of htmx does not get through (offline, login expired, refused), says so and leaves what was typed in place. */

const live = document.getElementById("live");

const say = (text, link) => {
  const note = document.createElement("div");
  note.className = "note note-review";
  const words = document.createElement("p");
  words.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.target = "_blank";
    anchor.textContent = link.text;
    words.append(" ", anchor);
  }
  note.append(words);
  live?.replaceChildren(note);
};

const LOGIN = "/accounts/login/";
let expired = false;

/* A redirect to the login page arrives as its HTML: it must not be put into the form. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL || location.href, location.href).pathname;
  if (answered !== LOGIN || location.pathname === LOGIN) return;
  event.detail.shouldSwap = false;
  expired = true;
  say("登录已过期，您填的内容还在本页。请在新窗口登录后回到这里继续。", { href: LOGIN, text: "去登录" });
});

const REASONS = {
  403: "页面打开太久或没有权限，刚才的操作没有完成。请复制已填内容，刷新页面后再试。",
  404: "这条记录已经不在了，请返回列表查看。",
  409: "记录刚刚有了变化，刚才的操作没有完成。请刷新页面查看最新情况。",
  413: "文件太大，请压缩或拆分后再上传。",
};

/* The page of a refusal (409) says why in its [data-refusal]. */
const explanation = (xhr) =>
  xhr.status === 409 && new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-refusal]")?.textContent;

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403) expired = true; // signed in anew elsewhere: this page's token is the old one
  say(explanation(event.detail.xhr) || REASONS[event.detail.xhr.status] || "刚才的操作没有完成，您填的内容还在本页，请稍后再试。");
});
document.addEventListener("htmx:sendError", () => say("网络不通，刚才的操作没有完成。您填的内容还在本页，联网后再试。"));
document.addEventListener("htmx:afterRequest", (event) => {
  const answered = new URL(event.detail.xhr.responseURL || location.href, location.href).pathname;
  if (event.detail.successful && answered !== LOGIN) live?.replaceChildren();
});

/* Signed in again in another window: this page takes the new token, if it is the same account, and goes on where it was. */
const renew = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || new URL(answer.url).pathname === LOGIN) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const keeper = (root) => root.querySelector("form[data-keep]")?.dataset.keep;
  if (!token || keeper(page) !== keeper(document)) return;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
  expired = false;
  live?.replaceChildren();
  document.dispatchEvent(new CustomEvent("zz:renewed"));
};

const lookAgain = () => {
  if (expired && document.visibilityState === "visible") renew().catch(() => {}); // offline: the next look may find more
};
addEventListener("focus", lookAgain);
document.addEventListener("visibilitychange", lookAgain);
