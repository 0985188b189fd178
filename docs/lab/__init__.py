"""The lab: Python, the engine and an editor in one HTML file. build.py puts it together; page/ is what it does."""
