// Streamlit's uploader speaks English to screen readers and of files it refuses; style sheets do not reach that.
if (!window.pantauUploader) {
  window.pantauUploader = true;
  const refused = "Tidak dikirim: berkas lebih besar dari 100 MB.";
  const labels = [[/^Remove (.*)$/, "Hapus $1"], [/^Add files$/, "Tambah berkas"], [/^file upload$/, "Pilih berkas"]];
  const relabel = (each) => {
    const label = each.getAttribute("aria-label");
    const [pattern, words] = labels.find(([pattern]) => pattern.test(label)) || [];
    if (pattern) each.setAttribute("aria-label", label.replace(pattern, words));
  };
  const retell = (each) => {
    for (const node of each.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data === "Error: ") node.data = "";
      else if (node.nodeType === Node.TEXT_NODE && / or smaller\.$/.test(node.data)) node.data = refused;
    }
  };
  const translate = () => {
    document.querySelectorAll('[data-testid="stFileUploader"] [aria-label]').forEach(relabel);
    document.querySelectorAll('[data-testid="stFileChip"] [role="alert"], [data-testid^="stTooltip"], [data-testid^="stTooltip"] *').forEach(retell);
  };
  new MutationObserver(translate).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
  translate();
}
