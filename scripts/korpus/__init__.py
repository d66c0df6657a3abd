"""The files of the corpus, by the kind of dirt they carry."""
