"""Article 8 （弄虚作假）: a case from its proposal by an office over notice and defence to finding and ban."""
