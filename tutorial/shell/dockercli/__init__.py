"""The insides of `docker`: one file a family of its subcommands."""
