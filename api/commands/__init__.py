"""The commands, one file for each errand: publishing, asking, importing, exporting, the engine, serving."""
