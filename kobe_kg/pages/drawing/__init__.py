"""What pages draw, and what a drawing rests on: maps, lines of time, figures on a scale, trees."""
