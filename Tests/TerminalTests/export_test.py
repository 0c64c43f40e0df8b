#!/usr/bin/env python3
"""Holds what `export` writes to its formats, by other programs: notebooks by nbformat, pages by Python's
HTML parser, charts by its XML parser.

usage: export_test.py PATH-OF-POLLARD

Needs Python's nbformat; says so and ends with 0 where it is missing.
"""

import html.parser
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

try:
    import nbformat
except ImportError:
    print("export_test: nbformat is not installed, nothing was tested")
    sys.exit(0)

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"

SESSION = """#! pollard session 1
# # Moons & „Halbmonde“ <b>
#
# Prose with `code`, </script> and $x$.
> data moons train=64 test=20
> network mlp 8 8
> prune consensus target=30%
> train 2
> evaluate split=<script>
! error: …
> plot loss
> plot gates
> plot energy
> param a="\x1b[31m</pre>```"
"""


class Page(html.parser.HTMLParser):
    """Every element is closed where it was opened, and nothing is fetched."""

    SINGLE = {"meta"}
    FETCHING = {"script", "link", "img", "iframe", "object", "embed", "base", "image"}

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.names = []
        self.pointed = []
        self.text = []
        self.feed(text)
        self.close()
        assert not self.open, self.open
        assert len(set(self.names)) == len(self.names), "a name is given twice"
        assert set(self.pointed) <= set(self.names), set(self.pointed) - set(self.names)

    def handle_starttag(self, tag, attributes):
        self.handle_startendtag(tag, attributes)
        if tag not in self.SINGLE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        assert tag not in self.FETCHING, tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name == "id":
                self.names.append(value)
            if name in ("href", "xlink:href", "src", "action"):
                assert value.startswith("#"), value
                self.pointed.append(value[1:])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


def exported(folder, ending):
    session = os.path.join(folder, "session.pollard")
    with open(session, "w", encoding="utf-8") as file:
        file.write(SESSION)
    path = os.path.join(folder, "run." + ending)
    run = subprocess.run(
        [PROGRAM, "--quiet", session, "-e", "export " + path], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    with open(path, encoding="utf-8") as file:
        return file.read()


def check_notebook(folder):
    text = exported(folder, "ipynb")
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) == text.rstrip("\n"), "Jupyter would write it otherwise"
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert {"execute_result", "display_data", "error"} == {one.output_type for one in outputs}
    charts = [one.data["image/svg+xml"] for one in outputs if "image/svg+xml" in one.get("data", {})]
    assert len(charts) == 4, len(charts)
    for chart in charts:
        root = xml.etree.ElementTree.fromstring(chart)
        assert root.tag.endswith("svg"), root.tag
    # With the same program both must be the same but for what is volatile.
    again = nbformat.reads(exported(folder, "ipynb"), as_version=nbformat.NO_CONVERT)
    assert settled(notebook) == settled(again)


def settled(notebook):
    """The notebook without the outputs that may differ from run to run."""
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = [
                one for one in cell.outputs
                if not one.get("metadata", {}).get("pollard", {}).get("volatile")]
    return notebook


def check_page(folder):
    text = exported(folder, "html")
    page = Page(text)
    said = "".join(page.text)
    for words in ["Moons & „Halbmonde“ <b>", "</script> and $x$", "evaluate split=<script>", "</pre>```"]:
        assert words in said, words
    assert "\x1b" not in text


def check_markdown(folder):
    text = exported(folder, "md")
    assert "# Moons &amp; „Halbmonde“ &lt;b>" in text
    assert "\x1b" not in text


def main():
    for check in [check_notebook, check_page, check_markdown]:
        with tempfile.TemporaryDirectory() as folder:
            check(folder)
        print(check.__name__, "passed")


if __name__ == "__main__":
    main()
