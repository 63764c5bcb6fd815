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
  const answer = await fetch(address, {credentials: "same-origin", headers, signal: asked.signal});
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-refresh]");
  // Somebody may have opened a menu meanwhile.
  if (!fresh || (byItself && isInUse(place))) return;
  place.replaceChildren(...fresh.childNodes);
  place.dataset.refresh = fresh.dataset.refresh;
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
