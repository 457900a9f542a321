// Draws one prediction. Everything that changes is a trait of the model, so that two
// views of one output, such as a tab for the projector, always show the same. A guess is
// sent to the kernel, which judges it; until it answers, nothing is said about the guess.

const CHANGING = ["guess", "revealed", "right", "feedback", "voting", "votes"];
const PATIENCE = 1500; // milliseconds

function render({ model, el }) {
  const texts = model.get("options");
  const number = model.get("number");
  const group = `nnlib-${Math.random().toString(36).slice(2)}`;
  let waiting;

  const set = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };

  // The parts, built once. Texts from the model are escaped HTML.
  const legend = make("legend", {}, make("strong", {}, model.get("label")));
  legend.append(" ", html("span", model.get("question")));
  const entries = number ? [numberEntry(number, group)] : texts.map(radioEntry(group));
  const entry = make("div", { class: "nnlib-predict-entry" }, ...entries);
  const bars = texts.map((text, i) => voteBar(text, i, () => vote(i)));
  const total = make("p", { role: "status" });
  const tally = make("div", {}, ...bars.map((bar) => bar.row), total);
  const fieldset = make("fieldset", {}, legend, entry, tally);
  const lock = make("button", { class: "nnlib-predict-main" }, "Lock in");
  const show = button("Show the answer", () => set({ revealed: true }));
  const again = button("Predict again", () => tell(null));
  const reveal = button("Reveal", () => set({ revealed: true }));
  const undo = button("Undo", () => set({ votes: model.get("votes").slice(0, -1) }));
  const next = button("Next class", () => set({ votes: [], revealed: false }));
  const classVote = button("Class vote", () =>
    set({ voting: !model.get("voting"), revealed: false }),
  );
  const controls = [lock, show, again, reveal, undo, next, classVote];
  const feedback = make("p", {});
  const answer = make("p", {});
  const outcome = make("div", { class: "nnlib-predict-outcome", role: "status" });
  const notice = make("p", { role: "status" });
  const form = make(
    "form",
    {},
    fieldset,
    make("div", { class: "nnlib-predict-buttons" }, ...controls),
    outcome,
    notice,
  );
  const root = make("div", { class: "nnlib-predict", role: "group", tabindex: "-1" }, form);
  root.setAttribute("aria-label", model.get("label"));

  // No guess is "" from a kernel, null in the book.
  function isLocked() {
    return !["", null].includes(model.get("guess"));
  }

  function commit(event) {
    event.preventDefault();
    if (model.get("voting") || isLocked()) return;
    const value = form.elements[group].value;
    if (value !== "") tell(Number(value));
  }

  function tell(guess) {
    waiting = send(model, { guess }, PATIENCE, () => (notice.textContent = SILENT));
  }

  function vote(choice) {
    if (!model.get("revealed")) set({ votes: [...model.get("votes"), choice] });
  }

  function keep(event) {
    if (root.contains(event.target)) keepFromJupyter(event);
  }

  function pressed(event) {
    if (isForJupyter(event)) return;
    const choice = Number(event.key) - 1;
    // JupyterLab also keeps Enter in a field from submitting the form.
    if (event.key === "Enter" && event.target.tagName === "INPUT") form.requestSubmit();
    else if (!model.get("voting")) return;
    else if (choice in texts) vote(choice);
    else if (event.key === "Backspace") undo.click();
    else return;
    event.preventDefault();
  }

  function draw() {
    clearTimeout(waiting);
    notice.textContent = "";
    const [guess, revealed, wasRight, said, voting, votes] = CHANGING.map((name) =>
      model.get(name),
    );
    const locked = isLocked();
    const focused = root.contains(document.activeElement);

    entry.hidden = voting;
    tally.hidden = !voting;
    fieldset.disabled = locked && !voting;
    if (number) form.elements[group].value = locked ? guess : "";
    else [...form.elements[group]].forEach((radio, i) => (radio.checked = i === guess));

    lock.hidden = voting || locked;
    show.hidden = voting || !locked || revealed;
    again.hidden = voting || !locked;
    reveal.hidden = !voting || revealed;
    undo.hidden = !voting || revealed;
    undo.disabled = votes.length === 0;
    next.hidden = !voting;
    classVote.setAttribute("aria-pressed", voting);

    const counts = texts.map((_, i) => votes.filter((choice) => choice === i).length);
    const most = Math.max(1, ...counts);
    bars.forEach((bar, i) => {
      bar.fill.style.width = `${(100 * counts[i]) / most}%`;
      bar.count.textContent = counts[i];
      bar.row.disabled = revealed;
      bar.mark.textContent = revealed && i === model.get("correct") ? "✓" : "";
    });
    total.textContent = `${votes.length} ${votes.length === 1 ? "vote" : "votes"}`;

    outcome.classList.toggle("nnlib-right", revealed && !voting && wasRight);
    outcome.classList.toggle("nnlib-wrong", revealed && !voting && !wasRight);
    if (revealed) {
      feedback.innerHTML = voting ? "" : said;
      const right = `<strong>Answer: ${model.get("answer")}.</strong>`;
      answer.innerHTML = `${right} ${model.get("why")}`;
      outcome.replaceChildren(...(feedback.innerHTML ? [feedback] : []), answer);
    } else if (locked && !voting) {
      outcome.textContent = "You have predicted this before.";
    } else {
      outcome.replaceChildren();
    }
    // A control that has gone must not take the keyboard with it.
    if (focused && !usable(document.activeElement)) root.focus();
  }

  form.addEventListener("submit", commit);
  root.addEventListener("keydown", pressed);
  window.addEventListener("keydown", keep, true);
  for (const name of CHANGING) model.on(`change:${name}`, draw);
  draw();
  el.append(root);
  return () => {
    clearTimeout(waiting);
    window.removeEventListener("keydown", keep, true);
    for (const name of CHANGING) model.off(`change:${name}`, draw);
  };
}

function html(tag, content) {
  const node = document.createElement(tag);
  node.innerHTML = content;
  return node;
}

function button(text, action) {
  const node = make("button", { type: "button" }, text);
  node.addEventListener("click", action);
  return node;
}

function radioEntry(group) {
  return (text, i) => {
    const radio = make("input", { type: "radio", name: group, value: i, required: "" });
    return make("label", {}, radio, html("span", text));
  };
}

function numberEntry({ low, high, unit, rule }, group) {
  const field = make("input", {
    type: "number",
    name: group,
    min: low,
    max: high,
    step: "any",
    required: "",
    "aria-describedby": `${group}-rule`,
  });
  const label = make("label", {}, "Your number: ", field, ` ${unit}`);
  return make("div", {}, label, make("p", { id: `${group}-rule` }, rule));
}

function voteBar(text, i, action) {
  const mark = make("span", { class: "nnlib-predict-mark" });
  const count = make("span", { class: "nnlib-predict-count" });
  const fill = make("span", { class: "nnlib-predict-fill" });
  const track = make("span", { class: "nnlib-predict-track" }, fill);
  const row = make("button", { type: "button", class: "nnlib-predict-vote" });
  row.append(make("kbd", {}, i + 1), html("span", text), track, count, mark);
  row.addEventListener("click", action);
  return { row, fill, count, mark };
}

function usable(node) {
  return !node.disabled && node.offsetParent !== null && !node.closest("fieldset:disabled");
}

export default {
  initialize: ({ model }) => saveWithNotebook(model),
  render,
};
