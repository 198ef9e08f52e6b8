"""Article 15 (撤销): from the proposal over notice, defence and legal check to the decision, and back where it is overturned."""
