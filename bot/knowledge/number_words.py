"""Numbers that are written as words: six, twenty-five, dozens."""

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_NUMBERS = {word: i for i, word in enumerate(f"{_UNITS} seventeen eighteen nineteen twenty".split())}
_NUMBERS |= {word: 10 * i for i, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
_MAGNITUDES = frozenset(("dozen", "hundred", "thousand", "million", "billion", "trillion"))
SHORT_MAGNITUDES = {"bn": "billion", "tn": "trillion", "m": "million", "mn": "million", "k": "thousand"}
COUNTED = 4  # an editor may count up to four things himself; larger numbers must be in the article


def number_of(word: str) -> int | None:
    """Return the number that a word in lower case stands for; None for other words, also for digits."""
    tens, _, unit = word.partition("-")
    if not unit:
        return _NUMBERS.get(word)
    if _NUMBERS.get(tens, 0) >= 20 and 0 < _NUMBERS.get(unit, 0) < 10:
        return _NUMBERS[tens] + _NUMBERS[unit]
    return None


def word_for(number: int) -> str:
    """Return the word for a number up to twenty, or for a ten; nothing for others."""
    return next((word for word, value in _NUMBERS.items() if value == number), "")


def is_checked(word: str) -> bool:
    """Say whether a word in lower case is a number that has to be in the article."""
    if word[:1].isdigit() or word.removesuffix("s") in _MAGNITUDES:
        return True
    number = number_of(word)
    return number is not None and number > COUNTED
