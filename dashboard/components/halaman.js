// Streamlit calls its pages English, and a screen reader would read them in an English voice.
document.documentElement.lang = "id";

// Our own links change the page in place, as Streamlit's do, instead of loading everything anew. Without this script,
// or with a key held to open a tab, they are ordinary links.
if (!window.pantauLinks) {
  window.pantauLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".stHtml a[href]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (!link.dataset.stay) document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
  });
}
