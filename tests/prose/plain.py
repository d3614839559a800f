"""The running text of HTML pages, paragraph by paragraph: plain.py <page>…"""
import html.parser
import pathlib
import sys

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "td"}
DROPPED = {"pre", "script", "style", "head"}


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts, self.dropping = [], 0

    def handle_starttag(self, tag, attrs):
        self.dropping += tag in DROPPED
        if tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag):
        self.dropping -= tag in DROPPED
        if tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data):
        if not self.dropping:
            self.parts.append(data)


for page in sys.argv[1:]:
    text = Text()
    text.feed(pathlib.Path(page).read_text(encoding="utf-8"))
    print("".join(text.parts))
