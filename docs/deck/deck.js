// Lay the parts of a notebook out on slides, no slide fuller than its screen.
//
// A section of the page holds the parts of a section of the notebook, one after the
// other; <hr> demands a new slide.  Where the slides break follows from the heights
// that the parts have in this browser, with its fonts and its formulas.

const WIDTH = 1280, HEIGHT = 720;
const FOOT = 44; // what stays free below, in pixels
const SMALLEST = 830; // width of a picture of 1200 pixels whose text still has 16

const isHeading = (part) => /^H[1-3]$/.test(part.tagName);
const isPicture = (part) => part.tagName === "FIGURE";
const isQuestion = (part) => part.querySelector(".nnlib-predict") !== null;
const isExercise = (part) =>
  /^Exercise /.test(part.querySelector(":scope > strong:first-child")?.textContent);
const isFormula = (part) =>
  part.children.length === 1 && part.querySelector("mjx-container[display]") !== null;
const isCode = (part) => part.matches("pre.code");
const announces = (part) => /:\s*$/.test(part.textContent);

// Parts that stay on one slide: a heading, or what ends in a colon, with what follows;
// code with its output; a picture with a few lines below it.
function stays(part, next) {
  return isHeading(part) || isFormula(next) || (announces(part) && !isPicture(next))
    || (isCode(part) && next.matches(".printed, .output") && !isQuestion(next))
    || (isExercise(part) && isCode(next))
    || (isPicture(part) && next.matches(".printed") && span(next, next) < 120);
}

function newPage(section) {
  const page = document.createElement("section");
  page.className = "page";
  section.append(page);
  return page;
}

const room = (page) => HEIGHT - FOOT - parseFloat(getComputedStyle(page).paddingTop);

// The height from the top of one part to the bottom of another.
const span = (first, last) =>
  last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;

// As wide as the slide, or as high as is said.
function sizePicture(figure, height) {
  const image = figure.querySelector("img");
  const free = height - (span(figure, figure) - span(image, image));
  const ratio = image.getAttribute("width") / image.getAttribute("height");
  image.style.width = `${Math.floor(Math.min(figure.clientWidth, free * ratio))}px`;
}

// The items of a list as lists of one item each.
function itemsOf(list) {
  return [...list.children].map((item, index) => {
    const piece = list.cloneNode(false);
    piece.classList.add("piece");
    if (list.tagName === "OL") piece.start = list.start + index;
    piece.append(item);
    return piece;
  });
}

// A table as several, each with the head, none of them higher than ``height``.
function piecesOf(table, height) {
  const rows = [...table.tBodies[0].rows];
  for (const cell of table.tHead.rows[0].cells) {
    cell.style.width = `${cell.getBoundingClientRect().width}px`; // alike in all pieces
  }
  const head = span(table, table) - span(rows[0], rows.at(-1)) + 2;
  return layers(rows.map((row) => [row]), height - head).map((group) => {
    const piece = table.cloneNode(true);
    piece.tBodies[0].replaceChildren(...group.flat());
    return piece;
  });
}

// What is higher than a slide in parts of its own.
function divided(part, height, crowded) {
  if (crowded && /^[UO]L$/.test(part.tagName)) return itemsOf(part);
  const table = part.matches("table") ? part : part.querySelector(":scope > table");
  if (table && span(part, part) > height) return piecesOf(table, height);
  return [part];
}

// Groups of parts in as few layers as the height allows, and these as equal as can be.
// A layer has one picture at most, and a question ends one: what follows may answer it.
function layers(groups, height) {
  const clash = (groups) => {
    const parts = groups.flat();
    const earlier = parts.slice(0, -1);
    const asks = isQuestion(parts.at(-1));
    return parts.filter(isPicture).length > 1 || earlier.some(isQuestion)
      || (asks && earlier.some((part) => isPicture(part) || isExercise(part)));
  };
  const best = [{cost: 0, from: 0}];
  for (let end = 1; end <= groups.length; end++) {
    best[end] = {cost: Infinity};
    for (let from = end - 1; from >= 0; from--) {
      const chosen = groups.slice(from, end);
      const free = height - span(chosen[0][0], chosen.at(-1).at(-1));
      if (chosen.length > 1 && free < 0) break;
      if (chosen.length > 1 && clash(chosen)) continue;
      const cost = best[from].cost + 1e9 + free * free;
      if (cost < best[end].cost) best[end] = {cost, from};
    }
  }
  const found = [];
  for (let end = groups.length; end > 0; end = best[end].from) {
    found.unshift(groups.slice(best[end].from, end));
  }
  return found;
}

