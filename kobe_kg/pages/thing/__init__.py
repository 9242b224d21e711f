"""The pages of single things: a claim, a report, a source, a party, a place, or any resource."""
