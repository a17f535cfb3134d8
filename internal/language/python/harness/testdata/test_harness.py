"""Tests of the harness's own parts. Run by harness_test.go with the folder above on the path."""
import ast
import collections
import dataclasses
import datetime
import decimal
import enum
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import types
import typing
import unittest
import unittest.mock

import heald_apps
import heald_bodies
import heald_doubt
import heald_drive
import heald_entries
import heald_express
import heald_fixtures
import heald_inputs
import heald_keys
import heald_mutate
import heald_scenes
import heald_search
import heald_shape
import heald_stdin
import heald_trial

HARNESS = os.path.dirname(os.path.abspath(heald_drive.__file__))

SERVICE = '''
import enum
from dataclasses import dataclass, field


class Colour(enum.Enum):
    RED = 1


@dataclass
class Item:
    name: str
    price: float = 1.0


class Cart:
    def __init__(self, owner):
        self._owner = owner
        self.items = []

    def add(self, item):
        self.items.append(item)

    @property
    def mean(self):
        return sum(i.price for i in self.items) / len(self.items)


def share(total, parts):
    try:
        return total // parts
    except ZeroDivisionError as error:
        raise ValueError("no parts") from error


def lazily(numbers):
    for n in numbers:
        yield 1 / n


async def later(d):
    return d["key"]


TEAMS = {"a1": {"team": None}, "b2": {"team": {"name": "looms"}}}


def upper(values):
    return map(str, values)


def team_name(user):
    return user["team"]["name"]


def show(uid):
    return [team_name(user) for user in [TEAMS[uid]]]
'''


class World(unittest.TestCase):
    """A service in a folder of its own."""

    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp())
        with open(os.path.join(self.root, "shop_%s.py" % self._testMethodName[5:]), "w") as out:
            out.write(SERVICE)
        sys.path.insert(0, self.root)
        self.module = "shop_" + self._testMethodName[5:]
        self.shop = __import__(self.module)

    def tearDown(self):
        sys.path.remove(self.root)


class DriveTest(World):
    def drive(self, function, *args, **more):
        made = {"kind": "function", "module": self.module, "function": function, "args": [{"expr": a} for a in args]}
        made.update(more)
        return made

    def test_functions_methods_and_properties(self):
        self.assertEqual(heald_drive.execute(self.drive("share", "7", "2")), 3)
        setup = ["import %s as s" % self.module, "cart = s.Cart('a')", "cart.add(s.Item('x', 3.0))"]
        self.assertEqual(heald_drive.execute(self.drive("Cart.mean", kind="method", setup=setup, receiver="cart")), 3.0)

    def test_lazy_results_come_to_their_end(self):
        with self.assertRaises(ZeroDivisionError):
            heald_drive.execute(self.drive("lazily", "[1, 0]", consume="list"))
        with self.assertRaises(KeyError):
            heald_drive.execute(self.drive("later", "{}", **{"async": True}))

    def test_a_lazy_result_of_an_eager_function(self):
        for function, lazy in (("lazily", True), ("upper", True), ("share", False)):
            heald_drive.consumed = False
            given = {"share": ("6", "3")}.get(function, ("[1, 2]",))
            heald_drive.execute(self.drive(function, *given))
            self.assertEqual(heald_drive.consumed, lazy, function)

    def test_an_exception_as_data(self):
        try:
            heald_drive.execute(self.drive("share", "1", "0"))
        except ValueError as error:
            told = heald_drive.describe(error, self.root)
        self.assertEqual((told["type"], told["message"]), ("ValueError", "no parts"))
        self.assertEqual([c["type"] for c in told["causes"]], ["ZeroDivisionError"])
        ours = [f for f in told["frames"] if f["in_app"]]
        self.assertEqual([(f["name"], f["file"]) for f in ours], [("share", self.module + ".py")])
        json.dumps(told)

    def test_started_comes_after_the_arrangement(self):
        with self.assertRaises(NameError):
            heald_drive.execute(self.drive("share", "missing", "1"), lambda: self.fail("it was said too early"))


