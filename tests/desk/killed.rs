//! A desktop that is killed at any moment (`trust.md` F2): it opens every time, and its cache is the backend's state at one
//! number, never a mixture.
