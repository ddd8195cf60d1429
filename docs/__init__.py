"""Documents, and the program that draws their screenshots."""
