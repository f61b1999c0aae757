"""The inside of `awk`: a program is read into a tree, which an interpreter runs over the records of its inputs.

It speaks the language of POSIX with the additions of gawk 4.0 that are used every day. Arrays are walked in the order
in which their elements came.
"""
