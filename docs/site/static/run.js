// A page that comes from no server runs no Python: there the button is no use.

if (location.protocol === "file:") {
  for (const button of document.querySelectorAll(".nnlib-run")) {
    button.textContent =
      "From a server these pages also run the notebook; see “About these pages”.";
  }
}
