# One word for what is done every day. `python` is that of the environment in hand: see README, "Try it".
python ?= python
.PHONY: test lint types imports claims pictures bundle licences all

test:      ; $(python) -m pytest -n 3 --dist loadfile --no-loadscope-reorder
lint:      ; ruff check . && ruff format --check .
types:     ; mypy
imports:   ; lint-imports
all: lint types imports test

# Each obligation of the policy and each trap, with the tests that prove it.
claims:    ; $(python) -m pytest --conform -n 3 --dist loadfile --no-loadscope-reorder -m "obligation or trap"
# Draws every screen anew. Look at each before you commit it: CONTRIBUTING.md says how.
pictures:  ; $(python) -m pytest tests/screens -k picture --snapshot-update
# For computers without the internet.
bundle:    ; python3 tools/make_bundle.py
# docs/LIBRARIES.md, from what is installed.
licences:  ; $(python) tools/list_libraries.py
