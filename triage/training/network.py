"""Fine-tuning: one encoder learns to tell concerns from ordinary calls, and look-ups from one another.

Each step takes a batch of calls and a batch of look-ups. Calls teach each output of the ear by its own
logistic loss. Look-ups teach which clause answers, or none, by a softmax, and pull look-ups for the same
clause together in the space that clauses are found in (supervised contrastive loss,
https://arxiv.org/abs/2004.11362). Word embeddings stay as they are: they are half of the weights, and some
thousand texts hold too few of the words.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from triage.encoder.reference import load_model
from triage.listening.meaning import OUTPUTS
from triage.training.material import Call, Question
from triage.training.typing_slips import as_typed

if TYPE_CHECKING:
    pass

SEED = 20
THREADS = 2
"""Another number of threads adds in another order, and gives weights that differ a little."""
EPOCHS = 3
BATCH = 32
RATE = 1.2e-4
ONCE_MORE = 0.5
"""Of that rate, where a network that has learned learns on."""
HEAD_RATE = 1e-3
SHARPNESS = 20.0
"""Vectors have length 1; the linear layers see them this many times as long, so that they learn in time."""
DROPPED = 0.1
LONGEST = 128
"""Word pieces of a training text; all but a few are shorter."""
TEMPERATURE = 0.07
DANGER_COUNTS, CATEGORY_COUNTS = 1.0, 0.3
"""Of one output each, against 1 for «concern»."""
IN_COMPANY = {True: 0.2, False: 0.4}
"""Share of concerns, and of harmless texts, that are joined with a harmless line of at most ``SMALL_TALK``
letters. Everyday lines are short: joined like this, length does not give the class away."""
SMALL_TALK = 80
LOOK_UPS_COUNT, CLOSENESS_COUNTS = 0.5, 0.5

Readings = Callable[[str], Sequence[str]]
"""A look-up as typed, and with senses added."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Arrays ready to ship, and the model that holds the tuned weights."""

    model: Any
    steps: dict[str, NDArray[np.float32]]
    """Tuned weights less those of the package."""
    ear: tuple[NDArray[np.float32], NDArray[np.float32]]
    """Weights and bias of the ear's outputs over vectors of length 1."""
    clauses: tuple[NDArray[np.float32], NDArray[np.float32]]
    """The same for each clause, then none."""
    account: tuple[NDArray[np.float32], float]
    """The same for «somebody's account» against «a look-up»."""


class Network(nn.Module):
    """The encoder with its linear layers."""

    def __init__(self, clauses: int, start: Learned | None) -> None:
        super().__init__()
        self.model = load_model(tuning=start.steps if start else None)
        self.transformer = self.model[0].auto_model
        for part in self.transformer.embeddings.parameters():
            part.requires_grad = False
        width = self.transformer.config.hidden_size
        self.drop = nn.Dropout(DROPPED)
        self.ear = nn.Linear(width, len(OUTPUTS))
        self.clauses = nn.Linear(width, clauses + 1)
        self.account = nn.Linear(width, 1)
        if start:
            _set(self.ear, *start.ear)
            _set(self.clauses, *start.clauses)
            _set(self.account, start.account[0][None], np.array([start.account[1]], dtype=np.float32))

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        """One row of length 1 for each text."""
        read = self.model.tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        states = self.transformer(**read).last_hidden_state
        counted = read["attention_mask"].unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * counted).sum(1) / counted.sum(1), dim=-1)

    def seen(self, vectors: torch.Tensor) -> torch.Tensor:
        """As the linear layers take them in."""
        return torch.as_tensor(self.drop(vectors) * SHARPNESS)


