//! Image references against what `docker pull` says of them.
