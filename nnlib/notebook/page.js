// Every script of a widget starts with this.

const SILENT = "No kernel answers. If it was restarted, run this cell again.";

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Messages go nowhere, in silence, where no kernel is left to hear them: so a clock runs
// from each, for the caller to stop when there is an answer.
function send(model, message, patience, complain) {
  try {
    model.send(message);
  } catch {
    // The connection is closed: nobody will answer, and the patience ends.
  }
  return setTimeout(complain, patience);
}

// Ctrl+S, Shift+Enter and the like.
function isForJupyter(event) {
  const runs = event.shiftKey && event.key === "Enter";
  return event.ctrlKey || event.metaKey || event.altKey || runs;
}

// JupyterLab listens on the document and takes arrows, Enter, letters and digits for
// shortcuts of its own, so that it must be told before.
function keepFromJupyter(event) {
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !isForJupyter(event));
}

// JupyterLab saves widgets with a notebook by a setting, which the package brings where
// both are installed together, and then only those that a kernel still answers for: a
// copy that is opened again, looked at and saved once more would be empty. So the page
// itself keeps all widgets that an output shows, with or without a kernel or the setting.

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";

function saveWithNotebook({ widget_manager: manager }) {
  const notebook = manager?.context; // in JupyterLab and Notebook
  if (!notebook?.saveState || manager.savesAll) return;
  manager.savesAll = true;
  let kept = notebook.model.getMetadata("widgets")?.[STATE]?.state ?? {};
  notebook.saveState.connect((_, stage) => {
    if (stage !== "started") return;
    const live = manager.get_state_sync({ drop_defaults: true });
    kept = { ...shownOf(kept, notebook.model.cells), ...live.state };
    notebook.model.setMetadata("widgets", { [STATE]: { ...live, state: kept } });
  });
}

// Of the widgets those that an output shows, and all that these are made of.
function shownOf(widgets, cells) {
  const shown = {};
  const take = (id) => {
    if (id in shown || !(id in widgets)) return;
    shown[id] = widgets[id];
    const parts = JSON.stringify(widgets[id].state).matchAll(/IPY_MODEL_(\w+)/g);
    for (const [, part] of parts) take(part);
  };
  for (const cell of cells) {
    for (const { data } of cell.outputs?.toJSON() ?? []) take(data?.[VIEW]?.model_id);
  }
  return shown;
}

