/* <label class="drop"> around a file input: files dragged onto it are taken, the chosen ones named, data-submit sends at once.
   <input type="file" capture data-adds-to="id">: what the camera took is added to the files of that input, one after another. */

const zone = (event) => event.target.closest?.(".drop");

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

const name = (drop, files) => {
  const place = drop.querySelector(".chosen");
  if (place) place.textContent = [...files].map((file) => `${file.name}（${size(file.size)}）`).join("、");
};

/* Said before anything is sent: the server checks again. */
const tooLarge = (input) => {
  const limit = Number(input.dataset.maxBytes || 0);
  const over = limit && [...input.files].find((file) => file.size > limit);
  input.setCustomValidity(over ? `${over.name}超过${size(limit)}，请压缩或拆分后再上传` : "");
  return Boolean(over);
};

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = zone(event);
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const input = drop.querySelector("input[type=file]");
    const files = new DataTransfer();
    for (const file of event.dataTransfer.files) if (input.multiple || !files.files.length) files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

const add = (taken, input) => {
  const files = new DataTransfer();
  for (const file of [...input.files, ...taken.files]) files.items.add(file);
  input.files = files.files;
  taken.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("change", (event) => {
  const target = document.getElementById(event.target.dataset?.addsTo);
  if (target && event.target.files.length) add(event.target, target);
});

document.addEventListener("change", (event) => {
  const input = event.target;
  const drop = zone(event);
  if (!drop || input.type !== "file") return;
  name(drop, input.files);
  if (tooLarge(input)) input.reportValidity();
  else if (input.hasAttribute("data-submit") && input.files.length) input.form.requestSubmit();
});
