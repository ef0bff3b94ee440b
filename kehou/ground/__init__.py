"""Value types that everything speaks. Standard library only."""
