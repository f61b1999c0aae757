"""What Mesos-DNS makes of a Mesos master's state: the records of the zone `mesos`."""
