"""What the policy and the service have to say to one moment of a call: SAY, NEVER SAY, DO NEXT and POLICY.

Its words come finished. It remembers only which clause is being read: a late answer leaves that in place.
"""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one

from triage.content import message
from triage.model import Guidance, Quotation
from tui import reply_words
from tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Card:
    """Words that stand in DO NEXT until the next rung or line: no manager reached, the call dropped or
    ended."""

    title: str
    words: str


class Advice(Vertical):
    """The four panels. NEVER SAY is seen in listen mode alone, which the screen's style sheet draws."""

    say = query_one("#say", Panel)
    never = query_one("#never", Panel)
    do_next = query_one("#do-next", Panel)
    policy = query_one("#policy", Panel)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._clauses: tuple[Quotation, ...] = ()
        self._at = 0
        self.turned = False
        """A clause other than the first was asked for since ``start_over``."""
        self._before = Content("")
        self._nothing = ""

    def compose(self) -> ComposeResult:
        yield Panel(message("say_title"), id="say")
        yield Panel(message("never_title"), id="never")
        yield Panel(message("do_title"), id="do-next")
        yield Panel(message("policy_title"), id="policy")

    def start_over(self) -> None:
        """Another moment: its first clause will be read."""
        self._at, self.turned = 0, False

    def show(self, guidance: Guidance, card: Card | None, *, fits: str) -> None:
        """What to say and do; ``card`` stands in the place of DO NEXT. ``fits``: a rung that is suggested."""
        self.say.show(reply_words.line_words(guidance.say), note=fits)
        self.never.show(reply_words.line_words(guidance.never))
        if card is not None:
            self.do_next.show(Content(card.words), title=card.title)
        else:
            self.do_next.show(reply_words.step_words(guidance), title=message("do_title"))
        self.call_after_refresh(self.do_next.note_more, message("do_more"))

    def show_clauses(
        self, clauses: tuple[Quotation, ...], *, before: Content, nothing: str, pin: bool
    ) -> None:
        """The policy's words. ``before`` stands above the first clause, ``nothing`` in the place of none.

        ``pin``: the clause that is being read stays at the top, wherever it is among the new ones.
        """
        self._clauses = reply_words.pinned(self._clauses, self._at, clauses) if pin else clauses
        self._at = min(self._at, max(0, len(self._clauses) - 1))
        self._before, self._nothing = before, nothing
        self._draw_policy()

    def step(self, step: int) -> None:
        """On through the clause at the top, then to the next; or back one."""
        if step > 0 and self.policy.page_down(self._height_at_top()):
            return
        self._at = min(max(self._at + step, 0), max(0, len(self._clauses) - 1))
        self.turned = True
        self._draw_policy()

    def _draw_policy(self) -> None:
        before = self._before if self._at == 0 else Content("")
        words = reply_words.policy_words(self._clauses[self._at :], before)
        count = len(self._clauses)
        note = message("clause_count", at=self._at + 1, count=count) if count else ""
        self.policy.show(words if words.plain else Content(self._nothing), note=note)

    def _height_at_top(self) -> int:
        """Rows that the clause at the top takes."""
        top = reply_words.policy_words(self._clauses[self._at : self._at + 1], Content(""))
        return top.get_height({}, self.policy.inner_width)
