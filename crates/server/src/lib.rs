//! The face: REST API, sign-in, UI files and live events.
