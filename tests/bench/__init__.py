"""How fast it is: each figure beside a limit or a peer that was measured in the same run. `make bench` runs all."""
