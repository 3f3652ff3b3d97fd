//! Many cases against one policy.
