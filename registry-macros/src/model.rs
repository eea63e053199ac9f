//! Plain owned data: the declaration as it was written, and the checked model of what is right in it. Both keep the spans
//! they came from.

mod checked;
mod declaration;

pub(crate) use checked::{Language, Model, Runtime, Written};
pub(crate) use declaration::{Attributes, Base, Block, Declaration, Deprecated, Id, Item, List, Slot, Table, Text};