class ExpressTest(World):
    def test_what_is_written_gives_the_value_again(self):
        cart = self.shop.Cart("ann")
        cart.add(self.shop.Item("x"))
        for value in (None, -1.5, "ü'\n", b"\xe4", [1, (2,), {3}], {"a": [None]}, float("inf"), frozenset({1}), decimal.Decimal("1.10"),
                      datetime.date(2024, 1, 2), datetime.timedelta(hours=1), collections.deque([1], maxlen=3), collections.Counter("aab"),
                      collections.defaultdict(list, {"k": [1]}), range(3), self.shop.Colour.RED, self.shop.Item("x", 2.0), cart):
            with self.subTest(value=value):
                x = heald_express.Expresser(self.root, [""])
                text = x.express(value)
                space = {}
                for statement in x.result(text)["imports"] + x.setup:
                    exec(statement, space)
                again = eval(text, space)
                self.assertTrue(heald_express.same(again, value), text)

    def test_files_and_iterators_become_what_they_give(self):
        x = heald_express.Expresser(self.root, [""])
        self.assertEqual(x.express(iter([1, 2])), "iter([1, 2])")
        stream = io.StringIO("head\nrest")
        stream.readline()
        self.assertEqual(x.express(stream), "StringIO('rest')")

    def test_what_cannot_be_written_is_refused(self):
        loop = []
        loop.append(loop)
        for value in (loop, lambda: 1, object(), "x" * 50000, unittest.mock.MagicMock()):
            with self.subTest(value=type(value)), self.assertRaises(heald_express.Inexpressible):
                heald_express.Expresser(self.root, [""]).express(value)


class LazySitesTest(unittest.TestCase):
    def test_frames_without_a_name_are_passed_by(self):
        sites = [{"file": "a.py", "name": "rank"}, {"file": "a.py", "name": "key", "nameless": "<lambda>"}, {"file": "a.py", "name": "margin"}]
        frames = [{"file": "a.py", "name": n} for n in ("rank", "<lambda>", "margin")]
        self.assertEqual(heald_search.named_frames(sites), heald_search.named_frames(frames))
        self.assertEqual([index for index, _, _ in heald_search.aligned(sites, frames, [0, 0, 0], False)], [0, 2])


class MutateTest(unittest.TestCase):
    def neighbours(self, text, kind="", words=(), names=()):
        return [t for _, t in sorted(heald_mutate.mutations(text, list(words), kind, set(names), heald_mutate.leaves([text])))]

    def test_neighbours(self):
        for text, kind, wanted in (("{'a': 1, 'b': [2]}", "missing", "{'b': [2]}"), ("Item('x', price=3)", "zero", "Item('x', price=0)"),
                                   ("Item('x', None)", "", "Item('x', None, )"), ("['ü', 'a=b']", "", "['ü', 'a=b=b']"), ("f([1, 2])", "empty", "f([])"),
                                   ("b'ab'", "text", "b'ab\\xe4'"), ("'3'", "type", "3")):
            with self.subTest(text=text):
                found = self.neighbours(text, kind)
                if wanted.endswith(", )"):
                    self.assertNotIn(wanted, found)
                else:
                    self.assertIn(wanted, found)
                for each in found:
                    ast.parse(each, mode="eval")

    def test_what_broke_in_production_comes_first(self):
        self.assertEqual(self.neighbours("{'n': 5, 'd': 5}", "zero", names=["d"])[0], "{'n': 5, 'd': 0}")

    def test_smaller_keeps_what_the_code_names(self):
        found = list(heald_mutate.smaller("{'sku': 1, 'junk': 2}", {"sku"}, set()))
        self.assertIn("{'sku': 1}", found)
        self.assertNotIn("{'junk': 2}", found)
        self.assertNotIn("[]", list(heald_mutate.smaller("['c-3']", set(), {"c-3"})))
        self.assertIn("'head\\nb\\n'", list(heald_mutate.smaller("'head\\na\\nb\\n'", set(), set())))


class KeysTest(unittest.TestCase):
    def test_the_other_word_is_replaced_where_it_is_written(self):
        drive = {"kind": "function", "args": [{"expr": "{'zone': 'far_zone'}", "from": "search"}], "argv": ["zone.py", "--at=zone"]}
        made = [d for _, d in heald_keys.renamed(drive, "zone", "area")]
        self.assertEqual([(d["args"][0]["expr"], d["argv"]) for d in made], [("{'area': 'far_zone'}", ["zone.py", "--at=area"])])
        self.assertEqual(list(heald_keys.renamed(drive, "street", "area")), [])

    def test_a_key_more(self):
        self.assertEqual(list(heald_keys.with_key("[{'a': 1}, {'b': 2}]", "b", "'x'")), ["[{'a': 1, 'b': 'x'}, {'b': 2}]"])
        self.assertEqual(list(heald_keys.with_key("Cart('a'", "b", "1")), [])

    def test_words_of_a_message(self):
        self.assertFalse(heald_keys.lacks({"message": "('a', \"it's\")"}, ["a", "it's"]))
        self.assertTrue(heald_keys.lacks({"message": "'ab'"}, ["a"]))


