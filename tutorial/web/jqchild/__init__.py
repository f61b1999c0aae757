"""The child process of the jq box: real jq's own `main`, on the library that the package `jq` brings.

`serve.main` reads jobs from standard input and writes results to standard output, each a JSON document behind its
length in eight bytes. Every job runs in a fork of its own with limits on processor time, memory and open files, so a
job can neither harm nor see another one.

Law of this package: it imports nothing of ours but itself, and only what stands in Python's library.
"""
