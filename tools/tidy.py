#!/usr/bin/env python3
"""Holds every file of the project to its common habits; prints `file:line: rule: reason`, ends with 1 if there is any.

usage: tidy.py [ROOT]

  file-length      code files of at most 500 lines              function-length  C++, Python, shell: at most 60 lines
  columns          at most 120 (tables and links of Markdown excepted)
  blanks           no tab, no trailing blank, a newline at the end
  once             #pragma once in every C++ header
  mark             no note to do something later
  name             no type or file called after managing or helping
  link             relative links of Markdown lead somewhere
  word             every word key in C++ stands in data/words.json, in all three languages
  place            no path of one machine, no package registry's address
  document         a `///` before what a public header declares (facades, what they include, all of base/)
  exception        an exception that is no longer needed

tools/tidy_exceptions.txt holds what may be longer, a line each: `RULE PATH[:FUNCTION] LIMIT`. It only shrinks.
"""
import ast
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import floors
from cpp_source import Source, arguments

FILE_LINES, FUNCTION_LINES, COLUMNS = 500, 60, 120
EXCEPTIONS = "tools/tidy_exceptions.txt"
CPP = {".hpp", ".cpp", ".h", ".c"}
CODE = CPP | {".ts", ".js", ".mjs", ".svelte", ".css", ".py", ".sh", ".cmake", ".sql", ".html"}
TEXT = CODE | {".md", ".yaml", ".yml", ".txt", ".json", ".csv", ".toml", ""}
# Generated, or somebody else's words.
SKIP = {"LICENSE", "package-lock.json"}
# Written in pieces: this file must not contain what it looks for.
MARK = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
BAD_WORD = "Mana" "ger|Hel" "per|Ut" "il"
BAD_TYPE = re.compile(rf"\b(?:class|struct|enum|union|interface|type|using|concept)\s+(\w*(?:{BAD_WORD})\w*)")
BAD_FILE = re.compile(rf"(?:^|[_.-])(?:{BAD_WORD})s?(?:[_.-]|$)", re.I)
PLACE = re.compile(r"(?<![\w.~$}*<>-])/(?:wo" r"rk|ro" r"ot|ho" r"me)/\w"
                   r"|\bregis" r"try\.[\w.-]+\.(?:org|com|net|dev|io)\b|npm" r"js\.(?:org|com)|\bpkg\.d" r"ev\b")
LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
LANGUAGES = ("kk", "ru", "en")


class File:
    def __init__(self, root, path):
        self.path = path
        self.root = root
        self.name = path.rsplit("/", 1)[-1]
        self.text = (root / path).read_bytes().decode("utf-8", errors="replace")
        self.lines = self.text.split("\n")[:-1] if self.text.endswith("\n") else self.text.split("\n")
        self.suffix = os.path.splitext(self.name)[1]
        if self.suffix not in TEXT or (self.suffix == "" and self.text.startswith("#!")):
            first = self.lines[0] if self.lines and self.text.startswith("#!") else ""
            self.suffix = ".py" if "python" in first else ".sh" if "sh" in first.split("/")[-1] else self.suffix

    @functools.cached_property
    def source(self):
        return Source(self.text)


def file_length(file):
    if file.suffix in CODE and len(file.lines) > FILE_LINES:
        yield 1, "file-length", "", len(file.lines), f"{len(file.lines)} lines, at most {FILE_LINES}"


