"""Programs as files that run without this package: Python with NumPy alone, JavaScript with nothing, ONNX.

Not here: the program (program.py), and its statements (arrays/).
"""
