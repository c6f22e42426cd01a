"""Makes all that is learned, in one command: ``python -m triage.training``, about an hour on two cores.

The network first learns what was written for it, and is then measured and calibrated on the labelled set,
which it has not seen. After that it goes once more over every text, the labelled ones too, and ships with the
calibration it had: it has no unseen texts left. What ``material/kept`` holds it never sees.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from triage.encoder import weights
from triage.encoder.encoder import Encoder
from triage.encoder.reference import as_encoder, load_model
from triage.policy.pack import Pack, load_pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.glossary import load_glossary
from triage.training import measuring, shipping
from triage.training.material import Material, labelled, written
from triage.training.network import EPOCHS, Learned, learn


def main() -> None:
    """Writes the tuning of the encoder, the ear, the head and the vectors of the pack; prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", type=Path, default=Path("material"))
    parser.add_argument("--out", type=Path, default=Path("policy_corpus"))
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--vectors-only", action="store_true", help="a note of the pack was reworded")
    given = parser.parse_args()
    pack = load_pack()
    if given.vectors_only:
        shipping.write_vectors(pack, given.out / pack.name)
        return
    ours, theirs = written(given.material, pack), labelled(given.material, pack)
    tell(f"{counted(ours)}; then with the labelled set as well")
    halfway = trained(pack, ours, given.epochs)
    measured = measuring.of_the_unseen(pack, halfway, tuned(halfway), theirs)
    tell(json.dumps(asdict(measured), indent=1))
    both = ours + theirs
    final = trained(pack, both, 1, start=halfway)
    shipping.write_all(pack, final, tuned(final), measured, trained_on=counted(both), out=given.out)


def trained(pack: Pack, material: Material, epochs: int, start: Learned | None = None) -> Learned:
    """A network that has learned ``material``, on top of what ``start`` had."""
    catalogue = catalogue_of(pack)
    glossary = load_glossary(catalogue.words)
    return learn(
        material.calls,
        material.questions,
        catalogue.clause_ids,
        glossary.readings,
        tell=tell,
        epochs=epochs,
        start=start,
    )


def counted(material: Material) -> str:
    """How much there is to learn from, in words."""
    return f"{len(material.calls)} calls and notes, {len(material.questions)} look-ups"


def tuned(learned: Learned) -> Encoder:
    """The encoder as it will be after its steps were rounded."""
    return as_encoder(load_model(tuning=weights.unpacked(weights.packed(learned.steps))))


def tell(line: str) -> None:
    """To whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