class ShapeTest(unittest.TestCase):
    def test_uses_say_what_a_value_is(self):
        source = "def f(order, rows, name):\n  t = order['qty'] * 2\n  for r in rows:\n    t += r.price\n  return name.split(',')[0] + order.get('note')"
        found = heald_shape.shapes(ast.parse(source).body[0])
        self.assertEqual(set(found["order"].keys), {"qty", "note"})
        self.assertIn("number", found["order"].keys["qty"].kinds)
        self.assertEqual(set(found["rows"].item.attributes), {"price"})
        self.assertIn("str", found["name"].kinds)

    def test_what_a_text_begins_with(self):
        function = ast.parse("def f(a, b, c):\n    if a.startswith(('!', '/')) or b[:2] == '>>' or c[0] == '#' or a[:3] == 'x':\n        return a.partition('> ')").body[0]
        found = heald_shape.shapes(function)
        self.assertEqual({n: s.marks for n, s in found.items()}, {"a": ["!", "/"], "b": [">>"], "c": ["#"]})
        self.assertIn("part > ", found["a"].texts)

    def test_members_reach_a_nameless_function(self):
        function = ast.parse("def f(rows, teams):\n    return map(lambda r: r['name'], rows), sorted(teams, key=lambda t: t.rank)").body[0]
        found = heald_shape.shapes(function)
        self.assertEqual((list(found["rows"].item.keys), list(found["teams"].item.attributes)), (["name"], ["rank"]))

    def test_tables_that_a_value_is_looked_up_in(self):
        source = "def f(sku, kind, day):\n  if kind in KINDS:\n    return ITEMS[sku], tables.RATES.get(day)"
        found = heald_shape.shapes(ast.parse(source).body[0])
        self.assertEqual([found[n].tables for n in ("sku", "kind", "day")], [["ITEMS"], ["KINDS"], ["RATES"]])


class PlaceTest(unittest.TestCase):
    def test_the_marked_expression_decides(self):
        for marked, seen, line, want in (("u['a']['b']", "u['a']", 3, False), ("u['a']", "u['a']['b']", 3, False), ("a + b", "a+b", 3, True), ("", "u['a']", 3, True),
                                         ("u['a']", "", 3, True), ("", "", 4, False), ("f(a,\n  b)", "f(a,", 4, True)):
            with self.subTest(marked=marked, seen=seen):
                site, frame = {"file": "a.py", "line": 3, "marked": marked}, {"file": "a.py", "line": line, "marked": seen}
                self.assertEqual(heald_search.same_place(frame, site), want)

    def test_interpreters_word_a_division_differently(self):
        self.assertEqual(heald_search.fuzzy("float division by zero", "ZeroDivisionError"), heald_search.fuzzy("division by zero", "ZeroDivisionError"))


CONFTEST = '''
import asyncio

def marked(scope="function", autouse=False, params=None, name=None, late=False):
    """Marks a fixture as pytest does: an attribute of the function before 8.4, an object of its own since."""
    class Marker: pass
    marker = Marker()
    marker.scope, marker.autouse, marker.params, marker.name = scope, autouse, params, name
    def mark(function):
        if not late:
            function._pytestfixturefunction = marker
            return function
        class Definition: pass
        held = Definition()
        held._fixture_function, held._fixture_function_marker = function, marker
        return held
    return mark

log = []

@marked(autouse=True)
def settings():
    log.append("settings")

@marked(late=True)
def app(tmp_path):
    log.append("app")
    return {"folder": tmp_path.is_dir()}

@marked(name="client")
def make_client(app, kind):
    yield (app, kind)
    log.append("torn down")

@marked(params=["fast", "slow"])
def kind(request):
    return request.param

@marked()
async def later():
    await asyncio.sleep(0)
    return 7

@marked()
def wants_a_plugin(mocker):
    return mocker

def helper():
    return 1
'''
INNER = '''
from tests.conftest import marked

@marked()
def app(app):
    return dict(app, inner=True)
'''


