"""Where everyone is: a plan and the events of the day folded into one situation."""
