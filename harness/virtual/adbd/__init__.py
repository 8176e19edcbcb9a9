"""The virtual phone's adbd: packets, transports, streams and the services opened on them."""