class FixturesTest(unittest.TestCase):
    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp())
        for path, text in (("tests/__init__.py", ""), ("tests/conftest.py", CONFTEST), ("tests/web/__init__.py", ""), ("tests/web/conftest.py", INNER),
                           ("other/conftest.py", "1 / 0")):
            os.makedirs(os.path.dirname(os.path.join(self.root, path)), exist_ok=True)
            with open(os.path.join(self.root, path), "w") as out:
                out.write(text)

    def tearDown(self):
        for name in [n for n in sys.modules if n == "tests" or n.startswith("tests.")]:
            del sys.modules[name]
        sys.path.remove(self.root)

    def test_what_a_test_sees(self):
        table = heald_fixtures.visible(self.root, "tests/web/conftest.py")
        self.assertEqual(sorted(table), ["app", "client", "kind", "later", "settings", "wants_a_plugin"])
        self.assertEqual([len(table["app"]), len(table["client"])], [2, 1])
        self.assertEqual(len(heald_fixtures.visible(self.root, "tests/conftest.py")["app"]), 1)

    def test_a_fixture_is_made_with_what_it_asks_for(self):
        made = heald_fixtures.made(self.root, "tests/conftest.py", ["client", "later"])
        self.assertEqual(made, {"client": ({"folder": True}, "fast"), "later": 7})
        self.assertEqual(sys.modules["tests.conftest"].log, ["settings", "app"])

    def test_an_override_asks_for_what_it_overrides(self):
        made = heald_fixtures.made(self.root, "tests/web/conftest.py", ["client"])
        self.assertEqual(made["client"], ({"folder": True, "inner": True}, "fast"))

    def test_what_a_plugin_gives_is_not_made(self):
        with self.assertRaisesRegex(heald_fixtures.Unmakeable, "mocker"):
            heald_fixtures.made(self.root, "tests/conftest.py", ["wants_a_plugin"])


TESTS = '''
import pytest

PAGE = {"items": [1], "links": {"next": "x"}}


def fetch(page):
    return page["links"]["next"]


@pytest.fixture
def peer():
    return {"items": [], "links": {"next": "b"}}


def test_next(peer):
    """What an assertion does is kept, what it wants is not."""
    before = len(peer)
    peer.update(extra=1)
    assert fetch(peer).upper() == "B"
    assert before == 2


def test_refuses(peer):
    with pytest.raises(KeyError):
        fetch({})


@pytest.mark.parametrize("page", [PAGE])
def test_each(page):
    assert fetch(page)


async def test_later():
    async def later():
        return 1
    assert await later() == 1
'''


@unittest.skipUnless(hasattr(ast, "unparse"), "scenes are written by ast.unparse")
class AppsTest(unittest.TestCase):
    """Applications that the trace did not bring."""

    def test_what_makes_an_application(self):
        for source, want in {
            "from fastapi import FastAPI\napp = FastAPI(title='x')": True,
            "import flask\nserver = flask.Flask(__name__)": True,
            "from starlette.applications import Starlette\napp: Starlette = Starlette()": True,
            "from shop.web import create_app\napp = create_app()": True,
            "def create_app(config=None):\n    return object()": True,
            "def f():\n    app = FastAPI()": False,
            "from fastapi import APIRouter\nrouter = APIRouter()": False,
            "FastAPI()": False,
        }.items():
            self.assertEqual(heald_apps.makes_application(ast.parse(source)), want, source)
        self.assertFalse(heald_apps.makes_application(None))

    def test_what_does_something_when_it_starts(self):
        class _DefaultLifespan:
            pass

        def app(**router):
            return types.SimpleNamespace(router=types.SimpleNamespace(**router))
        self.assertFalse(heald_apps.starting(app(lifespan_context=_DefaultLifespan(), on_startup=[])))
        self.assertTrue(heald_apps.starting(app(lifespan_context=_DefaultLifespan(), on_startup=[print])))
        self.assertTrue(heald_apps.starting(app(lifespan_context=print)))

    def test_a_request_to_what_starts(self):
        lab = types.SimpleNamespace(root="/srv")
        request = {"method": "POST", "path": "/x", "body": '{"a": 1}'}
        drive = heald_apps.starlette(lab, "shop.main", "app", "/srv/shop/main.py", "fastapi", True)(request)
        self.assertEqual((drive["within"], drive["receiver"]), ("TestClient(app) as client", "client.request('POST', '/x', json={'a': 1})"))
        drive = heald_apps.starlette(lab, "shop.main", "app", "/srv/shop/main.py", "fastapi", False)(request)
        self.assertEqual((drive.get("within"), drive["receiver"]), (None, "TestClient(app).request('POST', '/x', json={'a': 1})"))

    def test_what_is_entered_is_left_again(self):
        setup = ["import contextlib", "seen = []", "@contextlib.contextmanager\ndef opened():\n    seen.append('in')\n    yield 7\n    seen.append('out')\n"]
        drive = {"kind": "handler", "setup": setup, "within": "opened() as n", "receiver": "(n, list(seen), seen)"}
        n, then, now = heald_drive.bind(drive, heald_drive.prepare(drive))()
        self.assertEqual((n, then, now), (7, ["in"], ["in", "out"]))


class ScenesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)
        with open(os.path.join(self.root, "test_scenes_of_a_peer.py"), "w") as out:
            out.write(TESTS)
        held = os.getcwd()
        os.chdir(self.root)
        self.addCleanup(os.chdir, held)
        site = {"file": "service.py", "line": 1, "name": "fetch", "function": "fetch"}
        self.lab = types.SimpleNamespace(root=self.root, sites=[site])

    def scenes(self):
        return list(heald_scenes.scenes(self.lab, ["test_scenes_of_a_peer.py"]))

    def test_statements_without_assertions(self):
        self.assertEqual([d["setup"] for d in self.scenes()], [["len(peer)", "peer.update(extra=1)", "fetch(peer).upper()"], ["async def later():\n    return 1", "await later()"]])

    def test_what_a_request_carries(self):
        for request, sent, argument in [({"body": '{"a": 1}'}, (b'{"a": 1}', "application/json"), ", json={'a': 1}"),
                                        ({"body": '{"a": "x y"}', "form": True}, (b"a=x+y", "application/x-www-form-urlencoded"), ", data={'a': 'x y'}"), ({}, (b"", "application/json"), "")]:
            self.assertEqual((heald_entries.payload(request), heald_apps.content_of(request)), (sent, argument))

    def test_what_a_request_carried_is_sent_to_its_path(self):
        drive = {"kind": "scene", "setup": ["post('/carts', json={'a': 1})", "post('/carts/3', data=dumps({'a': 1}))", "use([1])"]}
        requests = [{"method": "POST", "path": "/carts/3?x=1", "body": '["x", null]'}, {"method": "GET", "path": "/carts"}, {"method": "POST", "path": "/carts", "body": "no JSON"}]
        self.assertEqual([d["setup"] for _, d in heald_scenes.carrying(drive, requests)], [[drive["setup"][0], "post('/carts/3', data=dumps(['x', None]))", "use([1])"]])

    def test_a_step_is_taken_twice(self):
        drive = {"kind": "scene", "setup": ["@mark('a')", "desk = Desk()", "desk.remove('x')", "del desk"]}
        self.assertEqual([d["setup"] for _, d in heald_scenes.repeated(drive)], [["@mark('a')", "desk = Desk()", "desk.remove('x')", "desk.remove('x')", "del desk"]])

    def test_what_an_object_holds_and_the_variable_of_that_name(self):
        for setup, one in [("conf = load(); self.conf = conf", True), ("conf = load(); self.conf = other", False), ("conf = load(); self.conf = conf; conf = None", False)]:
            case = ast.parse("class T:\n    def setUp(self):\n        %s\n    def test_it(self):\n        use(self.conf)\n" % setup).body[0]
            self.assertEqual(heald_scenes.unbound(*case.body) is not None, one, setup)

    def test_a_literal_is_changed(self):
        drive = {"kind": "scene", "setup": ["@mark('a')", "peer.get(url, json={'a': 1, 'b': 2})"]}
        def change(text):
            return [(0, "{'a': 1}")] if text.startswith("{") else []
        self.assertEqual([d["setup"][1] for _, d in heald_scenes.varied(drive, change)], ["peer.get(url, json={'a': 1})"])

    def test_runs_among_the_names_of_its_file(self):
        try:
            import pytest  # noqa: F401
        except ImportError:
            self.skipTest("no pytest")
        drive = dict(self.scenes()[0], setup=["peer.pop('links')", "fetch(peer)"])
        held, heald_drive.ROOT = heald_drive.ROOT, self.root
        try:
            with self.assertRaises(KeyError):
                heald_drive.execute(drive)
        finally:
            heald_drive.ROOT = held


class PatienceTest(unittest.TestCase):
    def ended(self, work):
        return heald_trial.Lab({"root": "/tmp"}).fork(work, 0.4)[1]

    def test_a_child_that_waits_is_given_up(self):
        began = time.monotonic()
        self.assertEqual(self.ended(lambda send: time.sleep(20)), "timeout")
        self.assertLess(time.monotonic() - began, 5)

    def test_a_child_that_works_has_the_time_of_the_processor(self):
        def loop(send):
            while True:
                pass
        self.assertEqual(self.ended(loop), "timeout")
        self.assertEqual(self.ended(lambda send: send({"done": True})), "ok")


