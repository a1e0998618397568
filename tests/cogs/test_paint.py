import contextlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens  # an independent reading of Discord's markdown

from bot.answering.card import Card, CardChoice, CardLine, CardSource
from bot.answering.desk import Desk
from bot.answering.freshness import Freshness
from bot.answering.presentation import as_json, present
from bot.answering.reply import Reply, reply_with
from bot.cli.terminal import show
from bot.cogs import colours, limits
from bot.cogs.controls import Button
from bot.cogs.limits import shorten
from bot.cogs.paint import Painted, escape, paint, paint_message
from bot.knowledge.model import Citation, Entry, Event, KnowledgeBase, Sentence, Source, Status
from bot.matching.decision import Kind

ID = "111111111111111111"
KNOWN = {"users": {ID: "mina"}, "roles": {ID: "mods"}, "channels": {ID: "talk"}, "commands": {ID: "ask"}}
FRAGMENTS = (
    "**a**", "*", "__", "_a_", "~~", "||", "`", "```", "\\", "\\\\", "<", ">", "[", "]", "(", ")", "https://evil.example",
    "[x](https://evil.example)", "](https://evil.example)", "http://", "steam://run", "@everyone", "@here", f"<@{ID}>",
    f"<@!{ID}>", f"<@&{ID}>", f"<#{ID}>", f"</ask:{ID}>", "<t:0:R>", f"<:a:{ID}>", "# ", "- ", "> ", ">>> ", "1. ",
    "2024) ", "+ ", "a", " ", "\n", "\u2028", "é", "😀", ":", "/", "//", "!", "@", "1",
)  # fmt: skip
# "&" and "=" are markup in the reference implementation of Markdown, not in Discord
letters = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="&="), max_size=8)
hostile = st.lists(st.sampled_from(FRAGMENTS) | letters, min_size=1, max_size=30).map("".join).filter(str.strip)
urls = st.from_regex(r"https?://[a-z]{1,5}\.example/[a-z_*~!?'.,:@-]{0,8}", fullmatch=True)


def one_line(text: str) -> str:
    return " ".join(text.split()).replace("\u200b", "")


def read(markdown: str, field: str = "message") -> tuple[str, Counter[str]]:
    """Return what Discord shows of a text, and how often each kind of markup takes effect, links by their address."""
    shown: list[str] = []
    effects: Counter[str] = Counter()

    def visit(tokens: Iterable[Mapping[str, Any]]) -> None:
        for token in tokens:
            kind = token["type"]
            if kind in ("text", "code"):
                shown.append(token["content"])
            elif kind in ("break", "paragraph"):
                shown.append("\n")
            if kind not in ("text", "break", "paragraph", "inline") and not kind.endswith("_close"):
                effects[token.get("href", kind.removesuffix("_open"))] += 1
            visit(token.get("children", ()))

    visit(markdown_tokens(markdown, field, context={**KNOWN, "everyone": True}))
    return "".join(shown).strip().replace("\u200b", ""), effects


def unescaped(text: str) -> set[str]:
    """Return the signs of markup that no backslash takes the meaning from."""
    return set(re.sub(r"\\.", "", text)) & set("*_~|`<>[]\\")


class TestEscape:
    @pytest.mark.parametrize("field", ["message", "embed_title", "embed_description", "embed_field_value"])
    @given(text=hostile)
    def test_shows_the_text_as_it_is_and_nothing_takes_effect(self, field: str, text: str) -> None:
        assert read(escape(text), field) == (one_line(text), Counter())

    @given(hostile)
    def test_leaves_no_sign_of_markup_and_no_mention(self, text: str) -> None:
        escaped = escape(text)
        assert unescaped(escaped) == set()
        assert not re.search(r"://|@everyone|@here|@[!&]?\d{17}|^[#+-]|^\d+[.)]|\n", escaped)

    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("a_b *c*", "a\\_b \\*c\\*"),
            ("C:\\temp", "C:\\\\temp"),
            ("see https://example.org", "see https:\\//example.org"),
            ("1. first", "1\\. first"),
            ("2024) first", "2024\\) first"),
            ("- first", "\\- first"),
            ("# first", "\\# first"),
            ("@everyone", "@\u200beveryone"),
            ("<@111111111111111111>", "\\<@\u200b111111111111111111\\>"),
            ("<t:0:R> </ask:1> <#2>", "\\<t:0:R\\> \\</ask:1\\> \\<#2\\>"),
            ("a\nb\t c", "a b c"),
            ("3.5% on 1.2.", "3\\.5% on 1.2."),
            ("well-known, 9/11, #1", "well-known, 9/11, #1"),
        ],
    )
    def test_escapes(self, text: str, escaped: str) -> None:
        assert escape(text) == escaped


