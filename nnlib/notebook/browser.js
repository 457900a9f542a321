// What a browser must be able to do, and a sentence for each that cannot.  It has to
// speak where the browser is old, so it is written in the JavaScript of 2009.

(function () {
  var able = {
    "static blocks of classes": window.nnlibReadsStaticBlocks,
    "Object.hasOwn": Object.hasOwn,
    "structuredClone": window.structuredClone,
    "replaceChildren": Element.prototype.replaceChildren,
    "the selector :has()": window.CSS && CSS.supports && CSS.supports("selector(:has(a))"),
    "WebSocket": window.WebSocket
  };
  var lacks = [];
  for (var name in able) {
    if (!able[name]) lacks.push(name);
  }
  var sentence = lacks.length
    ? "This browser is too old for the notebooks: it lacks " + lacks.join(", ") +
      ". Use Firefox 121, Chrome or Edge 105, Safari 16.4, or a later one."
    : "This browser is recent enough for the notebooks.";
  var notes = document.querySelectorAll(".nnlib-browser");
  for (var i = 0; i < notes.length; i++) notes[i].textContent = sentence;
  window.nnlibBrowserLacks = lacks;
})();
