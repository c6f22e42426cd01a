"""Keys typed ahead: what is typed after an answer belongs to what comes next, whatever that will be.

An answer travels to the screen as a message, and keys overtake it. A list or box that was answered keeps the
keys that still reach it until the screen has turned the page; then they go on, in order, to what is in hand.
"""

from copy import copy

from textual import events
from textual.message import Message
from textual.widget import Widget


class TypedAhead(Widget):
    """A second base, behind the widget that can be answered: Textual takes the styles of the first.

    Whoever handles its message ends with ``hand_on``.
    """

    _ahead: list[events.Key] | None = None
    """Keys since the answer; None while no answer is under way."""

    def take_keys(self, *, part: Widget | None = None) -> None:
        """Keys come here at once, not one message later; it, or its ``part``, comes into view."""
        self.screen.set_focus(self, scroll_visible=False)
        (part or self).scroll_visible(animate=False)

    def answer_with(self, message: Message) -> None:
        """Posts ``message``; from now on keys wait for ``hand_on``."""
        self._ahead = []
        self.post_message(message)

    def is_for_another(self, event: events.Key) -> bool:
        """Whether the key was typed for what comes next: then it waits, or goes on to what is in hand."""
        focused = self.screen.focused
        if self._ahead is not None:
            self._ahead.append(copy(event))
        elif focused is not None and focused is not self:
            focused.post_message(copy(event))
        else:
            return False
        event.stop()
        event.prevent_default()
        return True

    async def act_at_once(self, event: events.Key) -> bool:
        """Does what is bound to the key before the next key is looked at; False when nothing is."""
        active = self.screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            return False
        event.stop()
        event.prevent_default()
        return await self.app.run_action(active.binding.action, active.node)

    def hand_on(self) -> None:
        """The answer is dealt with: the keys that waited go to what is in hand now."""
        ahead, self._ahead = self._ahead or [], None
        in_hand = self.screen.focused or self.screen
        for key in ahead:
            in_hand.post_message(key)
