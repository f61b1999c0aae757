"""The inside of `sed`: a script is read into commands, which an engine runs over the lines of its inputs."""
