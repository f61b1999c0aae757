"""Labs: networks described table by table, without Marathon. One request is sent through one, and its path comes back.

The formats are those of recordings from a real kernel; the request is made by curl 7.88.
"""