class OuterTest(World):
    def ask(self, request, seconds=60):
        request.update({"root": self.root, "import_roots": [""]})
        body = json.dumps({"nonce": "N", "seconds": seconds, "request": request}).encode()
        done = subprocess.run([sys.executable, os.path.join(HARNESS, "heald_main.py")], input=body, stdout=subprocess.PIPE, cwd=self.root)
        head, text, tail = done.stdout.decode().strip().split("\n")
        self.assertEqual((head, tail), ("N %d" % len(text), "N"))
        return json.loads(text)

    def search(self, **more):
        request = {"mode": "search", "error_type": "ZeroDivisionError", "message": "division by zero", "trials": 300, "seconds": 15,
                   "sites": [{"file": self.module + ".py", "name": "mean", "function": "Cart.mean", "line": SERVICE[:SERVICE.index("/ len")].count("\n") + 1}]}
        request.update(more)
        return self.ask(request)

    def test_search_finds_the_empty_cart(self):
        answer = self.search()
        finds = [v["find"] for v in answer["values"] if "find" in v]
        self.assertTrue(finds, answer)
        self.assertEqual(finds[0]["hit"]["frames"][-1]["name"], "mean")

    def test_the_operand_must_be_the_one_of_production(self):
        line = SERVICE[:SERVICE.index('["name"]')].count("\n") + 1
        answer = self.search(error_type="TypeError", message="'NoneType' object is not subscriptable", wrong={"expression": 'user["team"]', "kind": "none"},
                             sites=[{"file": self.module + ".py", "name": "team_name", "function": "team_name", "line": line}])
        finds = [v["find"]["drive"]["args"][0]["expr"] for v in answer["values"] if "find" in v]
        self.assertIn("{'team': None}", finds)
        self.assertNotIn("None", finds)

    def test_keys_of_a_table_reach_the_caller(self):
        inside, outside = ('return user["team"]["name"]', "[team_name(user)")
        sites = [{"file": self.module + ".py", "name": name, "function": name, "line": SERVICE[:SERVICE.index(text)].count("\n") + 1}
                 for name, text in (("show", outside), ("team_name", inside))]
        answer = self.search(error_type="TypeError", message="'NoneType' object is not subscriptable", wrong={"expression": 'user["team"]', "kind": "none"}, sites=sites)
        self.assertEqual([v["find"]["drive"]["args"][0]["expr"] for v in answer["values"] if "find" in v and v["find"]["level"] == 0][0], "'a1'")

    def test_the_word_must_be_the_one_of_production(self):
        with open(os.path.join(self.root, self.module + ".py"), "a") as out:
            out.write("\n\ndef fill(text, **values):\n    return text.format(**values)\n")
        line = (SERVICE + "\n\ndef fill(text, **values):\n    return text").count("\n") + 1
        sites = [{"file": self.module + ".py", "name": "fill", "function": "fill", "line": line}]
        for insisted, free in ((["buyer"], False), ([], True)):
            answer = self.search(error_type="KeyError", message="'buyer'", insisted=insisted, sites=sites,
                                 evidence={"words": ["{seller} {buyer}", "buyer"]})
            messages = {v["find"]["hit"]["message"] for v in answer["values"] if "find" in v}
            self.assertTrue(messages, answer)
            self.assertEqual(messages != {"'buyer'"}, free, messages)

    def test_a_service_that_hangs_costs_its_time_only(self):
        with open(os.path.join(self.root, self.module + ".py"), "a") as out:
            out.write("\nwhile True: pass\n")
        answer = self.search(trial_seconds=1)
        self.assertEqual(answer["ended"], "end")

    def test_broken_request_is_told(self):
        self.assertIn("unknown mode", self.ask({"mode": "nonsense"})["values"][0]["broken"])


