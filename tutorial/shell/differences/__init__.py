"""The inside of `diff`: which lines differ, and how that is written."""
