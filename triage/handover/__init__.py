"""What goes from one device to another: sealed files, receipts for them, and the cards that let people in.

The format is in docs/HANDOVER.md. Nothing here sends anything: files are put in a folder and read from one.
"""
