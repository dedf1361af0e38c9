"""The marked requests: what they hold, how they fall into words, and how marks and plan belong together."""

import glob
import hashlib
import json
import os
import random
import re
from dataclasses import dataclass, field

from tokenizers import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "..", "..", "..", "models")
SHIPPED = os.path.join(MODELS, "all-MiniLM-L6-v2")

# The order is that of `labels` in src/reading/reading.ts.
TRIGGERS = ["t.manual", "t.form", "t.webhook", "t.schedule", "t.inbox"]
STEPS = (
    "read filter sort total deduplicate calculate combine topics classify extract summarize generate template "
    "write email approve wait fetch code respond set unmet"
).split()
LABELS = ["O", *TRIGGERS, *STEPS, "if", "else", "each", "switch", "source", "case", "policy", "more"]
NUMBER = {label: number for number, label in enumerate(LABELS)}
HOLDERS = {"if": 2, "each": 1, "switch": 6}
# Marks that open a way or add to another wish; no plan names them.
BESIDE = ("else", "case", "policy", "more")
# The order is that of `valueNames` in src/reading/values.ts.
VALUES = (
    "to cc what subject style lang column op value by calc count dir noun field class time ref file format url service"
).split()
VALUE_NUMBER = {name: number for number, name in enumerate(["O", *VALUES])}

MARK = re.compile(r"⟦([^|⟦⟧]*)\|([^⟦⟧]*)⟧")
VALUE = re.compile(r"\{([a-z]+):([^{}]+)\}")
# Both patterns are those of src/reading/words.ts.
WORD = re.compile(r"https?://[^\s,;\"')]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[^\W_]+|[^\w\s]|_")
PIECES_A_WORD = 6

tokenizer = Tokenizer.from_file(os.path.join(SHIPPED, "tokenizer.json"))
tokenizer.no_padding()
tokenizer.no_truncation()
_pieces: dict[str, list[int]] = {}


def pieces(word: str) -> list[int]:
    """What the model sees of a word; which address it is tells nothing about what is wished."""
    if word not in _pieces:
        shown = "http" if re.match(r"https?://", word) else "@" if re.match(r"[\w.+-]+@[\w-]+\.", word) else word
        _pieces[word] = tokenizer.encode(shown, add_special_tokens=False).ids[:PIECES_A_WORD] or [tokenizer.token_to_id("[UNK]")]
    return _pieces[word]


@dataclass
class Item:
    """One entry of a plan, with its ways."""

    label: str
    branches: list[list["Item"]] = field(default_factory=list)
    mark: int | None = None


@dataclass
class Segment:
    """A marked stretch: words `start` up to `end`, and its place in the plan."""

    start: int
    end: int
    label: str
    parent: int = -2  # index of the segment it stands in, -1 for none, -2 unknown
    branch: int = 0
    order: int = -1
    loop: bool = False  # stands in a loop that no words name


@dataclass
class Request:
    text: str
    marks: list[tuple[int, int, str]]
    values: list[tuple[int, int, str]]
    knows_values: bool
    plan: str
    ids: list[int]
    first: list[int]  # piece with which each word begins
    words: list[tuple[int, int, str]]
    segments: list[Segment]
    trigger: int  # in TRIGGERS, or 5 for a request that asks for nothing
    has_file: bool


def parse_plan(plan: str) -> list[Item]:
    tokens = re.findall(r"[a-z.]+|[();|]", plan)
    at = 0

    def items() -> list[Item]:
        nonlocal at
        found = []
        while at < len(tokens) and tokens[at] not in "|)":
            if tokens[at] == ";":
                at += 1
                continue
            item = Item(tokens[at])
            at += 1
            if at < len(tokens) and tokens[at] == "(":
                at += 1
                item.branches.append(items())
                while at < len(tokens) and tokens[at] == "|":
                    at += 1
                    item.branches.append(items())
                at += 1
            found.append(item)
        return found

    return items()


def walk(items: list[Item], parent: Item | None = None, branch: int = 0):
    for item in items:
        yield item, parent, branch
        for way, inside in enumerate(item.branches):
            yield from walk(inside, item, way)


def unmarked(said: str, at: int) -> tuple[str, list[tuple[int, int, str]]]:
    """The words of a mark that begins at `at`, and where its values stand."""
    text, values, done = "", [], 0
    for match in VALUE.finditer(said):
        text += said[done : match.start()]
        values.append((at + len(text), at + len(text) + len(match.group(2)), match.group(1)))
        text += match.group(2)
        done = match.end()
    return text + said[done:], values


