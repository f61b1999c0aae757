"""The insides of `ip`, `ss` and `bridge`: their words, read as iproute2 reads them."""
