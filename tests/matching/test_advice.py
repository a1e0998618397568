from dataclasses import replace

from bot.matching.advice import MIN_PHRASINGS, advise
from bot.matching.matcher import Matcher


def test_names_entries_with_few_phrasings(bridge_matcher: Matcher) -> None:
    messages = [advice.message for advice in advise(bridge_matcher) if advice.entry == "detour"]
    assert messages[0] == (
        f"`detour` has 3 phrasings; write at least {MIN_PHRASINGS}, as differently as people would ask"
    )


def test_names_entries_that_are_easily_confused(bridge_matcher: Matcher) -> None:
    knowledge = bridge_matcher.knowledge
    twin = replace(knowledge.entries["detour"], id="twin")
    names = bridge_matcher.model.entries
    model = replace(bridge_matcher.model, entries=tuple("twin" if name == "ferries" else name for name in names))
    number = names.index
    weights = model.weights.copy()
    weights[:, number("ferries")] = weights[:, number("detour")]
    scale, bias = model.scale.copy(), model.bias.copy()
    scale[number("ferries")], bias[number("ferries")] = scale[number("detour")], bias[number("detour")]
    entries = {**knowledge.entries, "twin": twin}
    matcher = replace(
        bridge_matcher,
        knowledge=replace(knowledge, entries={k: e for k, e in entries.items() if k != "ferries"}),
        model=replace(model, weights=weights, scale=scale, bias=bias),
    )
    messages = [advice.message for advice in advise(matcher)]
    assert any("`detour` is easily confused with `twin` (3 phrasings, e.g. “" in message for message in messages)
