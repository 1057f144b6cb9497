//! What may be known of a run: the only types that are kept or shown.
