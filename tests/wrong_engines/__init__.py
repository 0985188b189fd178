"""The wrong engines that people really write, each beside the smallest graph that unmasks it."""
