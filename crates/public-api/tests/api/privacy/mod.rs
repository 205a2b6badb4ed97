//! What nobody but a plan's editors may learn, in no form of it.
//!
//! Three ways to be sure: every text of the database is either meant for the public
//! or found nowhere; two worlds that differ only in what is private are the same
//! bytes in every form, whatever they are coded or compressed in; and the members
//! of the body are a committed list.

mod columns;
mod members;
mod worlds;
