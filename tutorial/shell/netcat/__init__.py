"""What `nc` is made of: ports and their names, connections, and the bytes that go through them."""
