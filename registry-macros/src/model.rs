//! Plain owned data: the declaration as written, and the checked model of its valid parts. Both keep their
//! source spans.

mod checked;
mod declaration;

pub(crate) use checked::{Language, Model, Runtime, Written};
pub(crate) use declaration::{
    Attributes, Base, Block, Declaration, Deprecated, Id, Item, List, Rest, Slot, Table, Text,
};
