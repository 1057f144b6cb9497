//! Pure evaluation: built-ins, sources, comparisons. Labels are the caller's business.