def functions(file):
    """(name, first line, last line) of each function that can be read in this kind of file."""
    if file.suffix in CPP:
        return [(item.name, item.line, item.end) for item in file.source.items() if item.kind == "function"]
    if file.suffix == ".py":
        try:
            tree = ast.parse(file.text)
        except SyntaxError:
            return []
        return [(node.name, node.lineno, node.end_lineno) for node in ast.walk(tree)
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    if file.suffix == ".sh":
        found = []
        for match in re.finditer(r"^(\w+)\(\) [{(]\n(?:.*\n)*?[})]", file.text, re.M):
            line = file.text.count("\n", 0, match.start()) + 1
            found.append((match[1], line, line + match[0].count("\n")))
        return found
    return []


def function_length(file):
    for name, first, last in functions(file):
        length = last - first + 1
        if length > FUNCTION_LINES:
            yield first, "function-length", name, length, f"{name} has {length} lines, at most {FUNCTION_LINES}"


def columns(file):
    if file.suffix in (".json", ".csv", ".html") or not file.suffix:
        return
    for number, line in enumerate(file.lines, 1):
        if len(line) > COLUMNS:
            if file.suffix == ".md" and (line.lstrip().startswith("|") or "](" in line or "http" in line):
                continue
            yield number, "columns", "", len(line), f"{len(line)} columns, at most {COLUMNS}"


def blanks(file):
    if file.text and not file.text.endswith("\n"):
        yield len(file.lines), "blanks", "", 0, "no newline at the end"
    if file.suffix == ".csv":
        return
    for number, line in enumerate(file.lines, 1):
        if "\t" in line and file.name != "Makefile":
            yield number, "blanks", "", 0, "a tab"
        if line != line.rstrip():
            yield number, "blanks", "", 0, "a blank at the end of the line"


def once(file):
    if file.suffix == ".hpp" and not re.search(r"^#pragma once$", file.text, re.M):
        yield 1, "once", "", 0, "no #pragma once"


def by_line(file, pattern, rule, reason):
    for number, line in enumerate(file.lines, 1):
        match = pattern.search(line)
        if match:
            yield number, rule, "", 0, f"{match[0].strip()}: {reason}"


def names(file):
    if BAD_FILE.search(os.path.splitext(file.name)[0]):
        yield 1, "name", "", 0, f"{file.name}: say what it does"
    if file.suffix in CODE:
        yield from by_line(file, BAD_TYPE, "name", "say what it does")


def links(file):
    if file.suffix != ".md":
        return
    text = re.sub(r"^```.*?^```|`[^`\n]*`", lambda m: re.sub(r"[^\n]", " ", m[0]), file.text, flags=re.M | re.S)
    for match in LINK.finditer(text):
        target = match[1].split("#")[0]
        if target and not re.match(r"[a-z][a-z+.-]*:", target):
            base = file.root if target.startswith("/") else (file.root / file.path).parent
            if not (base / target.lstrip("/")).exists():
                yield text.count("\n", 0, match.start()) + 1, "link", "", 0, f"{match[1]} leads nowhere"


def word_keys(file):
    """(offset, key) of each word key that stands literally in a C++ file."""
    text = file.source.uncommented
    for match in re.finditer(r'\bCode::\w+\s*,\s*"([^"]*)"', text):
        yield match.start(1), match[1]
    for match in re.finditer(r"\b(?:fail_field\s*(\()|FieldError\s*(\{))", text):
        given = arguments(text, match.end() - 1)
        if len(given) > 1 and re.fullmatch(r'"[^"]*"', given[1]):
            yield match.start(), given[1].strip('"')


def words(file):
    if file.suffix not in CPP or not file.path.startswith("src/") or file.name.endswith("_test.cpp"):
        return
    known = all_words(file.root)
    for offset, key in word_keys(file):
        texts = known.get(key)
        if not isinstance(texts, dict):
            yield file.source.line(offset), "word", "", 0, f'"{key}" is not in data/words.json'
        elif missing := [language for language in LANGUAGES if not texts.get(language)]:
            yield file.source.line(offset), "word", "", 0, f'"{key}" lacks {", ".join(missing)} in data/words.json'


@functools.cache
def all_words(root):
    path = root / "data/words.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@functools.cache
def public_headers(root):
    memory, found = {}, set()
    for module in floors.FLOOR:
        found |= {f"src/{path}" for path in floors.exposed(root / "src", module, memory)}
    return found


def documented(file):
    """A comment before each type and free function; neighbours without a blank line between them share one."""
    if not (file.path in public_headers(file.root) or (file.path.startswith("src/base/") and file.suffix == ".hpp")):
        return
    covered = 0  # the last line of the item before, if that one had a comment or a share in one
    for item in file.source.items():
        if not item.public:
            continue
        above = file.lines[item.line - 2].strip() if item.line > 1 else ""
        if above.startswith(("//", "*", "/*")) or above.endswith("*/") or (above and covered == item.line - 1):
            covered = item.end
        elif needs_comment(file, item):
            yield item.line, "document", item.name, 0, f"{item.name} is declared without a `///`"


def needs_comment(file, item):
    if item.kind == "type":  # a struct may explain itself member by member
        body = file.lines[item.line - 1:item.end]
        return item.name != "" and not (item.head.startswith("struct") and any("///" in line for line in body))
    if item.kind == "enum" or not item.name or "operator" in item.head or "::" in item.name or item.name.isupper():
        return False
    return not re.match(r"(?:using|typedef|friend|static_assert|extern template|namespace|return)\b", item.head)


RULES = [file_length, function_length, columns, blanks, once, names, links, words, documented,
         functools.partial(by_line, pattern=MARK, rule="mark", reason="do it, or say it in an issue"),
         functools.partial(by_line, pattern=PLACE, rule="place", reason="holds only on one machine")]


def listed(root):
    """What git tracks or would track; in a folder without git, everything."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-coz", "--exclude-standard"]
        out = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        return sorted(path for path in out.split("\0") if path and (root / path).is_file())
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def read_exceptions(root):
    path = root / EXCEPTIONS
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], 1):
        if line.strip() and not line.startswith("#"):
            rule, where, limit = line.split()[:3]
            found[rule, where] = (number, int(limit))
    return found


def faults(root):
    """All findings as (path, line, rule, reason)."""
    exceptions = read_exceptions(root)
    used = set()
    for path in listed(root):
        if path.rsplit("/", 1)[-1] in SKIP or (os.path.splitext(path)[1] not in TEXT):
            continue
        file = File(root, path)
        for rule in RULES:
            for line, name, part, size, reason in rule(file):
                key = (name, f"{path}:{part}" if part else path)
                used.add(key)
                if not (key in exceptions and 0 < size <= exceptions[key][1]):
                    yield path, line, name, reason
    for (rule, where), (number, _) in exceptions.items():
        if (rule, where) not in used:
            yield EXCEPTIONS, number, "exception", f"{rule} {where} is no longer needed: take the line out"


def main(root):
    found = list(faults(root.resolve()))
    for path, line, rule, reason in found:
        print(f"{path}:{line}: {rule}: {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
