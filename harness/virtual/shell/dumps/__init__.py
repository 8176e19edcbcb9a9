"""What ``dumpsys`` prints, one service a file, each in the dialect of the phone's API level."""
