"""What curl reads, sends and prints. Source: curl 7.88.1, recordings of it; nodes word a failed connection as 7.29."""
