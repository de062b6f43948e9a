"""The only place that joins inside and outside."""
