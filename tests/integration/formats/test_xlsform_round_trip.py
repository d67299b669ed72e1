"""A questionnaire written as an XLSForm and read again is the same questionnaire."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Group,
    Item,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
    Role,
)
from lovende.domain.texts import Text
from lovende.formats.xlsform import read_xlsform, write_xlsform

LANGUAGES = ("da", "en", "fr")
LETTERS = st.text(string.ascii_lowercase, min_size=1, max_size=4)
# Printable, with what tempts a spreadsheet: formulas, quotes, pipes, dashes, Danish letters.
WORDS = st.text(st.sampled_from("aæøåÅ 1|\"'=-+@#;,.:<>&%{}\\\n«»"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split(" ")).strip()
)
FILLED = WORDS.filter(lambda text: bool(text) and "${" not in text)
CONDITIONS = ("${first} = '1'", "selected(${first}, 'a') or ${first} != ''", "true()")


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[Text]:
    """Texts in some of the languages, in the order of the languages."""
    return st.lists(
        st.one_of(st.none(), FILLED), min_size=len(languages), max_size=len(languages)
    ).map(
        lambda words: Text(
            tuple((tag, text) for tag, text in zip(languages, words, strict=True) if text)
        )
    )


class Maker:
    """Draws the parts of a questionnaire and gives every one a name of its own."""

    def __init__(self, draw: Callable[..., object], languages: tuple[str, ...]) -> None:
        self.draw = draw
        self.text = texts(languages)
        self.count = 0

    def one(self, strategy: st.SearchStrategy[object]) -> object:
        return self.draw(strategy)

    def name(self) -> str:
        self.count += 1
        return f"{self.draw(LETTERS)}_{self.count}"

    def maybe(self, *values: str) -> str | None:
        return self.draw(st.sampled_from((None, *values)))  # type: ignore[return-value]

    def words(self) -> Text:
        return self.draw(self.text)  # type: ignore[return-value]

    def yes(self) -> bool:
        return self.draw(st.booleans())  # type: ignore[return-value]

    def choice_list(self) -> ChoiceList:
        codes = self.draw(
            st.lists(st.sampled_from(("0", "1", "2", "a", "b-c")), min_size=1, unique=True)
        )
        return ChoiceList(
            self.name(),
            tuple(
                Choice(
                    code,
                    self.words(),
                    self.draw(st.sampled_from((None, *Role))),  # type: ignore[arg-type]
                    self.draw(
                        st.sampled_from(((), (("area", "1"),), (("area", "x"), ("Year", "2")))),
                    ),  # type: ignore[arg-type]
                )
                for code in codes  # type: ignore[attr-defined]
            ),
            self.yes(),
        )

    def question(self, lists: tuple[ChoiceList, ...]) -> Question:
        kind: Kind = self.draw(st.sampled_from(list(Kind)))  # type: ignore[assignment]
        required = self.yes()
        question = Question(
            name=self.name(),
            kind=kind,
            label=self.words(),
            number=self.maybe("1", "15", "2a"),
            hint=self.words(),
            guidance=self.words(),
            required=required,
            required_when=None if required else self.maybe(*CONDITIONS[:2]),
            required_message=self.words(),
            relevance=self.maybe(*CONDITIONS),
            constraint=self.maybe(". != ''", "string-length(.) < 9"),
            constraint_message=self.words(),
            calculation="1 + 1" if kind is Kind.CALCULATION else None,
            default=self.maybe("1", "x"),
            other=self.maybe("first"),
            appearance=self.maybe("minimal", "w1 multiline") or "",
            read_only=self.yes(),
        )
        if not kind.has_choices:
            return question
        choice_list: ChoiceList = self.draw(st.sampled_from(lists))  # type: ignore[assignment]
        question = replace(
            question,
            choices=choice_list.name,
            choice_filter=self.maybe("area = ${first}") if _has_area(choice_list) else None,
        )
        return self.matrix(question) if kind is Kind.MATRIX else question

    def matrix(self, question: Question) -> Question:
        count: int = self.draw(st.integers(1, 3))  # type: ignore[assignment]
        rows = tuple(
            MatrixRow(
                self.name(), self.words(), number, self.yes(), self.maybe(*CONDITIONS), self.words()
            )
            for number in range(1, count + 1)
        )
        if question.required_when is not None:
            # Where every row is required on its own, a condition for that says nothing.
            rows = (replace(rows[0], required=False), *rows[1:])
        return replace(question, rows=rows)

    def item(self, lists: tuple[ChoiceList, ...], depth: int) -> Item:
        what = self.draw(st.sampled_from(("question",) * 4 + ("group", "repeat") * (depth < 3)))
        if what == "question":
            return self.question(lists)
        inner: int = self.draw(st.integers(1, 3))  # type: ignore[assignment]
        items = tuple(self.item(lists, depth + 1) for _ in range(inner))
        relevance = self.maybe(*CONDITIONS)
        appearance = self.maybe("w2") or ""
        if what == "group":
            return Group(self.name(), items, self.words(), relevance, self.yes(), appearance)
        return Repeat(
            self.name(),
            items,
            self.words(),
            relevance,
            self.maybe("2", "${first}"),
            self.maybe("${first} = '1'"),
            self.draw(st.sampled_from((None, 1, 5))),  # type: ignore[arg-type]
            appearance,
        )


def _has_area(choice_list: ChoiceList) -> bool:
    return any("area" in dict(choice.filters) for choice in choice_list.choices)


@st.composite
def questionnaires(draw: Callable[..., object]) -> Questionnaire:
    count: int = draw(st.integers(0, 3))  # type: ignore[assignment]
    languages = LANGUAGES[:count] or ("",)
    maker = Maker(draw, languages)
    lists = (maker.choice_list(), maker.choice_list())
    size: int = draw(st.integers(0, 4))  # type: ignore[assignment]
    first = Question("first", Kind.TEXT, maker.words())
    items = (first, *(maker.item(lists, 0) for _ in range(size)))
    default = draw(st.sampled_from(("", languages[0])))
    return Questionnaire(
        name=draw(LETTERS),  # type: ignore[arg-type]
        items=items,
        lists=lists,
        title=maker.words(),
        version=draw(st.sampled_from(("", "3"))),  # type: ignore[arg-type]
        languages=tuple(language for language in languages if language),
        default_language=default,  # type: ignore[arg-type]
    )


@given(questionnaires())
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_questionnaire_comes_back_as_it_was(tmp_path: Path, questionnaire: Questionnaire) -> None:
    for ending in (".xlsx", ".csv"):
        _comes_back(questionnaire, tmp_path / f"form{ending}")


def _comes_back(questionnaire: Questionnaire, path: Path) -> None:
    assert write_xlsform(questionnaire, path) == ()
    again, _ = read_xlsform(path)
    assert again == questionnaire
