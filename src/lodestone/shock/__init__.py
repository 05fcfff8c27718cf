"""What breaks, month by month, when a door closes."""
