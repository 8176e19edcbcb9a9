"""What is seen: view trees become pixels."""
