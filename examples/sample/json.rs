//! Facts as JSON with one record a line: readable, comparable, and half as long as the usual indented form.

use std::io::{self, Write};

use governance_efficacy::governance::Facts;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// How deep a record lies: document, list of communities, community, list of records.
const RECORD: usize = 4;

/// The facts as JSON text.
///
/// # Errors
/// Those of the serialiser; facts cause none.
pub(crate) fn to_json(facts: &Facts) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    facts.serialize(&mut Serializer::with_formatter(&mut text, RecordLines { depth: 0 }))?;
    text.push(b'\n');
    Ok(text)
}

struct RecordLines {
    depth: usize,
}

impl RecordLines {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.depth < RECORD {
            self.new_line(writer)?;
        }
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= RECORD { self.new_line(writer) } else { Ok(()) }
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writeln!(writer)?;
        write!(writer, "{:1$}", "", self.depth.saturating_sub(RECORD - 1))
    }
}

impl Formatter for RecordLines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.depth < RECORD { b": " } else { b":" })
    }
}
