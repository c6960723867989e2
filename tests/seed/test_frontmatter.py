"""Bytes -> frontmatter: what is read, what is refused, and where."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.events import FASTEST, EventParser, PythonParser
from seed.frontmatter import MAX_BYTES, parse
from seed.tree import MAX_DEPTH

PARSERS = [
    pytest.param(FASTEST, id="fastest"),
    pytest.param(PythonParser, id="python"),
]


def read(text: str, parser: EventParser = FASTEST) -> Any:
    found = parse(text.encode(), "a.md", parser)
    assert found.problems == []
    return found.values


def problems(data: str | bytes, parser: EventParser = FASTEST) -> list[str]:
    data = data.encode() if isinstance(data, str) else data
    return [str(problem) for problem in parse(data, "a.md", parser).problems]


def places(data: str | bytes, parser: EventParser = FASTEST) -> list[tuple[int, int, str]]:
    data = data.encode() if isinstance(data, str) else data
    found = parse(data, "a.md", parser).problems
    return [(problem.line, problem.column, problem.code.value) for problem in found]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\na: é\n---\n", id="plain"),
        pytest.param("---\na: é\n---", id="no-final-newline"),
        pytest.param("\ufeff---\na: é\n---\n", id="byte-order-mark"),
        pytest.param("---\r\na: é\r\n---\r\n", id="crlf"),
        pytest.param("---\ra: é\r---\r", id="carriage-returns"),
        pytest.param("--- \t\na: é\n---  \n", id="spaces-after-the-lines"),
        pytest.param("---\na: é\n---\n# Body\n---\nb: [\n---\n", id="body"),
        pytest.param("---\n# why\n\na: é # because\n...\n---\n", id="comments-and-end-mark"),
    ],
)
def test_frontmatter_ends_at_its_closing_line(text: str, parser: EventParser) -> None:
    assert read(text, parser) == {"a": "é"}


@pytest.mark.parametrize("text", ["---\n---", "---\n---\n", "---\n\n# nothing yet\n---\nbody"])
def test_empty_frontmatter_is_an_empty_mapping(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("017", 17),
        ("0o17", 15),
        ("0o18", "0o18"),
        ("0x1F", 31),
        ("0X1F", "0X1F"),
        ("-0x1", "-0x1"),
        ("1_000", "1_000"),
        ("٣", "٣"),
        ("9" * 400, 10**400 - 1),
        ("1.0", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e-3", -0.0015),
        ("1e3", 1000.0),
        ("685_230.15", "685_230.15"),
        ("12:30", "12:30"),
        ("190:20:30.15", "190:20:30.15"),
        ("2023-01-05", "2023-01-05"),
        ("2021-02-29", "2021-02-29"),
        ("2023-01-05T10:00:00Z", "2023-01-05T10:00:00Z"),
        (".", "."),
        ("-", [None]),
        ("+", "+"),
        ("--", "--"),
        ("1.2.3", "1.2.3"),
        (".information", ".information"),
        ("=", "="),
        ("'2'", "2"),
        ('""', ""),
        ('"null"', "null"),
        ('"a\\tb\\/\\u00e9\\U0001F600"', "a\tb/é😀"),
        ('"a\tb"', "a\tb"),
        ("http://a.b/?c=1&d=2 & *e*", "http://a.b/?c=1&d=2 & *e*"),
        ("[1, {b: }]", [1, {"b": None}]),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object, parser: EventParser) -> None:
    found = read(f"---\na:\n  {written}\n---", parser)
    assert json.dumps(found) == json.dumps({"a": value})  # tells 1 from 1.0 and true


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029", "\ufeff", "\ue000"])
def test_line_breaks_of_yaml_1_1_are_characters(char: str, parser: EventParser) -> None:
    text = f'---\nplain: a{char} b\n"k{char}": "a {char} b"\nlast: 1\nlast: 2\n---'
    found = parse(text.encode(), "a.md", parser)
    assert found.values == {"plain": f"a{char} b", f"k{char}": f"a {char} b", "last": 1}
    assert places(text, parser) == [(5, 1, "DUPLICATE_KEY")]


def test_merge_key_is_a_key_like_others() -> None:
    assert read("---\n<<: {a: 1}\nb: 2\n---") == {"<<": {"a": 1}, "b": 2}


def test_every_value_knows_its_place() -> None:
    values = read("\ufeff---\r\na: 1\r\n名前: {b: \r\n    []}\r\nc:\r\n- x\r\n-  y\r\n---")
    assert (values.key_at("a"), values.at("a")) == ((2, 1), (2, 4))
    assert (values.key_at("名前"), values.at("名前")) == ((3, 1), (3, 5))
    assert (values["名前"].key_at("b"), values["名前"].at("b")) == ((3, 6), (4, 5))
    assert [values["c"].at(0), values["c"].at(1)] == [(6, 3), (7, 4)]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("", [(1, 1, "NO_FRONTMATTER")], id="empty-file"),
        pytest.param("# Body\n", [(1, 1, "NO_FRONTMATTER")], id="body-alone"),
        pytest.param("\n---\na: 1\n---", [(1, 1, "NO_FRONTMATTER")], id="not-on-the-first-line"),
        pytest.param("---a: 1\n---", [(1, 1, "NO_FRONTMATTER")], id="more-on-the-first-line"),
        pytest.param("---", [(1, 4, "NO_FRONTMATTER")], id="opening-line-alone"),
        pytest.param("---\na: 1\n", [(3, 1, "NO_FRONTMATTER")], id="no-closing-line"),
        pytest.param("---\na: 1\n ---\n----\n", [(5, 1, "NO_FRONTMATTER")], id="nearly-closed"),
        pytest.param(b"---\r\na: \xc3\xa9\xff", [(2, 5, "NOT_UTF8")], id="latin-1"),
        pytest.param(b"\xef\xbb\xbf---\n\xe9", [(2, 1, "NOT_UTF8")], id="latin-1-after-a-bom"),
        pytest.param("---".encode("utf-16"), [(1, 1, "NOT_UTF8")], id="utf-16"),
        pytest.param("---\n- a\n---", [(2, 1, "WRONG_TYPE")], id="list"),
        pytest.param("---\nnull\n---", [(2, 1, "WRONG_TYPE")], id="null"),
        pytest.param('---\n""\n---', [(2, 1, "WRONG_TYPE")], id="empty-text"),
        pytest.param("---\na: *b\n---", [(2, 4, "ALIAS")], id="alias-of-nothing"),
        pytest.param("---\na: &b 1\n---", [(2, 4, "ALIAS")], id="anchor-alone"),
        pytest.param(
            "---\na: &b [*b]\n---", [(2, 4, "ALIAS"), (2, 8, "ALIAS")], id="alias-of-itself"
        ),
        pytest.param(
            "---\na: &x {b: *c}\n*x : 1\n---",
            [(2, 4, "ALIAS"), (2, 11, "ALIAS"), (3, 1, "ALIAS")],
            id="aliases-and-anchors",
        ),
        pytest.param("---\na: !!python/none\n---", [(2, 4, "WRONG_VALUE")], id="python-tag"),
        pytest.param(
            "---\na: !b {c: .inf}\n---", [(2, 4, "WRONG_VALUE"), (2, 11, "WRONG_VALUE")], id="tag"
        ),
        pytest.param("---\n!a\nb: 1\n---", [(2, 1, "WRONG_VALUE")], id="tag-of-everything"),
        pytest.param("---\na: .inf\n---", [(2, 4, "WRONG_VALUE")], id="infinity"),
        pytest.param(
            "---\na: [-.INF, .NaN]\n---", [(2, 5, "WRONG_VALUE"), (2, 12, "WRONG_VALUE")], id="nan"
        ),
        pytest.param("---\na: -1e400\n---", [(2, 4, "WRONG_VALUE")], id="float-too-large"),
        pytest.param(f"---\na: {'1' * 9999}\n---", [(2, 4, "WRONG_VALUE")], id="decimal-too-long"),
        pytest.param(f"---\na: 0x{'1' * 9999}\n---", [(2, 4, "WRONG_VALUE")], id="hex-too-long"),
        pytest.param('---\na: "b\\0"\n---', [(2, 4, "WRONG_VALUE")], id="null-character"),
        pytest.param(
            '---\n"a\\x00": 1\n---', [(2, 1, "WRONG_VALUE")], id="null-character-in-a-key"
        ),
        pytest.param("---\n2023: a\n---", [(2, 1, "WRONG_TYPE")], id="number-as-key"),
        pytest.param("---\n~: a\n---", [(2, 1, "WRONG_TYPE")], id="nothing-as-key"),
        pytest.param("---\n? [a]\n: b\n---", [(2, 3, "WRONG_TYPE")], id="list-as-key"),
        pytest.param("---\n{{a: 1}: 2}\n---", [(2, 2, "WRONG_TYPE")], id="mapping-as-key"),
        pytest.param("---\na: 1\n--- \nb\n--- c\n---", [], id="second-document-in-the-body"),
        pytest.param("---\na: 1\n--- b\n---", [(3, 1, "SYNTAX")], id="second-document"),
        pytest.param("---\na: 1\n...\nb: 1\n---", [(4, 1, "SYNTAX")], id="after-the-end-mark"),
        pytest.param('---\na: "b\nc: "d"\n---', [(3, 5, "SYNTAX")], id="unclosed-quote"),
        pytest.param("---\na: b: c\n---", [(2, 5, "SYNTAX")], id="colon-in-text"),
        pytest.param("---\na:\n\t- b\n---", [(3, 1, "SYNTAX")], id="tab-as-indentation"),
        pytest.param("---\na: '漢\x07'\n---", [(2, 6, "SYNTAX")], id="control-character"),
        pytest.param("---\na: '漢\n\0'\n---", [(3, 1, "SYNTAX")], id="raw-null-character"),
        pytest.param('---\na: "\\ud800"\n---', None, id="half-a-character"),
        pytest.param('---\na: "\\U00110000"\n---', None, id="beyond-unicode"),
    ],
)
def test_what_no_roadmap_may_hold_is_refused_at_its_place(
    data: str | bytes, expected: list[tuple[int, int, str]] | None, parser: EventParser
) -> None:
    found = places(data, parser)
    if expected is None:  # the parsers differ in the column
        assert [(line, code) for line, _, code in found] == [(2, "SYNTAX")]
    else:
        assert found == expected


def test_duplicate_keys_are_all_reported_and_the_first_value_stands() -> None:
    text = "---\na: 1\nb: {c: 1, 'c': 2}\n\"a\": 2\na: 3\n---"
    assert parse(text.encode(), "a.md").values == {"a": 1, "b": {"c": 1}}
    assert problems(text) == [
        'a.md:3:11: DUPLICATE_KEY the key "c" was given on line 3 already (keep one)',
        'a.md:4:1: DUPLICATE_KEY the key "a" was given on line 2 already (keep one)',
        'a.md:5:1: DUPLICATE_KEY the key "a" was given on line 2 already (keep one)',
    ]


def test_all_problems_before_a_syntax_error_are_reported_with_it() -> None:
    assert problems('---\na: .nan\na: "b\nc: "d"\n---') == [
        'a.md:2:4: WRONG_VALUE found ".nan", and JSON has no such number',
        'a.md:3:1: DUPLICATE_KEY the key "a" was given on line 2 already (keep one)',
        "a.md:4:5: SYNTAX did not find expected key while parsing a block mapping"
        " (begun on line 2) (look for a quote left open or too many, here or on a line above)",
    ]


def test_a_message_is_one_line_and_repeats_little_of_the_file() -> None:
    [problem] = problems("---\n" + f'"{"k" * 999}\\u2028\\n": 1\n' * 2 + "---")
    assert problem.isprintable()
    assert len(problem) < 200


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_before_it_hurts(opening: str, parser: EventParser) -> None:
    found = places(f"---\n{opening * 200_000}\n---", parser)
    assert found[-1] == (2, 1 + MAX_DEPTH * len(opening), "TOO_LARGE")
    assert {code for _, _, code in found[:-1]} <= {"WRONG_TYPE"}  # of the keys


def test_lists_may_be_nested_up_to_the_limit() -> None:
    deepest = MAX_DEPTH - 1  # the mapping around them is one
    text = f"---\na: {'[' * deepest}{']' * deepest}\n---"
    assert json.loads(parse(text.encode(), "a.md").as_json()) == read(text)
    assert places(text.replace("[]", "[[]]")) == [(2, 4 + deepest, "TOO_LARGE")]


def test_frontmatter_is_limited_and_the_body_is_not() -> None:
    def file(size: int) -> bytes:
        return b"---\n#".ljust(size - 1, b"x") + b"\n---\n" + b"y" * MAX_BYTES

    assert places(file(MAX_BYTES)) == []
    assert places(file(MAX_BYTES + 1)) == [(1, 1, "TOO_LARGE")]


def test_json_keeps_order_and_kinds_of_numbers() -> None:
    text = "---\nz: 1\na: 1.0\nm: [0.5, 018446744073709551616, -0, é, ~, '']\n---"
    assert parse(text.encode(), "a.md").as_json() == (
        '{"z":1,"a":1.0,"m":[0.5,18446744073709551616,0,"é",null,""]}'
    )


# JSON is YAML 1.2, but for DEL and the C1 controls, which libyaml wants escaped, and for pairs
# of surrogates, which `ensure_ascii` would write.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
keys = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], codec="utf-16-le"), max_size=20
).filter(lambda key: "\ufffe" not in key and "\uffff" not in key)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)  # the Python parser is slow, and slower on a busy machine
@given(st.dictionaries(keys, values, max_size=5), st.sampled_from([None, 2]))
def test_what_json_writes_comes_back_exactly(mapping: dict[str, Any], indent: int | None) -> None:
    written = json.dumps(mapping, ensure_ascii=False, indent=indent)
    for parser in (FASTEST, PythonParser):
        found = parse(f"---\n{written}\n---\n".encode(), "a.md", parser)
        assert found.problems == []
        assert found.as_json() == json.dumps(mapping, ensure_ascii=False, separators=(",", ":"))


fragments = st.sampled_from(
    [*"\n-:?[]{},&*!|>'\"%@`# \t\r\0\x85\u2028漢a1.~", ": ", "- ", "---", "...", "<<", "\\x", "!!"]
)


@settings(deadline=None)
@given(st.lists(fragments | st.text(max_size=3)).map("".join))
def test_no_text_makes_it_raise(text: str) -> None:
    for parser in (FASTEST, PythonParser):
        found = parse(f"---\n{text}\n---\n".encode(errors="replace"), "a.md", parser)
        assert found.problems or json.loads(found.as_json()) == found.values
