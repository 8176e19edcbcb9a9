"""What an Android emulator has besides a phone: a console on the port below adbd's."""
