// A live picture: an <img> with alternative text, a sentence that is announced, a mark
// while the kernel works, and the name of every slider handle beside it.

const STEP = 100; // milliseconds from an answer to the next step of a play button
const PATIENCE = 2500; // milliseconds until a kernel that says nothing is said to be gone
const MOVES = ["pointerup", "keyup", "change"]; // what a user does to a control

// Listens to a model, until the function that is returned is called.
function listen(model, callbacks) {
  for (const [name, callback] of Object.entries(callbacks)) model.on(name, callback);
  return () => {
    for (const [name, callback] of Object.entries(callbacks)) model.off(name, callback);
  };
}

// ipywidgets gives slider handles, their number fields and icons no accessible name.
function nameControls(root) {
  for (const slider of root.querySelectorAll(".widget-slider, .widget-hslider")) {
    const label = slider.querySelector(".widget-label")?.textContent.trim();
    const handles = slider.querySelectorAll(".noUi-handle");
    handles.forEach((handle, i) => {
      const end = handles.length > 1 ? [", from", ", to"][i] : "";
      handle.setAttribute("aria-label", label + end);
    });
    const number = slider.querySelector(".widget-readout");
    number?.setAttribute("aria-label", `${label}, value`);
    if (number?.isContentEditable) {
      number.setAttribute("role", "textbox");
    }
  }
  for (const button of root.querySelectorAll("button[title]")) {
    button.setAttribute("aria-label", button.title);
  }
}

export default {
  // The page sets the pace: it asks for a step a while after it has heard of the last.
  initialize({ model }) {
    saveWithNotebook(model);
    let waiting;
    const play = () => {
      clearTimeout(waiting);
      if (model.get("playing")) waiting = setTimeout(() => model.send("step"), STEP);
    };
    const forget = listen(model, { "change:answers": play, "change:playing": play });
    play();
    return () => {
      clearTimeout(waiting);
      forget();
    };
  },

  render({ model, el }) {
    el.classList.add("nnlib-picture");
    const image = make("img", {});
    const working = make("div", { class: "nnlib-busy" }, "working …");
    const error = make("div", { class: "nnlib-error", role: "alert" });
    const frame = make("div", { class: "nnlib-frame" }, image, working, error);
    const sentence = make("div", { class: "nnlib-sentence", role: "status" });
    const silent = make("div", { class: "nnlib-silent", role: "alert" });
    el.append(frame, sentence, silent);
    let address = "";

    const update = () => {
      const previous = address;
      const png = new Blob([model.get("png")], { type: "image/png" });
      address = URL.createObjectURL(png);
      image.src = address;
      image.alt = model.get("sentence");
      URL.revokeObjectURL(previous);
      frame.style.width = `${model.get("width")}px`;
      frame.style.aspectRatio = `${model.get("width")} / ${model.get("height")}`;
      frame.classList.toggle("nnlib-stale", model.get("error") !== "");
      error.textContent = model.get("error");
      sentence.textContent = model.get("sentence");
      el.dataset.answers = model.get("answers");
    };
    const busy = () => frame.setAttribute("aria-busy", model.get("busy"));
    const quiet = () =>
      sentence.setAttribute("aria-live", model.get("playing") ? "off" : "polite");
    const sharpen = () => {
      if (model.get("ratio") === window.devicePixelRatio) return;
      model.set("ratio", window.devicePixelRatio);
      model.save_changes();
    };

    let controls = el;
    let patience;
    const complain = () => {
      if (!model.get("busy")) silent.textContent = SILENT;
    };
    const ask = (event) => {
      if (!controls.contains(event.target)) return;
      clearTimeout(patience);
      patience = send(model, "are you there", PATIENCE, complain);
    };
    const heard = () => {
      clearTimeout(patience);
      silent.textContent = "";
    };
    const pressed = (event) => {
      if (controls.contains(event.target)) keepFromJupyter(event);
    };

    update();
    busy();
    quiet();
    sharpen();
    const forget = listen(model, {
      "change:answers": update,
      "change:busy": busy,
      "change:playing": quiet,
      "msg:custom": heard,
    });
    const leaving = new AbortController();
    const whileShown = { capture: true, signal: leaving.signal };
    window.addEventListener("resize", sharpen, whileShown); // as when the page is zoomed
    window.addEventListener("keydown", pressed, whileShown);
    for (const name of MOVES) window.addEventListener(name, ask, whileShown);

    const observer = new MutationObserver(() => nameControls(controls));
    const waiting = requestAnimationFrame(() => {
      controls = el.closest(".nnlib-live")?.querySelector(".nnlib-controls") ?? el;
      nameControls(controls);
      const watched = { childList: true, subtree: true, attributeFilter: ["title"] };
      observer.observe(controls, watched);
    });

    return () => {
      cancelAnimationFrame(waiting);
      clearTimeout(patience);
      observer.disconnect();
      leaving.abort();
      forget();
      URL.revokeObjectURL(address);
    };
  },
};
