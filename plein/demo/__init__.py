"""An invented organisation to look around in, and a large one to measure with. Nothing in it is real."""
