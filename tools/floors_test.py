#!/usr/bin/env python3
"""Small made-up houses, each with one thing wrong; the guard must name the file, the line and the reason."""
import tempfile
import unittest
from pathlib import Path

import floors

HOUSE = {
    "base/README.md": "", "base/result.hpp": "#pragma once\n",
    "db/README.md": "", "db/tx.hpp": "",
    "db/db.hpp": '#pragma once\n#include "base/result.hpp"\n#include "db/tx.hpp"\n',
    "db/session.hpp": "#include <sqlite3.h>\n#include <libpq-fe.h>\n",
    "http/README.md": "", "http/http.hpp": '#include "db/db.hpp"\n', "http/server.cpp": "#include <boost/beast.hpp>\n",
    "rules/README.md": "", "rules/rules.hpp": "", "queueing/README.md": "", "queueing/queueing.hpp": "",
    "applications/README.md": "", "applications/applications.hpp": '#include "http/http.hpp"\n',
    "applications/store.cpp": 'auto a = "SELECT id FROM application";\n',
}


class FloorsTest(unittest.TestCase):
    def found(self, files=None):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**HOUSE, **(files or {})}.items():
                if text is not None:
                    file = Path(folder, "src", path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
            return [f"{path}:{line}: {reason}" for path, line, reason in floors.faults(Path(folder))]

    def assert_one(self, files, pattern):
        found = self.found(files)
        self.assertEqual(len(found), 1, found)
        self.assertRegex(found[0], pattern)

    def test_a_sound_house_has_no_findings(self):
        self.assertEqual(self.found(), [])

    def test_upwards_and_sideways(self):
        self.assert_one({"db/x.cpp": '\n#include "http/http.hpp"\n'}, r"^src/db/x\.cpp:2: .*a higher floor than db")
        self.assert_one({"rules/x.cpp": '#include "queueing/queueing.hpp"\n'}, r"the same floor as rules")
        self.assert_one({"applications/x.hpp": '#include "app/app.hpp"\n'}, r"a higher floor")

    def test_only_the_facade_and_what_it_exposes(self):
        self.assertEqual(self.found({"http/x.cpp": '#include "db/tx.hpp"\n#include "base/any.hpp"\n'}), [])
        self.assert_one({"http/x.cpp": '#include "db/session.hpp"\n'}, r"of db only its facade db/db\.hpp")

    def test_what_is_for_tests(self):
        for file in ("http/x_test.cpp", "http/testing.cpp", "db/x_test.cpp"):
            self.assertEqual(self.found({file: '#include "db/testing.hpp"\n'}), [])
        for file in ("http/x.cpp", "db/x.cpp"):
            self.assert_one({file: '#include "db/testing.hpp"\n'}, r"only tests include it")
        self.assert_one({"db/x_test.cpp": '#include "http/testing.hpp"\n'}, r"a higher floor")

    def test_includes_are_written_with_their_module(self):
        self.assert_one({"http/x.cpp": '#include "server.hpp"\n'}, r'write it as "http/server\.hpp"')
        self.assert_one({"http/x.cpp": '#include "helpers/x.hpp"\n'}, r"helpers is no module")

    def test_a_commented_include_is_none(self):
        self.assertEqual(self.found({"db/x.cpp": '// #include "http/http.hpp"\n/*\n#include "app/app.hpp"\n*/\n'}), [])

    def test_engines_and_the_network(self):
        for include in ("<sqlite3.h>", '"sqlite3.h"', "<libpq-fe.h>", "<postgresql/libpq-fe.h>"):
            self.assert_one({"applications/x.cpp": f"#include {include}\n"}, r"only db/ knows the engines")
        self.assert_one({"applications/x.cpp": "#include <boost/asio/post.hpp>\n"}, r"asynchronous code stays")
        self.assertEqual(self.found({"applications/x.cpp": "#include <boost/json.hpp>\n"}), [])

    def test_sql_outside_of_a_store(self):
        for sql in ('"SELECT 1"', 'R"sql(\n  INSERT INTO t VALUES (1))sql"', '"update ticket set state = 1"',
                    '"insert into t values (1)"',
                    '"DELETE FROM event"', '"with a as (select 1) select * from a"'):
            self.assert_one({"applications/x.cpp": f"\nauto a = {sql};\n"}, r"x\.cpp:2: SQL outside of a store")
        for text in ('"DELETE"', '"DELETE /api/x"', '"select a service"', '"UPDATE"'):
            self.assertEqual(self.found({"applications/x.cpp": f"auto a = {text};\n"}), [])
        for file in ("applications/store_read.cpp", "applications/x_test.cpp", "db/x.cpp"):
            self.assertEqual(self.found({file: 'auto a = "SELECT 1";\n'}), [])

    def test_what_each_module_has(self):
        self.assert_one({"http/README.md": None}, r"^src/http/README\.md:1: is missing")
        self.assert_one({"rules/rules.hpp": None, "rules/x.cpp": ""}, r"^src/rules/rules\.hpp:1: is missing")
        self.assert_one({"cellar/x.cpp": ""}, r"^src/cellar:1: is no module")


if __name__ == "__main__":
    unittest.main()
