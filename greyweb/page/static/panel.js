// Lists refresh by themselves and filter as one types. All of it works without, too.
"use strict";

let asked = new AbortController();

// What a page like this one shows now takes the place of what is shown. Whoever asks again has no
// use for the answer before, which may come later.
async function refresh(place, address, byItself) {
  asked.abort();
  asked = new AbortController();
  // A session that only refreshes ends.
  const headers = byItself ? {"Greyweb-Refresh": "1"} : {};
  const signal = asked.signal;
  let answer = null;
  try {
    answer = await fetch(address, {credentials: "same-origin", headers, signal});
  } catch {
    if (!signal.aborted) tellNoAnswer(place, byItself);
    return;
  }
  // The session is over: the page of signing in says so.
  if (answer.redirected) return location.assign(address);
  if (!answer.ok) return tellNoAnswer(place, byItself);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-refresh]");
  // Somebody may have opened a menu meanwhile.
  if (!fresh || (byItself && isInUse(place))) return;
  place.replaceChildren(...fresh.childNodes);
  place.dataset.refresh = fresh.dataset.refresh;
}

// Rows of another filter are no answer to this one.
function tellNoAnswer(place, byItself) {
  const note = place.querySelector("[data-no-answer]") || document.createElement("p");
  note.dataset.noAnswer = "";
  note.className = "empty";
  note.setAttribute("role", "status");
  note.textContent = byItself ? "There is no answer now: what stands here is not up to date."
    : "There is no answer now. Try again in a moment.";
  if (byItself) return place.prepend(note);
  place.replaceChildren(note);
}

// Not under somebody's hand: an open menu, or the keyboard's place in the list.
function isInUse(place) {
  return place.contains(document.activeElement) || place.querySelector("details[open]");
}

// On a telephone the menu is a strip, whose current place may be outside.
const current = document.querySelector(".rooms [aria-current]");
if (current) current.scrollIntoView({block: "nearest", inline: "center"});

const place = document.querySelector("[data-refresh]");
const seconds = place ? Number(place.dataset.refresh) : 0;
if (seconds > 0) {
  setInterval(() => {
    const wanted = Number(place.dataset.refresh) > 0 && !document.hidden && !isInUse(place);
    if (wanted) refresh(place, location.href, true).catch(() => {});
  }, seconds * 1000);
}

const filter = document.querySelector("form[data-filter]");
if (place && filter) {
  let waits = 0;
  // The button leads to the page itself.
  filter.addEventListener("submit", () => {
    clearTimeout(waits);
    asked.abort();
  });
  filter.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(() => {
      const address = filter.action + "?" + new URLSearchParams(new FormData(filter));
      history.replaceState(null, "", address);
      refresh(place, address, false).catch(() => {});
    }, 250);
  });
}
