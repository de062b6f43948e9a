"""Reports to attributed statements: who said what, and where in the text it stands."""
