"""The tables of a namespace as tools print them, line by line: made from the very rows that packets are held against.

A line is spans without its newline; the word that stands for its entry carries the entry's id (`network.places`).
"""
