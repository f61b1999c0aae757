"""The teacher: lessons as data, goals judged from the world and the traces, never from what was typed."""