class TestShorten:
    @pytest.mark.parametrize(
        ("text", "limit", "short"),
        [
            ("one two", 7, "one two"),
            ("one two", 6, "one…"),
            ("one two three", 9, "one two…"),
            ("abcdefghij", 5, "abcd…"),
            ("a bcdefghijkl", 10, "a bcdefgh…"),
            ("abc\\*def", 5, "abc…"),
            ("abc\\\\def", 6, "abc\\\\…"),
            ("abc\\\\\\*d", 7, "abc\\\\…"),
        ],
    )
    def test_cuts_at_a_space_or_a_letter_and_never_an_escape(self, text: str, limit: int, short: str) -> None:
        assert shorten(text, limit) == short

    @given(hostile, st.integers(1, 80))
    def test_what_is_left_of_an_escaped_text_is_its_start_without_markup(self, text: str, limit: int) -> None:
        short = shorten(escape(text), limit)
        assert len(short) <= limit
        shown, effects = read(short)
        assert effects == Counter()
        assert shown == one_line(text) or one_line(text).startswith(shown.removesuffix("…").rstrip())


class TestMessage:
    @given(hostile, hostile)
    def test_code_is_code_and_the_rest_is_text(self, before: str, code: str) -> None:
        before, code = before.replace("`", "'"), code.replace("`", "'").strip()
        shown, effects = read(paint_message(f"{before}: `{code}` is wrong"))
        assert (shown, effects) == (one_line(f"{before}: {code} is wrong"), Counter(code=1))

    @given(hostile)
    def test_a_stray_backtick_sets_nothing_else_free(self, text: str) -> None:
        _, effects = read(paint_message(text))
        assert set(effects) <= {"code"}


sentences = st.lists(
    st.builds(CardLine, hostile.map(lambda text: text[:600]), st.lists(st.integers(1, 36), max_size=6).map(tuple)),
    min_size=1,
    max_size=6,
)
published = st.dates(date(1900, 1, 1), date(2100, 1, 1))
places = st.lists(st.tuples(st.integers(1, 36), st.integers(1, 9999)), min_size=1, max_size=12).map(tuple)
sources = st.lists(
    st.builds(
        lambda publisher, title, day, url, shown: CardSource(
            Source(id="s", publisher=publisher[:200], title=title and title[:200], kind="wire", published=day,
                   paragraphs=9999, url=url), shown,
        ),
        hostile, hostile | st.none(), published, urls | urls.map(lambda url: url.ljust(500, "x")) | st.none(), places,
    ),
    max_size=12,
)  # fmt: skip
large = settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink one takes minutes
cards = st.builds(
    Card,
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    title=hostile.map(lambda text: text * 20).map(lambda text: text[:500]) | hostile,
    quote=st.just("") | hostile.map(lambda text: f"They say {text[:150]}"),
    note=st.sampled_from(["", "Disputed: our sources give different accounts."])
    | hostile.map(lambda text: f"Nothing on record about “{text[:150]}”."),
    lines=st.builds(
        lambda lines, times: tuple(replace(line, text=line.text * times) for line in lines),
        sentences, st.sampled_from([1, 20]),
    ),
    sources=sources.map(tuple),
    lead_in=st.sampled_from(["", "Related:"]),
    choices=st.lists(
        st.builds(CardChoice, st.sampled_from(["a" * 40, "b" * 40, "c" * 40]), hostile.map(lambda text: text * 30)),
        max_size=3, unique_by=lambda choice: choice.entry,
    ).map(tuple),
    freshness=st.none() | st.builds(
        Freshness, st.none() | published, st.none() | published, published, st.sampled_from(["", "May be out of date."])
    ),
    entries=st.sampled_from([(), ("a" * 40,)]),
    versions=st.sampled_from([(), ("a" * 40 + "@1f88",) * 5]),
    subject=hostile.map(lambda text: text[:120]),
    footer=hostile.map(lambda text: f"{text[:120]} · as of 25 October 2024"),
)  # fmt: skip


def parts_of(painted: Painted) -> list[tuple[str, str]]:
    """Return each text of an embed with its kind."""
    embed = painted.embed
    fields = [("embed_field_value", field.value or "") for field in embed.fields]
    return [("embed_title", embed.title or ""), ("embed_description", embed.description or ""), *fields]


