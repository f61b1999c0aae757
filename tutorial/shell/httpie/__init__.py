"""The insides of `http`: what is sent, what is printed."""
