"""Plain English is known without the model of a hundred languages; nothing else is taken for it."""

import pytest

from triage.listening import language

FOREIGN = (
    "Mój mąż uderzył mnie wczoraj wieczorem i boję się wrócić do domu",
    "mera shohar mujhe marta hai aur main bahut darti hoon",
    "mi hermano no me deja salir de la casa desde el lunes",
    "J'ai peur que mon fils se fasse du mal ce soir",
    "Ich habe Angst, dass mein Mann die Kinder schlägt",
    "soțul meu m-a lovit aseară și mi-e frică",
    "Ik ben bang dat mijn man me gaat slaan",
    "tenho medo que ele me bata outra vez",
    "waan ka baqayaa ninkayga oo i garaacaya",
    "Ninaogopa mume wangu atanipiga tena",
)


@pytest.mark.parametrize(
    "text",
    [
        "he said he would hurt us tonight",
        "My son won’t go to school and I don’t know what to do",
        "She keeps saying that he'll take the kids off her",
        "i cant talk now he is in the other room",
    ],
)
def test_plain_english_is_understood_without_the_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was read"))

    assert language.is_english(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_is_never_plainly_english(text: str) -> None:
    assert not language.is_plainly_english(text)
