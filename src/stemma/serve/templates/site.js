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
