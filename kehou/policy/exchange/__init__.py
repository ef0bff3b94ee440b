"""Files of the exchange format ⇄ facts: plan.yaml and the record tables."""
