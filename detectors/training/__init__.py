"""The code that trains the detectors' own network; nothing of it is imported while seeing.

Needs the extra ``train`` (torch, onnx, and the fonts of icons that are drawn from).
"""
