"""The workbench: what a store holds, to be read, checked and decided in a browser, and the same over HTTP for programs."""
