//! Real parts for tests: targets, databases, browsers.
