"""What stands above a page: simulated values, an old snapshot, nothing there yet, something failed."""

from dashboard.components.markup import Html, element


def simulation_banner() -> Html:
    return _banner(
        "SIMULASI",
        "Sebagian angka di halaman ini contoh, bukan laporan resmi. Jangan dikutip.",
        kind="simulasi",
    )


def stale_banner(published: str) -> Html:
    """`published` is the publish time as written for people."""
    return _banner(
        "Ada laporan yang belum terhitung.",
        f"Angka di bawah ini terbit {published}; laporan yang masuk sesudahnya sedang diolah. "
        "Halaman memuat sendiri begitu selesai.",
        kind="lama",
    )


def no_worker_banner() -> Html:
    return _banner(
        "Pemeriksaan sedang berhenti.",
        "Tidak ada worker yang berjalan: berkas menunggu di antrean dan tidak ada yang hilang. Minta "
        "pengelola menjalankan “pantau serve” atau “pantau worker”; halaman ini lalu melanjutkan sendiri.",
        kind="lama",
    )


def complaint_banner(sentence: str) -> Html:
    return _banner("Alamat halaman diperbaiki.", sentence, kind="lama")


def fault_banner(sentence: str) -> Html:
    return _banner("Kesalahan kami.", sentence, kind="lama")


def empty_state() -> Html:
    return _notice(
        "Belum ada angka untuk ditampilkan",
        "Belum ada laporan kabupaten/kota yang selesai diolah.",
        "Unggah berkas laporan di halaman Unggah Laporan, atau masukkan dengan perintah “pantau ingest”. "
        "Bila berkas baru saja dimasukkan, tunggu sebentar: halaman ini memuat sendiri begitu selesai.",
    )


def failed_state() -> Html:
    return _notice(
        "Halaman ini tidak dapat ditampilkan",
        "Ada yang salah di pihak kami; laporan yang sudah masuk tetap aman.",
        "Muat ulang halaman. Bila tetap gagal, beri tahu pengelola dasbor beserta waktu kejadian.",
    )


def _banner(title: str, sentence: str, *, kind: str) -> Html:
    return element(
        "div", element("strong", title), " ", sentence, class_=f"pt-banner pt-banner-{kind}", role="note"
    )


def _notice(title: str, sentence: str, advice: str) -> Html:
    return element(
        "section",
        element("h1", title),
        element("p", sentence),
        element("p", advice, class_="pt-muted"),
        class_="pt-notice",
    )
