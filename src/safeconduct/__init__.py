"""Safeconduct plans, negotiates and runs humanitarian corridors."""

__version__ = "0.1.0"
