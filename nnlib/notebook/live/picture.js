// A live picture: an <img> with alternative text, a sentence that is announced, a mark
// while the kernel works, and the name of every slider handle beside it.

const STEP = 100; // milliseconds from an answer to the next step of a play button
const PATIENCE = 2500; // milliseconds until a kernel that says nothing is said to be gone
const MOVES = ["pointerup", "keyup", "change"]; // what a user does to a control
const SILENT = "No kernel answers. If it was restarted, run this cell again.";

function make(parent, tag, className, attributes = {}) {
  const node = document.createElement(tag);
  node.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  parent.append(node);
  return node;
}

// Listens to a model, until the function that is returned is called.
function listen(model, callbacks) {
  for (const [name, callback] of Object.entries(callbacks)) model.on(name, callback);
  return () => {
    for (const [name, callback] of Object.entries(callbacks)) model.off(name, callback);
  };
}

// JupyterLab listens on the document and takes arrows, Enter and letters for shortcuts of
// its own, so that it must be told before; Ctrl+S, Shift+Enter and the like it may have.
function keepFromJupyter(event) {
  const forJupyter =
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (event.shiftKey && event.key === "Enter");
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !forJupyter);
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
    const frame = make(el, "div", "nnlib-frame");
    const image = make(frame, "img", "");
    make(frame, "div", "nnlib-busy").textContent = "working …";
    const error = make(frame, "div", "nnlib-error", { role: "alert" });
    const sentence = make(el, "div", "nnlib-sentence", { role: "status" });
    const silent = make(el, "div", "nnlib-silent", { role: "alert" });
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

    // Moves go nowhere, in silence, where no kernel is left to hear them: so ask.
    let controls = el;
    let patience;
    const ask = (event) => {
      if (!controls.contains(event.target)) return;
      clearTimeout(patience);
      patience = setTimeout(() => {
        if (!model.get("busy")) silent.textContent = SILENT;
      }, PATIENCE);
      try {
        model.send("are you there");
      } catch {
        // The connection is closed: nobody will answer, and the patience ends.
      }
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
