// Every script of a widget starts with this.
//
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

