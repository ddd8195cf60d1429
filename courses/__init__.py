"""What can be learned: showcase lessons, school-based curricula, course series and their units."""
