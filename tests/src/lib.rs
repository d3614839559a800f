//! System tests over the built binaries, and the test of the layout. See `tests/`.