def parse(text: str, marks: list[tuple[int, int, str]], values: list[tuple[int, int, str]], knows_values: bool, plan: str) -> Request:
    """Words and segments of a marked request. Marks of one label are taken in the order of the plan."""
    words, ids, first = [], [tokenizer.token_to_id("[CLS]")], []
    for match in WORD.finditer(text):
        if len(ids) > 170:
            break
        first.append(len(ids))
        ids += pieces(match.group())
        words.append((match.start(), match.end(), match.group()))
    ids.append(tokenizer.token_to_id("[SEP]"))

    nodes = list(walk(parse_plan(plan)))
    for number, (_, _, label) in enumerate(marks):
        free = next((item for item, _, _ in nodes if item.label == label and item.mark is None), None)
        if free and label not in BESIDE:
            free.mark = number
    above = {id(item): (parent, branch) for item, parent, branch in nodes}

    segments, index_of = [], {}
    for number, (start, end, label) in enumerate(marks):
        inside = [index for index, (begin, _, _) in enumerate(words) if start <= begin < end]
        if inside:
            index_of[number] = len(segments)
            segments.append(Segment(inside[0], inside[-1] + 1, label))
    for order, (item, parent, branch) in enumerate(nodes):
        if item.mark not in index_of:
            continue
        segment = segments[index_of[item.mark]]
        while parent is not None and parent.mark is None:
            segment.loop = segment.loop or parent.label == "each"
            parent, branch = above[id(parent)]
        segment.order = order
        segment.parent = -1 if parent is None else index_of.get(parent.mark, -1)
        segment.branch = 0 if parent is None else min(branch, 5)
    labels = [item.label for item, _, _ in nodes]
    return Request(
        text, marks, values, knows_values, plan, ids, first, words, segments,
        TRIGGERS.index(labels[0]) if labels and labels[0] in TRIGGERS else len(TRIGGERS),
        "read" in labels,
    )


def is_for_validation(text: str) -> bool:
    """About every seventh; the same choice as in src/evaluation/labelled-requests.ts."""
    return hashlib.sha256(text.encode()).digest()[0] < 38


def load() -> tuple[list[Request], list[Request]]:
    """Requests to train on and requests to validate with; our own short ones are all trained on."""
    train, validate, seen = [], [], set()
    for file in sorted(glob.glob(os.path.join(HERE, "*.jsonl"))):
        for line in open(file, encoding="utf8"):
            if not line.strip():
                continue
            row = json.loads(line)
            text, marks, values, at = "", [], [], 0
            for match in MARK.finditer(row["text"]):
                text += row["text"][at : match.start()]
                said, inside = unmarked(match.group(2), len(text))
                marks.append((len(text), len(text) + len(said), match.group(1)))
                values += inside
                text += said
                at = match.end()
            text += row["text"][at:]
            if text.lower() in seen:
                continue
            seen.add(text.lower())
            is_other = os.path.basename(file).startswith("requests-")
            (validate if is_other and is_for_validation(text) else train).append(parse(text, marks, values, bool(values) or not marks, row["plan"]))
    return train, validate


@dataclass
class Said:
    """The words of one wish, and where in them its values stand."""

    words: str
    values: list[tuple[int, int, str]]


def with_other_words(request: Request, pool: dict[str, list[Said]], share: float) -> Request:
    """The same request with some of its wishes said in the words of others, so that fewer words are learned by heart."""
    text, at, marks, values = "", 0, [], []
    for start, end, label in request.marks:
        text += request.text[at:start]
        said = said_at(request, start, end)
        if label not in BESIDE and random.random() < share:
            said = random.choice(pool[label])
        marks.append((len(text), len(text) + len(said.words), label))
        values += [(len(text) + begin, len(text) + stop, name) for begin, stop, name in said.values]
        text += said.words
        at = end
    return parse(text + request.text[at:], marks, values, request.knows_values, request.plan)


def said_at(request: Request, start: int, end: int) -> Said:
    inside = [(begin - start, stop - start, name) for begin, stop, name in request.values if start <= begin < end]
    return Said(request.text[start:end], inside)


def pool_of(requests: list[Request]) -> dict[str, list[Said]]:
    pool: dict[str, list[Said]] = {}
    for request in requests:
        for start, end, label in request.marks:
            pool.setdefault(label, []).append(said_at(request, start, end))
    return pool
