"""Blank cards: use, cover, run-out dates, demand, transfers, and the letters that stand in for cards."""