// Whether parts fit together, a picture among them made smaller.
function fits(parts, height) {
  const over = span(parts[0], parts.at(-1)) - height;
  const image = parts.find(isPicture)?.querySelector("img");
  if (over <= 0 || !image) return over <= 0;
  const {width, height: high} = image.getBoundingClientRect();
  return width * (1 - over / high) >= SMALLEST;
}

// Parts that must not be parted, unless they are too high together.
function grouped(parts, height) {
  const groups = [];
  parts.forEach((part, index) => {
    const last = groups.at(-1);
    const joins = last && stays(parts[index - 1], part);
    if (joins && fits([...last, part], height)) last.push(part);
    else groups.push([part]);
  });
  return groups;
}

// Where a slide begins whatever the heights are.
function runsOf(parts) {
  const runs = [];
  let wanted = true;
  for (const part of parts) {
    if (part.tagName === "HR") {
      wanted = !announces(part.previousElementSibling);
      continue;
    }
    const headed = runs.length && runs.at(-1).every(isHeading);
    if ((wanted || isHeading(part) || isExercise(part)) && !headed) runs.push([]);
    runs.at(-1).push(part);
    wanted = false;
  }
  return runs;
}

function layOut(section) {
  const runs = runsOf([...section.children]);
  const title = section.querySelector("h1, h2, h3").textContent;
  section.replaceChildren();
  for (const run of runs) {
    const page = newPage(section);
    const height = room(page);
    page.append(...run);
    run.filter(isPicture).forEach((figure) => sizePicture(figure, height));
    const crowded = span(run[0], run.at(-1)) > height;
    const parts = run.flatMap((part) => divided(part, height, crowded));
    page.replaceChildren(...parts);
    const found = layers(grouped(parts, height), height);
    for (const layer of found) {
      const target = layer === found[0] ? page : newPage(section);
      target.append(...layer.flat());
    }
  }
  for (const page of section.children) finish(page, title);
}

// A slide whose title is on an earlier one repeats it; the rest takes what room it has.
function finish(page, title) {
  const figure = page.querySelector("figure");
  const over = span(page.firstElementChild, page.lastElementChild) - room(page);
  if (figure && over > 0) sizePicture(figure, span(figure, figure) - over);
  for (const wide of page.querySelectorAll("mjx-container[display], table")) {
    narrow(wide, page);
  }
  if (!page.querySelector("h1, h2")) {
    const running = document.createElement("p");
    running.className = "running";
    running.textContent = title;
    page.prepend(running);
  }
}

function narrow(wide, page) {
  const space = page.clientWidth - 2 * 48;
  if (wide.scrollWidth > space) {
    const size = parseFloat(getComputedStyle(wide).fontSize);
    wide.style.fontSize = `${(size * space) / wide.scrollWidth}px`;
  }
}

async function show() {
  await MathJax.startup.promise;
  document.body.classList.add("laying-out");
  document.body.getBoundingClientRect(); // now the browser knows which fonts it needs
  await document.fonts.ready;
  const answers = document.querySelectorAll(".slides details");
  answers.forEach((answer) => (answer.open = true)); // an answer needs its room
  document.querySelectorAll(".slides > section").forEach(layOut);
  answers.forEach((answer) => (answer.open = false));
  document.body.classList.remove("laying-out");
  await Reveal.initialize({
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    center: false,
    hash: true,
    navigationMode: "linear",
    slideNumber: "c/t",
    transition: "none",
    plugins: [RevealZoom],
  });
}

show();
