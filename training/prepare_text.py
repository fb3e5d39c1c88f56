"""Books as Project Gutenberg has them to one text file: `python3 training/prepare_text.py pg11.txt pg55.txt > tales.txt`.

One paragraph a line, a blank line between books, plain ASCII, without the licence and what stands before the first line.
"""
import re
import sys
from pathlib import Path

BEGIN = re.compile(r"\*\*\* ?START OF TH[^\n]*\n")
END = re.compile(r"\*\*\* ?END OF TH")
ASCII = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "--", "–": "-", "…": "...", "\ufeff": None, "_": None})


def paragraphs(book: str) -> list[str]:
    begin, end = BEGIN.search(book), END.search(book)
    body = book[begin.end() if begin else 0:end.start() if end else len(book)]
    lines = (" ".join(part.split()) for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")))
    plain = (line.translate(ASCII).encode("ascii", "ignore").decode() for line in lines)
    return [line for line in plain if line and not line.startswith("[Illustration")]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print("\n".join(paragraphs(Path(name).read_text(encoding="utf-8"))) + "\n")
