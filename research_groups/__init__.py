"""Research groups with dated members, their activities (课例研修 and others) and products."""
