"""What an entry of a dossier means: its topic looked up, refined by subject and value, and by its own keys at last."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from kobe_kg.errors import suggestion
from kobe_kg.ingest.dossier import schema, vocabulary

#: A sense under way: keys of `schema.Sense` and of `schema.Part` to their values.
Meaning = dict[str, Any]

_SENSE = set(schema.Sense.model_fields)
_PART = set(schema.Part.model_fields)
_NUMBERS = {"value", "value_min", "value_max"}


class Unread(ValueError):
    """A row that cannot be kept, and why.

    :param key: the key of the row at fault.
    :param why: one clause.
    :param hint: what would help, or None.
    """

    def __init__(self, key: str, why: str, hint: str | None = None) -> None:
        super().__init__(why)
        #: The key at fault.
        self.key = key
        #: Why, one clause.
        self.why = why
        #: What would help, or None.
        self.hint = hint


class Senses:
    """The topics and hedges of a dossier: its own, and the shipped ones after them.

    :param dossier: whose tables count first.
    :param places: ids that may stand for ``{place}`` in a topic's word.
    """

    def __init__(self, dossier: schema.Dossier, places: Collection[str]) -> None:
        self._topics = {**vocabulary.topics().about, **dossier.about}
        self._hedges = {**vocabulary.table("hedges"), **dossier.hedges}
        self._places = sorted(places)

    def read(self, claim: schema.Claim) -> list[Meaning]:
        """Give what an entry says: one meaning, or several where it is split.

        :raises Unread: when its topic is in no table.
        """
        base = self._topic(claim)
        own = _set(claim, _PART)
        if not claim.split:
            return [{**base, **own}]
        meanings = []
        for part in claim.split:
            mine = _set(part, _PART)
            kept = {key: value for key, value in own.items() if not (_NUMBERS & set(mine) and key in _NUMBERS)}
            meanings.append({**base, **kept, **mine})
        return meanings

    def share(self, claim: schema.Claim, share: schema.Share) -> Meaning:
        """Give what one part of a printed breakdown says: the topic, refined as if the part were its subject."""
        shown = claim.model_copy(update={"subject": share.category, "value": None})
        return {**self._topic(shown), "value_min": share.value, "value_max": share.value, "qualifier": "exact"}

    def is_cue(self, claim: schema.Claim) -> bool:
        """Tell whether the whole subject of an entry is what one of its topic's cues asks for."""
        whole = (claim.subject or "").casefold()
        cues = self._find(claim.about)[0].subjects
        return any(whole == text.casefold() for cue in cues for text in (*cue.is_, *cue.has))

    def hedge(self, text: str | None) -> str:
        """Give the concept for a word of reserve; silence is kg:Stated.

        :raises Unread: when no entry of the table stands in it.

        >>> Senses(schema.Dossier(reports=[]), ()).hedge("very provisional; on the spot")
        'Stated'
        """
        if text is None:
            return "Stated"
        found = [word for word in self._hedges if schema.stands_in(word, text)]
        if not found:
            hint = suggestion(text, self._hedges) or "add it to the hedges of the dossier"
            raise Unread("hedge", f"{text!r} is no hedge that is known", hint)
        return str(self._hedges[max(found, key=len)])

    def _topic(self, claim: schema.Claim) -> Meaning:
        topic, place = self._find(claim.about)
        meaning = _set(topic, _SENSE)
        if place is not None:
            meaning["place"] = place
        if claim.subject is not None:
            for cue in topic.subjects:
                if cue.fits(claim.subject):
                    meaning |= _set(cue, _SENSE)
        if claim.value is not None:
            general = vocabulary.topics().countable if meaning["kind"] == "quantity" else []
            for cue in [*general, *topic.values]:
                if cue.fits(claim.value):
                    meaning |= _set(cue, _SENSE)
        return meaning

    def _find(self, word: str) -> tuple[schema.Topic, str | None]:
        if word in self._topics:
            return self._topics[word], None
        for pattern, topic in self._topics.items():
            before, mark, after = pattern.partition("{place}")
            if mark and (match := re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", word)):
                if match[1] in self._places:
                    return topic, match[1]
                hint = suggestion(match[1], self._places) or "add it to the gazetteer"
                raise Unread("about", f"{match[1]!r} is no place of the gazetteer", hint)
        raise Unread(
            "about",
            f"{word!r} is no topic that is known",
            suggestion(word, self._topics) or "add it to the table of topics: about: in the dossier",
        )


def _set(model: schema.Model, keys: Collection[str]) -> Meaning:
    """Give the keys of a model that were written, with their values."""
    written = sorted(model.model_fields_set.intersection(keys))
    return {key: value for key in written if (value := getattr(model, key)) is not None}
