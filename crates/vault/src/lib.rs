//! Keys, sealing, opening and the audit chain.
