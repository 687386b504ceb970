#!/usr/bin/env python3
"""Holds the floors of the house: what a file under src/ may include, and where engines and SQL may stand.

usage: floors.py [ROOT]     prints `file:line: reason` for each finding; ends with 1 if there is any

- A file may include its own module, and of a lower floor only the facade MODULE/MODULE.hpp and the headers that this
  facade itself includes. All of base/ is open. Peers on one floor do not know each other.
- MODULE/testing.hpp, if there is one, is for tests, of any floor above too; nothing that is served includes it.
- sqlite3.h and libpq only in db/; Boost.Asio and Boost.Beast only in http/ and exchange/.
- SQL only in store.hpp, store*.cpp and db/. Tests may hold SQL: those that tamper with rows have to.
- Each module has README.md and, but for base/, its facade NAME.hpp.
"""
import re
import sys
from pathlib import Path

from cpp_source import Source

FLOORS = [["base"], ["db"], ["http"], ["journal"], ["identity"], ["rules", "queueing", "files"], ["catalogue"],
          ["exchange"], ["payments"], ["applications"], ["offices"], ["messages"], ["quality"], ["planning"], ["app"]]
FLOOR = {module: number for number, modules in enumerate(FLOORS, 1) for module in modules}
ENGINES = re.compile(r"(?:^|/)(?:sqlite3(?:ext)?\.h|libpq-fe\.h|libpq/libpq-fs\.h)$")
NETWORK = re.compile(r"^boost/(?:asio|beast)\b")
SQL = re.compile(r"\s*(?:SELECT\s+\S|INSERT\s+(?:INTO|OR)\b|UPDATE\s+\w|DELETE\s+FROM\b"
                 r"|(?i:insert\s+into\s|delete\s+from\s|update\s+\w+\s+set\s|select\s.+?\sfrom\s"
                 r"|with\s+\w+\s+as\s*\())", re.S)
STORE = re.compile(r"store(?:_\w+)?\.(?:hpp|cpp)$")


def exposed(src, module, memory):
    """What a module opens to the floors above: its facade and the own headers that the facade includes."""
    if module not in memory:
        facade = src / module / f"{module}.hpp"
        text = facade.read_text(encoding="utf-8") if facade.exists() else ""
        own = {path for _, bracket, path in Source(text).includes() if bracket == '"' and path.startswith(module + "/")}
        memory[module] = own | {f"{module}/{module}.hpp"}
    return memory[module]


def include_fault(src, module, bracket, path, memory, in_test):
    if ENGINES.search(path) and module != "db":
        return f"{path}: only db/ knows the engines"
    if NETWORK.match(path) and module not in ("http", "exchange"):
        return f"{path}: asynchronous code stays in http/ and exchange/"
    if bracket == "<":
        return None
    other, _, rest = path.partition("/")
    if rest == "testing.hpp" and not in_test:
        return f'"{path}": only tests include it'
    if not rest:
        return f'"{path}": write it as "{module}/{path}"'
    if other == module:
        return None
    if other not in FLOOR:
        return f'"{path}": {other} is no module'
    if FLOOR[other] >= FLOOR[module]:
        where = "the same floor as" if FLOOR[other] == FLOOR[module] else "a higher floor than"
        return f'"{path}": {other} (floor {FLOOR[other]}) lies on {where} {module} (floor {FLOOR[module]})'
    if other != "base" and rest != "testing.hpp" and path not in exposed(src, other, memory):
        return f'"{path}": of {other} only its facade {other}/{other}.hpp and what that includes'
    return None


def file_faults(src, path, memory):
    module = path.relative_to(src).parts[0]
    source = Source(path.read_text(encoding="utf-8"))
    in_test = path.name.endswith("_test.cpp") or path.stem == "testing"
    for line, bracket, included in source.includes():
        fault = include_fault(src, module, bracket, included, memory, in_test)
        if fault:
            yield line, fault
    if module == "db" or STORE.match(path.name) or in_test:
        return
    for offset, value in source.strings:
        if SQL.match(value):
            yield source.line(offset), f"SQL outside of a store: {' '.join(value.split())[:50]}"


def faults(root):
    """All findings as (path, line, reason), in order of files."""
    src = Path(root) / "src"
    memory = {}
    for module in sorted(path for path in src.iterdir() if path.is_dir()):
        name = module.name
        if name not in FLOOR:
            yield f"src/{name}", 1, "is no module of the floors table"
            continue
        files = sorted(path for path in module.rglob("*") if path.suffix in (".hpp", ".cpp", ".h", ".c"))
        if not files:
            continue  # an empty folder is no module yet
        for needed in ("README.md", f"{name}.hpp"):
            if not (module / needed).exists() and needed != "base.hpp":
                yield f"src/{name}/{needed}", 1, "is missing: each module has one"
        for path in files:
            for line, reason in file_faults(src, path, memory):
                yield path.relative_to(root).as_posix(), line, reason


def main(root):
    found = list(faults(root))
    for path, line, reason in found:
        print(f"{path}:{line}: {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
