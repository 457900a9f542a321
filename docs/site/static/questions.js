// Predictions and recall questions without a kernel: the page judges a guess itself, by
// the rules of nnlib/notebook/predictions/expected.py, and the browser remembers it.

function ask(root) {
  const asking = JSON.parse(root.querySelector("script").textContent);
  const key = `nnlib.guess.${asking.id}`;
  const guess = guessFrom(recalled(key), asking);
  const model = localModel({
    ...asking,
    ...judge(asking, guess),
    guess,
    revealed: false,
    voting: false,
    votes: [],
  });
  model.answer = ({ guess }) => {
    remember(key, onFile(guess, asking));
    return { guess, revealed: guess !== null, ...judge(asking, guess) };
  };
  root.replaceChildren();
  PREDICTION.render({ model, el: root });
}

// What the widget expects of a model that a kernel stands behind. The answer to a message
// comes later, as a kernel's does.
function localModel(state) {
  const listeners = {};
  let changed = [];
  const model = {
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      changed.push(name);
    },
    on: (event, listener) => (listeners[event] ??= new Set()).add(listener),
    off: (event, listener) => listeners[event]?.delete(listener),
    save_changes: () => {
      const names = changed;
      changed = [];
      for (const name of names) listeners[`change:${name}`]?.forEach((call) => call());
    },
    send: (message) =>
      queueMicrotask(() => {
        for (const [name, value] of Object.entries(model.answer(message))) {
          model.set(name, value);
        }
        model.save_changes();
      }),
  };
  return model;
}

function judge(asking, guess) {
  if (guess === null) return { right: false, feedback: "" };
  if (asking.rules) return judgeNumber(asking.rules, asking.number.unit, guess);
  const right = guess === asking.correct;
  const verdict = right ? "right" : "not so";
  return { right, feedback: `You said “${asking.options[guess]}”: ${verdict}.` };
}

function judgeNumber({ answer, tolerance, factor }, unit, guess) {
  // Rounding must not decide: 0.3 − 0.1 is a little more or less than 0.2.
  const slack = 1 + 1e-9;
  const ratio = Math.max(guess / answer, answer / guess);
  const off = Math.abs(guess - answer);
  const right = factor ? ratio <= factor * slack : off <= tolerance * slack;
  const said = `You said ${measured(guess, unit)}`;
  if (guess === answer) return { right, feedback: `${said}: exactly right.` };
  const distance = factor ? `${inText(ratio)} times` : measured(off, unit);
  const direction = guess > answer ? "high" : "low";
  const verdict = right ? "right, and " : "";
  return { right, feedback: `${said}: ${verdict}${distance} too ${direction}.` };
}

function measured(number, unit) {
  return `${inText(number)} ${unit}`.trim();
}

// Three significant digits, whole numbers in full, and 1e-6 for what is smaller than that.
function inText(number) {
  const whole = Number.isInteger(number) && Math.abs(number) < 1e6;
  const rounded = whole ? number : Number(number.toPrecision(3));
  const size = Math.abs(rounded);
  const plain = size === 0 || (size >= 1e-4 && size < 1e6);
  return plain ? String(rounded) : rounded.toExponential().replace("e+", "e");
}

// A choice is kept by its text: it must outlive a change of the question.
function onFile(guess, { number, options }) {
  return guess === null || number ? guess : options[guess];
}

function guessFrom(kept, { number, options }) {
  if (number) return kept >= number.low && kept <= number.high ? kept : null;
  return options.includes(kept) ? options.indexOf(kept) : null;
}

// A browser may forbid a page to remember anything: then a guess lasts as long as the page.

function recalled(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(key, kept) {
  try {
    if (kept === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Forbidden, or full.
  }
}

document.querySelectorAll(".nnlib-question").forEach(ask);
