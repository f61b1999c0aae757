"""The insides of completion: where the cursor stands, what may stand there, how it is written."""
