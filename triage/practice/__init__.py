"""Practice calls: a scripted caller, what the learner does, and what the policy says of it. No IO here."""