class TestPaint:
    @large
    @given(cards)
    def test_stays_within_what_discord_takes(self, card: Card) -> None:
        painted = paint(card, "a" * 40, moderated=True)
        embed = painted.embed
        assert len(painted.content) <= limits.CONTENT
        assert len(embed) <= limits.EMBED_TOTAL
        assert 0 < len(embed.title or "") <= limits.EMBED_TITLE
        assert 0 < len(embed.description or "") <= limits.EMBED_DESCRIPTION
        assert len(embed.footer.text or "") <= limits.EMBED_FOOTER
        assert len(embed.fields) <= limits.EMBED_FIELDS
        assert all(0 < len(field.value or "") <= limits.EMBED_FIELD for field in embed.fields)
        for control in painted.controls:
            assert len(control.custom_id) <= limits.CUSTOM_ID
            if isinstance(control, Button):
                assert 0 < len(control.label) <= limits.BUTTON_LABEL
            else:
                assert 0 < len(control.options) <= limits.OPTIONS
                assert all(0 < len(label) <= limits.OPTION_LABEL for _, label in control.options)
        assert len({control.custom_id for control in painted.controls}) == len(painted.controls)
        assert sum(isinstance(control, Button) for control in painted.controls) <= 2 * 5

    @large
    @given(cards)
    def test_nothing_from_outside_takes_effect_but_the_links_of_the_sources(self, card: Card) -> None:
        ours = {"code", "strong", "subtext", "blockquote", "timestamp", "em"} | {
            source.source.url for source in card.sources if source.source.url
        }
        painted = paint(card, "bridge")
        for field, text in (("message", painted.content), *parts_of(painted)):
            effects = read(text, field)[1]
            assert set(effects) <= ours
            assert "evil.example" not in "".join(effects)
            noted = bool(card.note) and field in ("message", "embed_description")
            assert effects["strong"] == (field == "message") + noted
            assert effects["subtext"] == (field == "message")
            assert effects["blockquote"] == (bool(card.quote) and field in ("message", "embed_description"))

    @large
    @given(cards)
    def test_every_source_that_is_shown_is_whole_and_the_others_are_counted(self, card: Card) -> None:
        painted = paint(card, "bridge")
        fields = "\n".join(field.value or "" for field in painted.embed.fields)
        for text in (painted.content, fields):
            lines = [line for line in text.split("\n") if re.search(r": `\[\d+\]` paragraph \d+", line)]
            more = re.search(r"^… and (\d+) more$", text, re.MULTILINE)
            assert len(lines) + (int(more[1]) if more else 0) == len(card.sources)
            assert len(lines) >= min(4, len(card.sources))
            for line, source in zip(lines, card.sources, strict=False):
                url = re.escape(f"](<{source.source.url}>)")
                assert re.fullmatch(rf"(\[.+{url}|(?!.*\]\(<).+): (`\[\d+\]` paragraph \d+(, | …)?)+", line)

    @pytest.mark.parametrize("kind", Kind)
    def test_each_kind_has_a_colour_of_its_own(self, kind: Kind) -> None:
        colours = {paint(card_of("a", kind=each), "bridge").embed.colour for each in Kind}
        assert len(colours) == len(Kind)
        assert paint(card_of("a", kind=kind), "bridge").embed.colour in colours

    def test_each_status_has_a_colour_of_its_own(self) -> None:
        found = {paint(replace(card_of("a"), status=status), "bridge").embed.colour for status in Status}
        assert len(found) == len(Status)

    @pytest.mark.parametrize("theme", colours.BACKGROUNDS)
    @pytest.mark.parametrize("colour", {*colours.STATUS.values(), *colours.KIND.values()}, ids=hex)
    def test_a_colour_stands_out_in_both_themes(self, colour: int, theme: str) -> None:
        lighter, darker = sorted(map(luminance, (colour, colours.BACKGROUNDS[theme])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3  # WCAG 2.2, 1.4.11

    def test_says_when_what_it_tells_happened_was_published_and_was_checked(self) -> None:
        fresh = Freshness(date(2024, 3, 1), date(2024, 3, 11), date(2024, 3, 12), "May be out of date: as of long ago.")
        painted = paint(replace(card_of("a"), freshness=fresh, versions=("why-closed@1f88",)), "bridge")
        said = (
            "Happened <t:1709294400:D> · Published <t:1710158400:D> · record last checked <t:1710244800:D> "
            "(<t:1710244800:R>)"
        )
        (when,) = painted.embed.fields
        assert (when.name, when.value) == ("When", said)
        assert (painted.embed.description or "").startswith("*May be out of date: as of long ago.*\n")
        assert painted.embed.footer.text == "Event · ID why-closed@1f88"
        assert f"\n{said}\n-# Event" in painted.content

    def test_brackets_in_a_publisher_cannot_end_its_link(self) -> None:
        source = Source(id="s", publisher="x](https://evil.example) [y", kind="wire", published=date(2024, 1, 1),
                        paragraphs=1, url="https://good.example")  # fmt: skip
        card = replace(card_of("a"), sources=(CardSource(source, ((1, 1),)),))
        assert paint(card, "bridge").embed.fields[0].value == (
            "[x)(https:\\//evil.example) (y (wire), 1 January 2024](<https://good.example>): `[1]` paragraph 1"
        )

    def test_a_sentence_that_is_cut_keeps_its_numbers_and_opens_no_code(self) -> None:
        lines = tuple(CardLine(f"{i} " + "word " * 119, (i, i + 1, i + 2)) for i in range(1, 7))
        content = paint(replace(card_of("a"), lines=lines), "bridge").content
        assert content.count("`") == 2 * 4
        assert content.split("\n")[4].endswith(" word… `[4] [5] [6]`")

    def test_one_field_says_source_and_several_say_sources(self) -> None:
        source = CardSource(
            Source(id="s", publisher="p", kind="wire", published=date(2024, 1, 1), paragraphs=1), ((1, 1),)
        )
        names = [
            [field.name for field in paint(replace(card_of("a"), sources=(source,) * count), "bridge").embed.fields]
            for count in (0, 1, 2, 60)
        ]
        assert names == [[], ["Source"], ["Sources"], ["Sources", "\u200b", "\u200b"]]


def luminance(colour: int) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def card_of(text: str, kind: Kind = Kind.ANSWER) -> Card:
    return Card(kind=kind, status=None, title="Title", quote="", note="", lines=(CardLine(text),), sources=(),
                lead_in="", choices=(), freshness=None, entries=(), versions=(), subject="Event",
                footer="Event · as of 1 January 2024")  # fmt: skip


class TestSameWords:
    """A card reads the same as an embed, as text, in the terminal and in JSON."""

    @given(st.lists(hostile.map(one_line), min_size=1, max_size=3), hostile.map(one_line), hostile.map(one_line))
    @example(["Cars leave by lane #2."], "Who?", "Ferry")
    def test_in_an_embed_in_text_and_in_json(self, says: list[str], title: str, publisher: str) -> None:
        reply = reply_of(says, title, publisher)
        painted = paint(present(reply), "bridge")
        body, source, footer = words_of(says, publisher)
        assert read(painted.embed.title or "", "embed_title")[0] == title
        assert read(painted.embed.description or "", "embed_description")[0] == body
        assert read(painted.embed.fields[0].value or "", "embed_field_value")[0] == source
        assert (painted.embed.footer.text or "").startswith(footer.partition(" · as of ")[0])
        assert read(painted.content)[0].startswith(f"{title}\n{body}\n{source}\nPublished ")
        assert as_json(reply, 7)["text"] == " ".join(says)

    @pytest.mark.parametrize("text", ["Cars leave by lane #2.", "The council [a board] calls it *safe*.", "C:\\temp"])
    def test_in_the_terminal(self, text: str, desk: Desk) -> None:
        reply = reply_of([text, text], "Who left?", "Ferry")
        body, source, footer = words_of([text, text], "Ferry")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            show(reply, explain=False, desk=desk)
        lines = [line.strip("│ ") for line in printed.getvalue().splitlines()[1:-1]]
        assert printed.getvalue().startswith("╭─ Who left? ─")
        assert lines == [*body.split("\n"), "", "Source:", source, "", footer]


def reply_of(says: list[str], title: str, publisher: str) -> Reply:
    lines = tuple(Sentence(text, (Citation("s", i),)) for i, text in enumerate(says, start=1))
    entry = Entry(id="a", status=Status.UNVERIFIED, questions=(title,), answer=lines)
    source = Source(id="s", publisher=publisher, kind="wire", published=date(2024, 3, 11), paragraphs=9)
    event = Event(id="bridge", title="The bridge", as_of=date(2024, 3, 12))
    knowledge = KnowledgeBase(event=event, sources={"s": source}, concepts={}, entries={"a": entry}, checksum="")
    return reply_with(entry, knowledge)


def words_of(says: list[str], publisher: str) -> tuple[str, str, str]:
    """Return what must be read: note and sentences, the source, the footer."""
    cited = [f"{text} [{i}]" for i, text in enumerate(says, start=1)]
    listed = ", ".join(f"[{i}] paragraph {i}" for i in range(1, len(says) + 1))
    body = "\n".join(["Unverified: reported, but not confirmed.", *cited])
    return body, f"{publisher} (wire), 11 March 2024: {listed}", "The bridge · as of 12 March 2024"
