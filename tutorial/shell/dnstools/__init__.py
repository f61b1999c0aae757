"""The insides of `dig` and `host`: asking name servers straight, and the layout of what they say."""
