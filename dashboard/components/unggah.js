// What a screen reader says of Streamlit's uploader is English; style sheets do not reach it.
if (!window.pantauUploader) {
  window.pantauUploader = true;
  const ours = [[/^Remove (.*)$/, "Hapus $1"], [/^Add files$/, "Tambah berkas"], [/^file upload$/, "Pilih berkas"]];
  const translate = () => {
    for (const each of document.querySelectorAll('[data-testid="stFileUploader"] [aria-label]')) {
      const label = each.getAttribute("aria-label");
      const [pattern, words] = ours.find(([pattern]) => pattern.test(label)) || [];
      if (pattern) each.setAttribute("aria-label", label.replace(pattern, words));
    }
  };
  new MutationObserver(translate).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
  translate();
}
