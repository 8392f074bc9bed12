"use strict";
// "What does this rest on?" opens below the sentence; without script it is a page of its own.
document.querySelectorAll(".lookup > a.ask").forEach(function (link) {
  if (link.pathname.indexOf("/claims/") < 0) return;
  var part = null;
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (part) { part.hidden = !part.hidden; done(); return; }
    part = document.createElement("div");
    link.parentNode.appendChild(part);
    fetch(link.pathname + "?part=true").then(function (answer) {
      if (!answer.ok) { location.href = link.href; return ""; }
      return answer.text();
    }).then(function (html) { part.innerHTML = html; done(); });
    function done() {
      link.setAttribute("aria-expanded", String(!part.hidden));
      link.parentNode.classList.toggle("open", !part.hidden);
    }
  });
});
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
    });
  });
})();
