"""Names: the questions that programs ask about them, who knows the answers, and the packets in between."""
