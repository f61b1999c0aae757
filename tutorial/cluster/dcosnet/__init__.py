"""What dcos-net knows: virtual addresses, their names, and which tasks stand behind them."""
