"""What the guards need to know of a C++ file, without a compiler: includes, string literals, functions, declarations.

A reader of braces, not of the language: enough for the code of this project, and tested on its shapes in tidy_test.py.
"""
import bisect
import re
from dataclasses import dataclass

TOKEN = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\((?P<raw>.*?)\)(?P=mark)"'
    r'|"(?P<text>(?:\\.|[^"\\\n])*)"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*|/\*.*?\*/", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
BODY_AFTER_INITIALISERS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")
TYPE = re.compile(r"(?:typedef\s+)?(class|struct|union|enum)\b(?:\s+class\b)?\s*(?:\[\[[^\]]*\]\]\s*)?"
                  r"(?:alignas\([^)]*\)\s*)?(\w*)")


@dataclass
class Item:
    """A function with its body, or a declaration at namespace scope. Lines count from 1."""
    kind: str  # "function", "declaration", "type" or "enum"
    name: str
    line: int
    end: int
    public: bool  # at the scope of named namespaces only
    head: str = ""


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One C++ file. `code` is its text with comments, directives and strings blanked; offsets stay true."""

    def __init__(self, text):
        self.text = text
        self.strings = []  # (offset, value)
        self._starts = [0] + [m.end() for m in re.finditer("\n", text)]
        bare = TOKEN.sub(self._token, text)
        self.uncommented = TOKEN.sub(lambda m: _blank(m[0]) if m[0].startswith("/") else m[0], text)
        self.code = DIRECTIVE.sub(lambda m: _blank(m[0]), bare)

    def _token(self, match):
        value = match["raw"] if match["raw"] is not None else match["text"]
        if value is None:
            return _blank(match[0])
        if not self.text[self.text.rfind("\n", 0, match.start()) + 1:match.start()].lstrip().startswith("#"):
            self.strings.append((match.start(), value))
        return '"' + _blank(match[0][1:-1]) + '"'

    def line(self, offset):
        return bisect.bisect_right(self._starts, offset)

    def includes(self):
        """(line, bracket, path): bracket is `"` or `<`."""
        return [(self.line(m.start()), m[1], m[2]) for m in INCLUDE.finditer(self.uncommented)]

    def _close(self, at):
        """The offset after the bracket that closes the one at `at`."""
        depth = 0
        for match in re.compile(r"[(){}]").finditer(self.code, at):
            depth += 1 if match[0] in "({" else -1
            if depth == 0:
                return match.end()
        return len(self.code)

    def _item(self, kind, name, begin, end, public):
        head = self.code[begin:end]
        first = begin + len(head) - len(head.lstrip())
        return Item(kind, name, self.line(first), self.line(end - 1), public, " ".join(head.split()))

    def items(self):
        """All functions (with bodies, also those in classes) and what is declared at namespace scope."""
        found, scopes, begin, at = [], [], 0, 0
        events = re.compile(r"[(){};]")
        while match := events.search(self.code, at):
            at = match.end()
            head = self.code[begin:match.start()]
            public = all(scope == "named" for scope in scopes)
            if match[0] == "(":
                at = self._close(match.start())
            elif match[0] == ";":
                if head.strip() and not (scopes and scopes[-1] == "class"):
                    found.append(self._item("declaration", name_of(head), begin, at, public))
                begin = at
            elif match[0] == "}":
                scopes = scopes[:-1]
                begin = at
            elif match[0] == "{":
                at, begin = self._open(match.start(), begin, head.strip(), public, scopes, found)
        return found

    def _open(self, at, begin, head, public, scopes, found):
        """What a brace at namespace or class scope opens: returns where to read on, and where the next head begins."""
        space = re.match(r'(?:inline\s+)?namespace\b\s*([\w:]*)|extern\s*"\s*"$', head)
        if space:
            scopes.append("named" if space[1] != "" else "hidden")
            return at + 1, at + 1
        kind = TYPE.match(re.sub(r"^template\s*<.*?>\s*(?=(?:class|struct|union)\b)", "", head, flags=re.S))
        if kind and "(" not in head.replace("alignas(", ""):
            end = self._close(at)
            found.append(self._item(kind[1] if kind[1] == "enum" else "type", kind[2], begin, at, public))
            found[-1].end = self.line(end - 1)
            if kind[1] == "enum":
                return end, begin
            scopes.append("class")
            return at + 1, at + 1
        plain = "(" in head and not re.match(r"[^(]*[^=!<>]=[^=]", re.sub(r"operator\s*\S{1,3}", "operator", head))
        initialiser = BODY_AFTER_INITIALISERS.search(head) and not head.endswith((")", "}"))
        if not plain or initialiser:
            return self._close(at), begin
        end = self._close(at)
        function = self._item("function", name_of(head), begin, end, public)
        function.head = " ".join(head.split())
        found.append(function)
        return end, end


def name_of(head):
    """The name before the first parenthesis that is not part of an attribute, a decltype or a macro-like specifier."""
    head = re.sub(r"\b(?:decltype|alignas|noexcept|requires)\s*\(", "", head)
    match = re.search(r"(operator\s*\S{1,3}?|[~\w:]+)\s*\(", head)
    return match[1] if match else ""


def arguments(text, at):
    """The top-level arguments of the call whose opening bracket is at `at`, as source text."""
    depth, begin, found = 0, at + 1, []
    for match in re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'|[()\[\]{},]').finditer(text, at):
        if match[0] in "([{":
            depth += 1
        elif match[0] in ")]}":
            depth -= 1
        if depth == 0 or (match[0] == "," and depth == 1):
            found.append(text[begin:match.start()].strip())
            begin = match.end()
        if depth == 0:
            break
    return found
