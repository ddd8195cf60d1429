"""Files and what is derived from them: posters, captions, text with its place, previews."""
