"use strict";
(function () {
  // A link into a page opens it, and marks every span of the thing that was asked about.
  function open() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    document.querySelectorAll(".found").forEach(function (e) { e.classList.remove("found"); });
    if (!target) return;
    for (var e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    var mark = target.closest(".m");
    if (mark) {
      var key = id.slice(id.lastIndexOf("-") + 1), page = target.closest(".page") || document;
      page.querySelectorAll(".m").forEach(function (m) {
        if ((" " + m.dataset.ids + " ").indexOf(" " + key + " ") >= 0) m.classList.add("found");
      });
    }
    target.scrollIntoView({ block: mark ? "center" : "start" });
  }
  addEventListener("hashchange", open);
  open();

  // The board can be left with the claims that rest on one page or party.
  var claims = Array.from(document.querySelectorAll("#board article.claim")), line = document.querySelector(".filter"), wasOpen = false;
  function only(ids, name, link) {
    var some = 0;
    claims.forEach(function (c) {
      var on = " " + c.dataset.on + " ";
      c.hidden = ids !== null && !ids.some(function (id) { return on.indexOf(" " + id + " ") >= 0; });
      if (!c.hidden) some++;
    });
    if (!line) return;
    var fold = document.querySelector("#board > details.plain");
    if (fold && line.hidden) wasOpen = fold.open;
    line.hidden = ids === null;
    if (fold) fold.open = ids !== null || wasOpen;
    line.textContent = "";
    if (ids === null) return;
    line.append(some + (some === 1 ? " claim rests" : " claims rest") + " on " + name + ". ");
    if (link) { var to = document.createElement("a"); to.href = link.getAttribute("href"); to.textContent = "Read its page"; line.append(to, " "); }
    var all = document.createElement("button");
    all.type = "button"; all.textContent = "Show all claims";
    all.addEventListener("click", function () { only(null); });
    line.append(all);
    document.getElementById("board").scrollIntoView({ block: "start" });
    all.focus({ preventScroll: true });
  }

  // What turned since this story was last looked at in this browser stands out.
  var turned = document.querySelector("#turned");
  if (turned) {
    try {
      var place = "stemma-seen " + (document.body.dataset.story || location.pathname), seen = localStorage.getItem(place);
      localStorage.setItem(place, new Date().toISOString());
      if (seen) {
        var fresh = Array.from(turned.querySelectorAll("li")).filter(function (li) { return Date.parse(li.dataset.time) > Date.parse(seen); });
        fresh.forEach(function (li) { li.classList.add("fresh"); });
        var head = turned.querySelector("[data-since]");
        if (head && fresh.length) head.textContent = fresh.length + " since you last looked";
      }
    } catch (error) { /* A browser that keeps nothing shows the last turns. */ }
  }

  // In the stemma, the ways through a node stand out while it is pointed at or has the focus.
  document.querySelectorAll("svg.stemma").forEach(function (svg) {
    var edges = Array.from(svg.querySelectorAll(".edges path"));
    function along(key, from, to, found) {
      edges.forEach(function (e) {
        if (e.dataset[from] === key && !found.has(e)) { found.add(e); along(e.dataset[to], from, to, found); }
      });
      return found;
    }
    svg.querySelectorAll(".node").forEach(function (node) {
      function on() {
        var found = along(node.dataset.id, "a", "b", along(node.dataset.id, "b", "a", new Set()));
        svg.classList.add("asked");
        edges.forEach(function (e) { e.classList.toggle("on", found.has(e)); });
        svg.querySelectorAll(".node").forEach(function (n) {
          var hit = n === node || Array.from(found).some(function (e) { return e.dataset.a === n.dataset.id || e.dataset.b === n.dataset.id; });
          n.classList.toggle("on", hit);
        });
      }
      function off() { svg.classList.remove("asked"); }
      node.addEventListener("mouseenter", on); node.addEventListener("focusin", on);
      node.addEventListener("mouseleave", off); node.addEventListener("focusout", off);
      // A click or Enter on a node leaves only the claims that rest on it; its page is a step away, in the line above.
      var name = node.querySelector("text").textContent;
      if (!node.querySelector("a")) { node.setAttribute("tabindex", "0"); node.setAttribute("role", "button"); }
      node.addEventListener("click", pick);
      node.addEventListener("keydown", function (e) { if (e.key === "Enter" || e.key === " ") pick(e); });
      function pick(e) {
        if (e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault();
        only(node.dataset.stands.split(" "), name, node.querySelector("a"));
      }
    });
  });
})();
