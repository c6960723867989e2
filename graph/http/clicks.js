/* Records clicks on sponsors' links. Include it by one tag, and mark each link:
 *
 *   <script src="https://api.example/clicks.js" async></script>
 *   <a href="https://sponsor.example/" data-sponsor-click="backend PLACEMENT">...</a>
 *
 * The attribute holds the roadmap's slug and, after a space, the id of the placement that the page
 * shows. A link may lead through this server's /go/PLACEMENT, which also counts without any script.
 * Such a click is left to the server, unless `data-sponsor-target` says where the link leads in the
 * end: then the click is recorded here, and the link's href becomes that target as it is clicked.
 *
 * A click is kept in localStorage until the server has it on disk, and sent again with the same id.
 * No link is held up or broken, and none without `data-sponsor-target` is changed: whatever fails
 * here, it fails in silence. */
(function () {
  "use strict";

  var KEY = "sponsor-clicks";
  var MOST_KEPT = 50;
  var MOST_MS = 72 * 3600 * 1000; // an older click would get the server's time
  var FIRST_WAIT_MS = 2000;
  var LONGEST_WAIT_MS = 5 * 60 * 1000;

  var script = document.currentScript;
  if (!script || window.sponsorClicks) return;
  window.sponsorClicks = true;
  var endpoint = new URL("clicks", script.src).href;
  var redirects = new URL("go/", script.src).href;
  var memory = []; // where there is no localStorage
  var sending = {}; // by id
  var wait = FIRST_WAIT_MS;
  var timer = null;

  function attempt(action) {
    return function (argument) {
      try {
        return action(argument);
      } catch (_) {
        return undefined;
      }
    };
  }

  function stored() {
    try {
      var kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept : [];
    } catch (_) {
      return memory;
    }
  }

  function keep(clicks) {
    memory = clicks.slice(-MOST_KEPT);
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch (_) {}
  }

  function forget(id) {
    keep(stored().filter(function (click) { return click.clientEventId !== id; }));
  }

  function uuid() { // of version 7, whose time comes first: ids of one hour are stored side by side
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    for (var at = 5, time = Date.now(); at >= 0; at--, time = Math.floor(time / 256)) {
      bytes[at] = time % 256;
    }
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    var digits = Array.prototype.map.call(bytes, function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function body(click) {
    return JSON.stringify(Object.assign({}, click, { sentAt: new Date().toISOString() }));
  }

  // As text/plain, so that no browser has to ask beforehand; keepalive outlives the page.
  function send(click) {
    if (sending[click.clientEventId]) return;
    sending[click.clientEventId] = true;
    fetch(endpoint, {
      method: "POST", body: body(click), keepalive: true, credentials: "omit", mode: "cors",
      headers: { "Content-Type": "text/plain" }
    }).then(function (answer) {
      delete sending[click.clientEventId];
      if (answer.ok || (answer.status >= 400 && answer.status < 500 &&
          answer.status !== 408 && answer.status !== 429)) {
        wait = FIRST_WAIT_MS;
        forget(click.clientEventId);
      } else {
        later();
      }
    }).catch(function () {
      delete sending[click.clientEventId];
      later();
    });
  }

  function later() {
    if (timer) return;
    timer = setTimeout(function () {
      timer = null;
      sendAll();
    }, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  var sendAll = attempt(function () {
    var oldest = Date.now() - MOST_MS;
    var clicks = stored().filter(function (click) { return Date.parse(click.occurredAt) > oldest; });
    keep(clicks);
    clicks.forEach(attempt(send));
  });

  // What `fetch` did not bring away when the page goes; nobody learns whether a beacon arrived, so
  // the click stays and is sent again by the next page, with the same id.
  var leave = attempt(function () {
    if (document.visibilityState !== "hidden" || !navigator.sendBeacon) return;
    stored().forEach(function (click) {
      if (!sending[click.clientEventId]) navigator.sendBeacon(endpoint, body(click));
    });
  });

  var onClick = attempt(function (event) {
    if (event.type === "auxclick" && event.button !== 1) return; // the middle one opens a tab
    var link = event.target.closest && event.target.closest("[data-sponsor-click]");
    if (!link) return;
    var target = link.getAttribute("data-sponsor-target");
    if (target) link.href = target;
    else if (String(link.href).indexOf(redirects) === 0) return; // the server counts it there
    var words = link.getAttribute("data-sponsor-click").trim().split(/\s+/);
    var click = {
      roadmap: words[0], clientEventId: uuid(), occurredAt: new Date().toISOString()
    };
    if (words[1]) click.placement = words[1];
    keep(stored().concat([click]));
    send(click);
  });

  document.addEventListener("click", onClick, { capture: true, passive: true });
  document.addEventListener("auxclick", onClick, { capture: true, passive: true });
  document.addEventListener("visibilitychange", leave);
  window.addEventListener("online", sendAll);
  sendAll();
})();