class Texts(unittest.TestCase):
    """What the code reads out of a text is what the texts are made of."""

    def values(self, source, annotations=None):
        with tempfile.TemporaryDirectory() as root:
            inputs = heald_inputs.Inputs(unittest.mock.Mock(root=root, import_roots=[""]), {})
            function = ast.parse(source).body[0]
            shape = next(iter(heald_shape.shapes(function).values()))
            hint = (annotations or {}).get(function.args.args[0].arg)
            found = inputs.of_type(hint, 0, shape) if hint else inputs.of_shape(shape, "", 0)
        return [eval(v.expr, {"json": json, "io": io}) for v in found]

    def test_a_document(self):
        source = "def f(line):\n    order = json.loads(line.strip())\n    return order['id'], sum(i['price'] for i in order['items'])\n"
        for hint in (None, {"line": str}):
            read = [json.loads(t) for t in self.values(source, hint) if isinstance(t, str) and t.startswith("{")]
            self.assertTrue(any(r["items"] and "price" in r["items"][0] for r in read), read)
            self.assertTrue(all(set(r) == {"id", "items"} for r in read), read)

    def test_the_bytes_of_a_document(self):
        read = [v for v in self.values("def f(body):\n    return json.loads(body.decode())['x']\n") if isinstance(v, bytes) and v.startswith(b"{")]
        self.assertTrue(read)

    def test_a_file_with_a_document(self):
        self.assertEqual("host", next(iter(json.load(self.values("def f(source):\n    return json.load(source)['host']\n")[0]))))

    def test_fields(self):
        source = "def f(text):\n    for line in text.splitlines():\n        name, day, count = line.split(';')\n        yield name, int(count)\n"
        self.assertIn("1;1;1\n1;1;1", self.values(source))

    def test_a_table(self):
        self.assertEqual("sku,count", self.values("def f(lines):\n    return [(r['sku'], int(r['count'])) for r in csv.DictReader(lines)]\n")[0][0])

    def test_moments(self):
        self.assertIn("15/01/24", self.values("def f(text):\n    return datetime.strptime(text, '%d/%m/%y')\n"))
        self.assertIn("2024-02-29", self.values("def f(text):\n    return date.fromisoformat(text)\n"))

    def test_what_is_not_read(self):
        for source in ("def f(x):\n    return pickle.loads(x)\n", "def f(x):\n    return x.split(y)\n", "def f(x):\n    return model.load(x)\n"):
            self.assertEqual({}, next(iter(heald_shape.shapes(ast.parse(source).body[0]).values())).texts)

