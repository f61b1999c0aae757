"""What `manage.py derive` derives, a module each: from a text to an answer, or a ClusterError that says why not."""
