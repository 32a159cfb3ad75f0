"""The sayso corpus: passages of news with checked claims, of the project's own and as stand-off annotation of open texts."""
