/* [data-try data-was="9"]: a control, its slider and what it was. Moving one moves the other; 还原 puts the figure back.
   The form sends itself through htmx on "change"; without scripts its button does. */

const row = (event) => event.target.closest?.("[data-try]");
const control = (line) => line.querySelector("input:not([type=range]), select");

const same = (one, other) => one === other || (one !== "" && other !== "" && Number(one) === Number(other));

const mark = (line) => {
  const moved = !same(control(line).value, line.dataset.was);
  line.classList.toggle("ch", moved);
  line.querySelector("[data-moved]").hidden = !moved;
};

document.addEventListener("input", (event) => {
  const line = row(event);
  if (!line) return;
  const slider = line.querySelector("input[type=range]");
  if (event.target === slider) control(line).value = slider.value;
  else if (slider) slider.value = event.target.value;
  mark(line);
});

document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-put-back]") && row(event);
  if (!line) return;
  const field = control(line);
  field.value = line.dataset.was;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
