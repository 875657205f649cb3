// What is put into a page as HTML, by htmx too, holds nothing that runs: whatever would is taken out before it gets there.
// Loaded before everything else. Text needs none of this: it is put in as text.
(() => {
  if (!window.trustedTypes?.createPolicy) return;
  const asItIs = trustedTypes.createPolicy("amparo", { createHTML: (html) => html });
  const RUNS = "script:not([type='application/json']), iframe, frame, object, embed, base, link, meta, style";
  const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href"];
  const PLAIN = /^\s*(https?:|mailto:|tel:|sms:|data:image\/|[^:]*([/?#]|$))/i;

  function clean(root) {
    let taken = 0;
    for (const each of root.querySelectorAll(RUNS)) { each.remove(); taken += 1; }
    for (const each of root.querySelectorAll("*")) {
      for (const { name, value } of [...each.attributes]) {
        if (name.startsWith("on") || name.startsWith("hx-on") || name === "srcdoc" || (ADDRESSES.includes(name) && !PLAIN.test(value))) {
          each.removeAttribute(name);
          taken += 1;
        }
      }
      if (each.content instanceof DocumentFragment) taken += clean(each.content);
    }
    return taken;
  }

  trustedTypes.createPolicy("default", {
    createHTML(html) {
      const read = new DOMParser().parseFromString(asItIs.createHTML(html), "text/html");
      return clean(read.body) ? read.documentElement.outerHTML : html;
    },
  });
})();
