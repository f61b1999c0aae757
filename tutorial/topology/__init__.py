"""The picture as data: elements with their structure, and the operations that lead from one picture to the next."""
