"""The recipe of the encoder pipeline: a small BERT with heads for tags, trees and names, trained with torch, shipped as ONNX."""