def learn(
    calls: Sequence[Call],
    questions: Sequence[Question],
    clause_ids: Sequence[str],
    readings: Readings,
    *,
    tell: Callable[[str], None],
    epochs: int = EPOCHS,
    start: Learned | None = None,
) -> Learned:
    """Learns on from ``start``, or from the package's weights; a minute an epoch for each thousand texts.

    The same texts give the same weights on the same machine.
    """
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    chance = random.Random(SEED)  # noqa: S311 - for shuffling
    network = Network(len(clause_ids), start)
    before = dict(load_model()[0].auto_model.named_parameters())
    tuned = [part for part in network.transformer.parameters() if part.requires_grad]
    layers = [*network.ear.parameters(), *network.clauses.parameters(), *network.account.parameters()]
    pace = ONCE_MORE if start else 1.0
    rates = [{"params": tuned, "lr": pace * RATE}, {"params": layers, "lr": pace * HEAD_RATE}]
    optimiser = torch.optim.AdamW(rates, weight_decay=0.01)
    steps = epochs * -(-len(calls) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (0.1 * steps) + 1e-3, 1 - step / steps)
    )
    asked = _endless([question.text for question in questions], chance)
    small_talk = [call.text for call in calls if not call.is_concern and len(call.text) <= SMALL_TALK]
    for epoch in range(epochs):
        began, total = time.perf_counter(), 0.0
        network.train()
        for batch in _batches([call.text for call in calls], chance):
            loss = _heard(network, [calls[i] for i in batch], small_talk, chance)
            loss = loss + LOOK_UPS_COUNT * _asked(
                network, [questions[i] for i in next(asked)], clause_ids, readings, chance
            )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
            nn.utils.clip_grad_norm_([*tuned, *layers], 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        took = time.perf_counter() - began
        tell(f"epoch {epoch + 1} of {epochs}: loss {total / len(calls):.3f}, {took:.0f} s")
    network.train(False)
    after = dict(network.transformer.named_parameters())
    return Learned(
        model=network.model,
        steps={
            name: (after[name] - before[name]).detach().numpy()
            for name in before
            if bool((after[name] != before[name]).any())
        },
        ear=_arrays(network.ear),
        clauses=_arrays(network.clauses),
        account=(_arrays(network.account)[0][0], float(_arrays(network.account)[1][0])),
    )


def _heard(
    network: Network, calls: Sequence[Call], small_talk: Sequence[str], chance: random.Random
) -> torch.Tensor:
    counts = torch.tensor([1.0, DANGER_COUNTS, *[CATEGORY_COUNTS] * (len(OUTPUTS) - 2)])
    texts = [as_typed(in_company(call, small_talk, chance), chance) for call in calls]
    vectors = network.seen(network.vectors(texts))
    wanted = torch.tensor([call.labels for call in calls], dtype=torch.float32)
    each = nn.functional.binary_cross_entropy_with_logits(network.ear(vectors), wanted, reduction="none")
    return (each * counts).sum(1).mean() + CATEGORY_COUNTS * _is_account(network, vectors, 1.0)


def in_company(call: Call, small_talk: Sequence[str], chance: random.Random) -> str:
    """Its text, or sometimes its text with a harmless line before or after it, which changes no label: what
    is said around a disclosure takes nothing away."""
    if not small_talk or chance.random() >= IN_COMPANY[call.is_concern]:
        return call.text
    said = [call.text, chance.choice(small_talk)]
    chance.shuffle(said)
    return " ".join(part if part[-1:] in ".?!" else f"{part}." for part in said)


def _asked(
    network: Network,
    questions: Sequence[Question],
    clause_ids: Sequence[str],
    readings: Readings,
    chance: random.Random,
) -> torch.Tensor:
    typed = [as_typed(question.text, chance) for question in questions]
    vectors = network.vectors([chance.choice(readings(text)) for text in typed])
    wanted = torch.zeros(len(questions), len(clause_ids) + 1)
    for row, question in enumerate(questions):
        for clause in question.clauses:
            wanted[row, clause_ids.index(clause)] = 1.0 / len(question.clauses)
        if not question.clauses:
            wanted[row, -1] = 1.0
    said = torch.log_softmax(network.clauses(network.seen(vectors)), dim=-1)
    chosen = -(wanted * said).sum(1).mean()
    alike = (wanted[:, :-1] @ wanted[:, :-1].T > 0).float().fill_diagonal_(0)
    near = (vectors @ vectors.T / TEMPERATURE).fill_diagonal_(-1e9)
    paired = alike.sum(1) > 0
    together = -(alike * torch.log_softmax(near, dim=-1)).sum(1)[paired] / alike.sum(1)[paired]
    closeness = together.mean() if bool(paired.any()) else torch.zeros(())
    account = CATEGORY_COUNTS * _is_account(network, network.seen(vectors), 0.0)
    calm = _is_no_concern(network, vectors, questions)
    return torch.as_tensor(chosen + CLOSENESS_COUNTS * closeness + account + calm)


def _is_no_concern(network: Network, vectors: torch.Tensor, questions: Sequence[Question]) -> torch.Tensor:
    """A caseworker's look-up about files and letters is no disclosure; those for section 7 may hold one, and
    teach the ear nothing."""
    calm = torch.tensor([not any(clause.startswith("7") for clause in q.clauses) for q in questions])
    if not bool(calm.any()):
        return torch.zeros(())
    counts = torch.tensor([1.0, DANGER_COUNTS, *[CATEGORY_COUNTS] * (len(OUTPUTS) - 2)])
    heard = network.ear(network.seen(vectors[calm]))
    each = nn.functional.binary_cross_entropy_with_logits(heard, torch.zeros_like(heard), reduction="none")
    return (each * counts).sum(1).mean()


def _is_account(network: Network, vectors: torch.Tensor, wanted: float) -> torch.Tensor:
    said = network.account(vectors)[:, 0]
    return nn.functional.binary_cross_entropy_with_logits(said, torch.full_like(said, wanted))


def _batches(texts: Sequence[str], chance: random.Random) -> list[list[int]]:
    """Texts of like length together: padding costs as much as words."""
    order = list(range(len(texts)))
    chance.shuffle(order)
    batches = []
    for first in range(0, len(order), BATCH * 20):
        some = sorted(order[first : first + BATCH * 20], key=lambda place: len(texts[place]))
        batches += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
    chance.shuffle(batches)
    return batches


def _endless(texts: Sequence[str], chance: random.Random) -> Iterator[list[int]]:
    while True:
        yield from _batches(texts, chance)


def _set(layer: nn.Linear, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    """The other way of ``_arrays``."""
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights / SHARPNESS))
        layer.bias.copy_(torch.from_numpy(bias))


def _arrays(layer: nn.Linear) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    weights = layer.weight.detach().numpy() * SHARPNESS
    return weights.astype(np.float32), layer.bias.detach().numpy().astype(np.float32)
