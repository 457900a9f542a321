// A live picture: an <img> with alternative text, a sentence that is announced, a mark
// while the kernel works, and the name of every slider handle beside it.

const STEP = 120; // milliseconds between two steps of a play button, at least
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

// Resolves when the kernel has answered a move, or has come to the last step.
function answered(model) {
  return new Promise((resolve) => {
    const done = () => {
      model.off("change:answers", done);
      model.off("change:playing", done);
      resolve();
    };
    model.on("change:answers", done);
    model.on("change:playing", done);
  });
}

const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

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
  initialize({ model }) {
    saveWithNotebook(model);
    let running = false;
    const play = async () => {
      if (running) return;
      running = true;
      while (model.get("playing")) {
        const answer = answered(model);
        model.send("step");
        await Promise.all([answer, pause(STEP)]);
      }
      running = false;
    };
    model.on("change:playing", play);
    play();
    return () => model.off("change:playing", play);
  },

  render({ model, el }) {
    el.classList.add("nnlib-picture");
    const frame = make(el, "div", "nnlib-frame");
    const image = make(frame, "img", "");
    make(frame, "div", "nnlib-busy").textContent = "working …";
    const error = make(frame, "div", "nnlib-error", { role: "alert" });
    const sentence = make(el, "div", "nnlib-sentence", { role: "status" });
    const printed = make(el, "pre", "nnlib-printed");
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
      printed.textContent = model.get("printed");
      el.dataset.answers = model.get("answers");
    };
    const busy = () => frame.setAttribute("aria-busy", model.get("busy"));
    const quiet = () =>
      sentence.setAttribute("aria-live", model.get("playing") ? "off" : "polite");
    const sharpen = () => {
      model.set("ratio", window.devicePixelRatio);
      model.save_changes();
    };

    // Moves go nowhere, in silence, where no kernel is left to hear them: so ask.
    let patience = 0;
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

    update();
    busy();
    quiet();
    if (model.get("ratio") !== window.devicePixelRatio) sharpen();
    model.on("change:answers", update);
    model.on("change:busy", busy);
    model.on("change:playing", quiet);
    model.on("msg:custom", heard);
    window.addEventListener("resize", sharpen); // fires when the page is zoomed
    for (const name of MOVES) window.addEventListener(name, ask, true);

    let controls = el;
    const observer = new MutationObserver(() => nameControls(controls));
    const pressed = (event) => {
      if (controls.contains(event.target)) keepFromJupyter(event);
    };
    window.addEventListener("keydown", pressed, true);
    const waiting = requestAnimationFrame(() => {
      controls = el.closest(".nnlib-live")?.querySelector(".nnlib-controls") ?? el;
      nameControls(controls);
      observer.observe(controls, {
        childList: true,
        subtree: true,
        attributeFilter: ["title"],
      });
    });

    return () => {
      cancelAnimationFrame(waiting);
      observer.disconnect();
      window.removeEventListener("keydown", pressed, true);
      model.off("change:answers", update);
      model.off("change:busy", busy);
      model.off("change:playing", quiet);
      model.off("msg:custom", heard);
      clearTimeout(patience);
      for (const name of MOVES) window.removeEventListener(name, ask, true);
      window.removeEventListener("resize", sharpen);
      URL.revokeObjectURL(address);
    };
  },
};
