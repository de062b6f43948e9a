"""One file per command: load, call the stations, save."""
