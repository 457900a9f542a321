// Moves the live figures of the book. Every picture was made when the book was built; an
// input chooses among them.

function figure(root) {
  const { controls, states, folder } = JSON.parse(
    root.querySelector("script").textContent,
  );
  const image = root.querySelector("img");
  const sentence = root.querySelector(".nnlib-sentence");
  const inputs = controls.map((control) => {
    const input = INPUTS[control.kind](control);
    input.moveTo(control.start);
    return input;
  });
  const together = controls.reduce((n, { positions }) => n * positions.length, 1);
  const fetched = new Set();
  let wanted;

  const placesNow = () => inputs.map((input) => input.place());
  const stateNow = () => states[placesNow().join()];

  // The picture and its sentence change together, once the picture is there. Whoever
  // has moved on meanwhile does not see it.
  async function show(state) {
    wanted = state;
    root.setAttribute("aria-busy", "true");
    const next = make("img", { src: folder + state.picture });
    const loaded = await next.decode().then(
      () => true,
      () => false,
    );
    if (wanted !== state) return;
    root.setAttribute("aria-busy", "false");
    if (!loaded) {
      sentence.textContent = `The picture ${state.picture} cannot be loaded.`;
      return;
    }
    image.src = next.src;
    image.alt = state.sentence;
    sentence.textContent = state.sentence;
    fetchAround();
  }

  // Fetches what a move of any one control would show, so that it shows it at once.
  function fetchAround() {
    const now = placesNow();
    controls.forEach(({ positions }, i) =>
      positions.forEach((_, place) => {
        const state = states[now.with(i, place).join()];
        if (!state || fetched.has(state.picture)) return;
        fetched.add(state.picture);
        new Image().src = folder + state.picture;
      }),
    );
  }

  // Where there is no picture of this combination, the other controls go back to where
  // they began.
  function moved(by) {
    if (!stateNow()) inputs.forEach((input, i) => input !== by && toStart(input, i));
    show(stateNow());
  }

  function toStart(input, i) {
    input.moveTo(controls[i].start);
  }

  const reset = make("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    inputs.forEach(toStart);
    show(stateNow());
  });
  for (const input of inputs) input.node.addEventListener("input", () => moved(input));
  const row = make("div", { class: "nnlib-inputs" });
  row.append(...inputs.map((input) => input.node), reset);
  sentence.before(row);
  if (together > Object.keys(states).length) {
    root.append(make("p", { class: "nnlib-note" }, ALONE));
  }

  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    fetchAround();
  }).observe(image);
}

const ALONE =
  "On this page some controls go back to where they began when another one moves. In the " +
  "notebook all of them move together.";

// An input stands at a place, counted from 0; its label says what that place is called.
const INPUTS = {
  range({ label, positions }) {
    const range = make("input", { type: "range", min: 0, max: positions.length - 1 });
    const value = make("output", {});
    const name = () => {
      value.textContent = positions[range.value];
      range.setAttribute("aria-valuetext", positions[range.value]);
    };
    range.addEventListener("input", name);
    return {
      node: make("label", {}, label, range, value),
      place: () => Number(range.value),
      moveTo: (place) => {
        range.value = place;
        name();
      },
    };
  },

  select({ label, positions }) {
    const options = positions.map((text) => make("option", {}, text));
    const select = make("select", {}, ...options);
    return {
      node: make("label", {}, label, select),
      place: () => select.selectedIndex,
      moveTo: (place) => (select.selectedIndex = place),
    };
  },

  checkbox({ label }) {
    const box = make("input", { type: "checkbox" });
    return {
      node: make("label", {}, box, label),
      place: () => Number(box.checked),
      moveTo: (place) => (box.checked = place === 1),
    };
  },
};

document.querySelectorAll(".nnlib-figure").forEach(figure);
