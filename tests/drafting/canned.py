"""What a model would reply to the prompts for the bridge."""

from bot.drafting.replies import PromptKind

WAYS = (
    "{} please",
    "can anybody tell me {}",
    "{} i wonder",
    "hey {}",
    "{} exactly",
    "so {} then",
    "my brother asked {}",
    "quick question {}",
    "sorry but {}",
    "dear mods {}",
    "{} thanks",
    "urgent {}",
    "and {} really",
    "{} asap",
    "{} anyone",
    "what about this {}",
    "someone said {}",
    "{} lol",
    "hmm {}",
    "seriously {}",
)
ASKED = {
    "when-closed": "on which day was the crossing shut",
    "why-closed": "what made them shut the crossing",
    "how-long": "until when is the crossing shut",
    "who-found": "which person spotted the cracks",
    "detour": "what is the way around for cars",
}
UNASKED = {
    "blame": ("who is to blame", "whose fault are the cracks"),
    "toll": ("what driving over the bridge costs", "how much is the toll"),
    "height": ("how high the bridge is", "height of the towers in metres"),
    "builder": ("who built the bridge", "which firm made it back then"),
    "paint": ("which colour it is", "what colour are the towers painted"),
    "fish": ("what lives in the harbour", "which fish swim under it"),
    "trains": ("whether trains run", "do trains still pass"),
    "mayor": ("who the mayor is", "name of the mayor"),
    "weather": ("whether it rained", "was it a storm that did it"),
    "school": ("how pupils get to school", "what do the school buses do"),
}


def ways(question: str, count: int = len(WAYS)) -> list[str]:
    return [way.format(question) for way in WAYS[:count]]


def kind_of(prompt: str) -> PromptKind:
    """Return what a prompt asks for, by its words."""
    opening = prompt[:400]
    marks = {
        PromptKind.ENTRIES: "turn a news article into",
        PromptKind.CONCEPTS: "Make a word list",
        PromptKind.PHRASINGS: "different people in a busy chat",
        PromptKind.UNKNOWNS: "what it does *not* know",
        PromptKind.EXAM: "writing an exam",
    }
    return next(kind for kind, mark in marks.items() if mark in opening)


def answer(prompt: str) -> str:
    """Reply to a prompt as a model would."""
    match kind_of(prompt):
        case PromptKind.PHRASINGS:
            asked = {**ASKED, **{key: question for key, (_, question) in UNASKED.items()}}
            asked |= {"repair-cost": "bill for the cables", "injured": "anyone bleeding", "ferries": "boats over there"}
            keys = [key for key in asked if f"- {key}: " in prompt]
            lines = [f"{key}:\n" + "".join(f'  - "{way}"\n' for way in ways(asked[key])) for key in keys]
        case PromptKind.UNKNOWNS:
            lines = [
                f'- id: {key}\n  gap: "{gap}"\n  questions:\n'
                + "".join(f'    - "{way}"\n' for way in ways(question, 9))
                for key, (gap, question) in UNASKED.items()
            ]
        case PromptKind.CONCEPTS:
            lines = ['tunnel: ["tunnel", "mill tunnel"]\n', 'engineer: ["engineer", "dana okafor", "okafor"]\n']
        case PromptKind.EXAM:
            lines = [
                f'- asks: "{way.format(q)}"\n  entry: {key}\n'
                for key, q in ASKED.items()
                for way in ("oi {}", "{} ?!x")
            ]
            lines += [f'- asks: "oi {question}"\n  entry: none\n' for _, question in UNASKED.values()]
        case _:
            lines = []
    return "```yaml\n" + "".join(lines) + "```\n"