class Bodies(unittest.TestCase):
    """Bodies of requests that no log shows."""

    def setUp(self):
        self.held = tempfile.TemporaryDirectory()
        self.addCleanup(self.held.cleanup)
        with open(os.path.join(self.held.name, "test_api.py"), "w") as file:
            file.write("import json\n\nBASE = {'a': 1}\n\n\ndef test_other(client):\n    client.post('/other', json={'z': 9})\n\n\n"
                       "def test_named(client):\n    body = {**BASE, 'b': 'x'}\n    client.post('/things', json=body)\n"
                       "    client.post('/things', data=json.dumps(dict(c=[2])))\n\n\n"
                       "def test_twice(client):\n    body = {'d': 1}\n    body = {'d': 2}\n    client.post('/things', json=body)\n")
        self.lab = heald_trial.Lab({"root": self.held.name, "wrong": {"names": ["b"]}})
        self.lab.import_roots = [""]
        self.inputs = heald_inputs.Inputs(self.lab, {}, {}, "")

    def test_sent(self):
        got = heald_bodies.sent(self.inputs, {"method": "POST", "path": "/things?x=1"})
        self.assertEqual(got, [{"a": 1, "b": "x"}, {"c": [2]}, {"z": 9}])

    def test_of(self):
        got = [r.get("body") for r in heald_bodies.of(self.lab, self.inputs, {"method": "POST", "path": "/things"})]
        self.assertEqual(got[0], None)
        for want in ({"a": 1, "b": "x"}, {"a": 1}, {"a": 1, "b": None}, {}):
            self.assertIn(json.dumps(want), got)
        self.assertNotIn(json.dumps({"a": None, "b": "x"}), got)  # the crash names b
        for request in ({"method": "GET", "path": "/things"}, {"method": "POST", "path": "/things", "body": "{}"}):
            self.assertEqual(heald_bodies.of(self.lab, self.inputs, request), [request])

    def test_instance(self):
        parts = {"Part": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 3}}}}
        schema = {"type": "object", "required": ["when"], "properties": {
            "when": {"type": "string", "format": "date"}, "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            "kind": {"enum": ["red", "blue"]}, "note": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]}}}
        full = {"when": "2024-01-15", "parts": [{"n": 3}], "kind": "red", "note": "aaa"}
        self.assertEqual(heald_bodies.instance(schema, parts, self.inputs, True, 0), full)
        self.assertEqual(heald_bodies.instance(schema, parts, self.inputs, False, 0), {"when": "2024-01-15"})
        loop = {"Loop": {"type": "object", "properties": {"next": {"$ref": "#/x/Loop"}}}}
        self.assertIsNotNone(heald_bodies.instance(loop["Loop"], loop, self.inputs, True, 0))

    def test_taken(self):
        told = {"paths": {"/a/{id}/b": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}}
        self.assertEqual(list(heald_bodies.taken(told, {"method": "POST", "path": "/a/7/b?q=1"})), [[{"type": "object"}, {}]])
        self.assertEqual(list(heald_bodies.taken(told, {"method": "POST", "path": "/a/b"})), [])
class KnownTest(unittest.TestCase):
    def test_what_declares_a_path_is_given_no_text(self):
        import pathlib
        self.assertEqual([heald_inputs.is_path(h) for h in (pathlib.Path, typing.Optional[pathlib.Path], typing.Union[str, pathlib.Path], str, None)],
                         [True, True, False, False, False])

    def test_objects_inside_what_a_test_made(self):
        self.assertEqual(heald_inputs.constructed("Shop([Shelf('a'), stock.Bin(1)], open('x'))"), [("Shelf", "Shelf('a')"), ("Bin", "stock.Bin(1)")])
        self.assertEqual(heald_inputs.constructed("{'a': 1}"), [])

    def test_the_edges_of_a_column(self):
        inputs = heald_inputs.Inputs(types.SimpleNamespace(root="/nowhere", sites=[]), {})
        inputs.dicts = [{"cm": "0", "who": "x"}, {"cm": "180.5"}, {"cm": "40"}, {"rank": 7}]
        self.assertEqual([v.expr for v in inputs.bounds(float)], ["180.5", "0.0", "7.0"])
        self.assertEqual([v.expr for v in inputs.bounds(int)], ["0", "7"])


class DoubtTest(unittest.TestCase):
    def test_bare(self):
        for origin, bare, want in (("annotation", True, True), ("test", True, False), ("annotation", False, False)):
            self.assertEqual(heald_doubt.bare({"bare": bare, "args": [{"expr": "1", "from": origin}]}), want)

    def test_what_is_declared(self):
        for hint, value, want in ((float, 3, True), (float, "3", False), (list[int], [1], True), (list[int], ["a"], False), (typing.Optional[str], None, True),
                                  (str, None, False), (dict[str, float], {"a": "b"}, False), (tuple[int, ...], (1, 2), True), (tuple[int, str], (1, 2), False),
                                  (typing.Any, None, True), ("Unknown", 1, True)):
            with self.subTest(hint=hint, value=value):
                self.assertEqual(heald_doubt.fits(hint, value), want)

    def test_hollow(self):
        inputs = types.SimpleNamespace(by_class={"Cart": [heald_inputs.Value("Cart([])", "test", 1)]})
        for drive, want in (({"kind": "method", "receiver": "Table([])"}, True), ({"kind": "method", "receiver": "Cart([])"}, False),
                            ({"kind": "function", "args": [{"expr": "None", "from": "search"}]}, True),
                            ({"kind": "function", "args": [{"expr": "None", "from": "log"}]}, False),
                            ({"kind": "method", "receiver": "q", "setup": ["q = Queue()", "q.put('a')"]}, False)):
            with self.subTest(drive=drive):
                self.assertEqual(heald_doubt.hollow(inputs, drive), want)


class StdinTest(unittest.TestCase):
    def texts(self, source, **known):
        inputs = heald_inputs.Inputs(types.SimpleNamespace(root="/nowhere", sites=[]), {"words": known.pop("words", [])})
        for name, texts in known.items():
            inputs.by_name[name] = [heald_inputs.Value(t, "test", 1) for t in texts]
        return [v.expr for v in heald_stdin.values(inputs, ast.parse(source).body)]

    def test_lines_are_made_from_what_is_read(self):
        for source, known, want in (
                ("def f():\n  for line in sys.stdin:\n    a, b = line.split()\n", {"words": ["north", "6.4"]}, "north 6.4\n"),
                ("def f():\n  for line in sys.stdin:\n    name, level = line.split(';')\n", {"level": ["2.5"]}, "a;2.5\n"),
                ("def f():\n  for line in stdin:\n    print(json.loads(line)['n'] + 1)\n", {}, '{"n": 1}\n'),
                ("def f():\n  return json.load(sys.stdin)['n']\n", {"n": ["7"]}, '{"n": 7}\n'),
                ("def f():\n  for row in csv.DictReader(sys.stdin):\n    use(row['cm'])\n", {"cm": ["4"]}, "cm\n4\n"),
                ("def f():\n  a, b = input().split(',')\n", {"words": ["x", "y"]}, "x,y\n")):
            with self.subTest(source=source):
                self.assertIn(want, self.texts(source, **known))

    def test_what_reads_nothing_is_given_nothing(self):
        self.assertEqual(self.texts("def f(line):\n  return line.split()\n", words=["a", "b"]), [])

    def test_one_field_is_changed(self):
        found = [t for _, t in heald_stdin.changed({"stdin": "a 1\n"}, ["zz"], "", {}, [])]
        self.assertIn("a zz\n", found)
        self.assertTrue(all(t.endswith("\n") for t in found))


if __name__ == "__main__":
    unittest.main()
