"""What is kept: the draft of a call, the escalation record, the decision. Values and rules, no storage."""
