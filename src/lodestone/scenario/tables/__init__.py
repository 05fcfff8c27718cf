"""Words of goods in promises, each with the unit that says what the goods contain."""
