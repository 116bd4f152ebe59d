"""GRU4Rec and SASRec, two networks for "what comes next" that others are compared with, as short references.

Both are given what helps them: the softmax over all known items instead of sampled ones, tied embeddings,
and a number of steps chosen on held-out events. They see the order of activities and nothing else: no
words, times or places. They need torch, which the product does not; its CPU build is enough.

Sources: https://arxiv.org/abs/1511.06939 and https://arxiv.org/abs/1808.09781
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from jepa_learning import Candidate, Event, Prediction, Query
from jepa_learning.domain.baselines.file_tree import FileTree, is_bulk

WIDTH, HEADS, LAYERS, LENGTH, DROPOUT = 64, 2, 2, 50, 0.2
BATCH, LEARNING_RATE = 16, 1e-3
MOST_STEPS, STEPS_A_CHECK, PATIENCE, HELD_OUT = 6000, 25, 12, 0.1
LATER_STEPS = 60
SCALE = 0.02  # of embeddings at first; places at torch's 1.0 would drown the items
BEGIN = 0  # stands before the first item of a sequence, and fills up short ones
Window = list[tuple[int, int]]  # (item, number of its event)
EVERYTHING = ""  # files are one sequence: a commit alone is too short to learn an order from


class Gru4Rec(nn.Module):
    """A GRU over the items of a sequence."""

    def __init__(self) -> None:
        super().__init__()
        self.drop = nn.Dropout(DROPOUT)
        self.gru = nn.GRU(WIDTH, WIDTH, batch_first=True)

    def forward(self, items: Tensor) -> Tensor:
        """Map [batch, length, WIDTH] to the state after each item, of the same shape."""
        return self.gru(self.drop(items))[0]


class SasRec(nn.Module):
    """Causal self-attention over the items of a sequence."""

    def __init__(self) -> None:
        super().__init__()
        self.places = nn.Embedding(LENGTH, WIDTH)
        nn.init.normal_(self.places.weight, std=SCALE)
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 4 * WIDTH, DROPOUT, activation="gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, items: Tensor) -> Tensor:
        """Map [batch, length, WIDTH] to the state after each item, of the same shape."""
        length = items.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        placed = self.drop(items + self.places(torch.arange(length)))
        return self.norm(self.layers(placed, mask=mask, is_causal=True))


NETWORKS = {"gru4rec": Gru4Rec, "sasrec": SasRec}


class Recommender:
    """One of the networks as a predictor: trained on the first events, then again after every few.

    Between trainings it follows the sequences with the weights it has. An item that came after the last
    training is not recommended before the next.
    """

    def __init__(self, network: str, *, first: int, every: int, seed: int = 0) -> None:
        torch.manual_seed(seed)
        torch.set_num_threads(1)
        self._network: nn.Module = NETWORKS[network]()
        self._table = nn.Embedding(1, WIDTH)
        self._first, self._every = first, every
        self._items: dict[str, int] = {}
        self._names: list[str] = [""]
        self._born = [-1]  # number of the event that an item came with
        self._sequences: dict[str, list[tuple[int, int]]] = defaultdict(list)  # (item, number of the event)
        self._n_events, self._n_trained = 0, 0
        self._tree = FileTree()

    def learn_one(self, event: Event) -> None:
        """Take the event into its sequence, and train when it is time."""
        if event.kind == "file":
            self._tree.learn_one(event)
        if not is_bulk(event):
            item = self._items.setdefault(event.activity, len(self._names))
            if item == len(self._names):
                self._names.append(event.activity)
                self._born.append(self._n_events)
            self._sequences[_sequence_of(event)].append((item, self._n_events))
        self._n_events += 1
        if self._n_events >= self._first and (self._n_events - self._first) % self._every == 0:
            self._train()

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank what comes next; files only those that exist and that the open case has not touched."""
        if not self._n_trained:
            return Prediction(())
        recent = self._sequences.get(_sequence_of(query), [])[-(LENGTH - 1) :]
        begin = [] if len(recent) == LENGTH - 1 else [BEGIN]
        inputs = torch.tensor([begin + [item for item, _ in recent]])
        inputs[inputs > self._n_trained] = BEGIN
        self._network.eval()
        with torch.no_grad():
            state = self._network(self._table(inputs))[0, -1]
            scores = state @ self._table.weight[: self._n_trained + 1].T
        scores[[BEGIN, *self._ruled_out(query)]] = -torch.inf
        best = torch.softmax(scores, 0).topk(min(k, len(scores) - 1))
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return Prediction(tuple(Candidate(self._names[item], share) for item, share in pairs if share > 0))

    def _ruled_out(self, query: Query) -> list[int]:
        if query.kind != "file":
            return []
        touched = set(self._tree.touched_in(query.case))
        names = self._names[: self._n_trained + 1]
        return [i for i, name in enumerate(names) if name in touched or name not in self._tree.paths]

    def _train(self) -> None:
        is_first = self._n_trained == 0
        self._grow()
        weights = [*self._network.parameters(), *self._table.parameters()]
        self._optimizer = torch.optim.Adam(weights, lr=LEARNING_RATE)
        newest = self._n_events - 2 * self._every
        if is_first:
            newest = int(self._n_events * (1 - HELD_OUT))
            self._train_until_it_stops_helping(newest)
        older, newer = self._batches(0, None, BATCH // 2), self._batches(newest, None, BATCH // 2)
        for _ in range(LATER_STEPS):
            self._step(next(older) + next(newer), None)

    def _grow(self) -> None:
        """Give every known item a row in the table; new rows are random."""
        grown = nn.Embedding(len(self._names), WIDTH)
        nn.init.normal_(grown.weight, std=SCALE)
        with torch.no_grad():
            if self._n_trained:
                grown.weight[: self._n_trained + 1] = self._table.weight
        self._table, self._n_trained = grown, len(self._names) - 1

    def _train_until_it_stops_helping(self, cut: int) -> None:
        """Train on events before `cut` until those after it are no longer predicted better."""
        best, best_loss, waited = self._weights(), float("inf"), 0
        batches = self._batches(0, cut, BATCH)
        for step in range(1, MOST_STEPS + 1):
            self._step(next(batches), cut)
            if step % STEPS_A_CHECK:
                continue
            loss = self._held_out_loss(cut)
            if loss < best_loss:
                best, best_loss, waited = self._weights(), loss, 0
            elif (waited := waited + 1) == PATIENCE:
                break
        self._network.load_state_dict(best[0])
        self._table.load_state_dict(best[1])

    def _weights(self) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        return copy.deepcopy((self._network.state_dict(), self._table.state_dict()))

    def _batches(self, since: int, until: int | None, size: int) -> Iterator[list[Window]]:
        """Give windows that hold events of a span, without end, cut and ordered anew each time round."""
        while True:
            windows = [
                window
                for window in self._windows(offset=int(torch.randint(LENGTH, ())))
                if window[-1][1] >= since and (until is None or window[1][1] < until)
            ]
            order = torch.randperm(len(windows)).tolist()
            yield from (
                [windows[i] for i in order[start : start + size]] for start in range(0, len(order), size)
            )

    def _step(self, windows: list[Window], until: int | None) -> None:
        self._network.train()
        loss, n_targets = self._loss(windows, lambda item, number: until is None or number < until)
        self._optimizer.zero_grad()
        (loss / n_targets).backward()
        self._optimizer.step()

    def _held_out_loss(self, cut: int) -> float:
        """Return the loss on events after `cut`, of items that came before it: the others cannot be known."""
        self._network.eval()
        windows = [window for window in self._windows(offset=0) if window[-1][1] >= cut]

        def is_held_out(item: int, number: int) -> bool:
            return number >= cut > self._born[item]

        with torch.no_grad():
            parts = [self._loss(windows[i : i + BATCH], is_held_out) for i in range(0, len(windows), BATCH)]
        return sum(float(loss) for loss, _ in parts) / max(1, sum(n for _, n in parts))

    def _windows(self, *, offset: int) -> Iterator[Window]:
        """Cut the sequences into pieces of LENGTH + 1 that overlap by one, the first shorter by `offset`."""
        for sequence in self._sequences.values():
            begun = [(BEGIN, -1), *sequence]
            for start in range(-offset, len(begun) - 1, LENGTH):
                window = begun[max(0, start) : start + LENGTH + 1]
                if len(window) > 1:
                    yield window

    def _loss(self, windows: list[Window], counts: Callable[[int, int], bool]) -> tuple[Tensor, int]:
        """Return the summed cross-entropy of the targets that count, and their number."""
        length = max(map(len, windows)) - 1
        inputs = torch.zeros(len(windows), length, dtype=torch.long)
        targets = torch.full((len(windows), length), -1)
        for row, window in enumerate(windows):
            inputs[row, : len(window) - 1] = torch.tensor([item for item, _ in window[:-1]])
            chosen = [item if counts(item, number) else -1 for item, number in window[1:]]
            targets[row, : len(chosen)] = torch.tensor(chosen)
        wanted = targets >= 0
        states = self._network(self._table(inputs))[wanted]
        loss = nn.functional.cross_entropy(states @ self._table.weight.T, targets[wanted], reduction="sum")
        return loss, int(wanted.sum())


def _sequence_of(about: Event | Query) -> str:
    return EVERYTHING if about.kind == "file" else about.case
