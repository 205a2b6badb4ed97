//! Where the rows of a table are, and whether its quotes can be relied on.
//!
//! The `csv` crate reads every text as some table: a quote that is never closed
//! makes one cell of all that follows it, and empty lines are no records. Both
//! would be told to nobody, so this looks for them first.

use std::fmt;

/// A quote that leaves open what is a cell and what is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    row: usize,
    column: usize,
    fault: QuoteFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuoteFault {
    /// The text ends inside of the quotes.
    NeverClosed,
    /// The cell goes on behind them.
    TextBehind,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, column, fault } = self;
        let fault = match fault {
            QuoteFault::NeverClosed => "opens a quote that is never closed",
            QuoteFault::TextBehind => "goes on behind its closing quote",
        };
        write!(
            f,
            "row {row}, column {column}: {fault}; within quotes, a quote is written twice"
        )
    }
}

/// Where a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Nothing of the cell was seen.
    CellStart,
    /// In a cell without quotes, in which a quote is a character like others.
    Plain,
    Quoted,
    /// Behind a quote that closes, unless another follows at once.
    Closed,
    /// Behind blanks behind a closing quote.
    Padding,
}

/// The numbers of the rows that are not empty lines, as spreadsheets count: from 1,
/// a quoted line end being part of its row.
///
/// # Errors
/// The first quote that the rest cannot be read behind.
pub(super) fn rows(text: &str, separator: u8) -> Result<Vec<usize>, Broken> {
    let mut numbers = Vec::new();
    let mut at = At::CellStart;
    let (mut row, mut column) = (1, 1);
    let mut is_empty = true;
    let mut after_return = false;
    for byte in text.bytes() {
        let is_second_of_pair = after_return && byte == b'\n';
        after_return = at != At::Quoted && byte == b'\r';
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) => At::Quoted,
            (_, b'\n') if is_second_of_pair => At::CellStart,
            (_, b'\r' | b'\n') => {
                numbers.extend((!is_empty).then_some(row));
                (row, column, is_empty) = (row + 1, 1, true);
                At::CellStart
            }
            (_, byte) if byte == separator => {
                (column, is_empty) = (column + 1, false);
                At::CellStart
            }
            (At::CellStart, b'"') => {
                is_empty = false;
                At::Quoted
            }
            (At::Closed, b'"') => At::Quoted,
            (At::Closed | At::Padding, b' ' | b'\t') => At::Padding,
            (At::Closed | At::Padding, _) => {
                return Err(Broken {
                    row,
                    column,
                    fault: QuoteFault::TextBehind,
                });
            }
            (At::CellStart | At::Plain, _) => {
                is_empty = false;
                At::Plain
            }
        };
    }
    if at == At::Quoted {
        return Err(Broken {
            row,
            column,
            fault: QuoteFault::NeverClosed,
        });
    }
    numbers.extend((!is_empty).then_some(row));
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use csv::ReaderBuilder;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_are_counted_with_the_empty_lines_between_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("a", &[1]),
            ("a\nb\n", &[1, 2]),
            ("a\r\n\r\nb\r\n", &[1, 3]),
            ("\n\ra\r\rb", &[3, 5]),
            ("\"a\r\nb\",c\n\n,\n", &[1, 3]),
            ("\"\"\n\"say \"\"hi\"\"\" ,b\n", &[1, 2]),
            ("6 \"\n7", &[1, 2]),
        ] {
            assert_eq!(rows(text, b',').as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_swallows_rows_is_found_where_it_is() {
        for (text, told) in [
            (
                "a,b\nx,\"oops\ny,z\n",
                "row 2, column 2: opens a quote that is never closed; \
                 within quotes, a quote is written twice",
            ),
            (
                "\na\n\"oops\nx,\"fine\"\n",
                "row 3, column 1: goes on behind its closing quote; \
                 within quotes, a quote is written twice",
            ),
            (
                "\"a\" b",
                "row 1, column 1: goes on behind its closing quote; \
                 within quotes, a quote is written twice",
            ),
            (
                "\"a\" \"b\"",
                "row 1, column 1: goes on behind its closing quote; \
                 within quotes, a quote is written twice",
            ),
        ] {
            let broken = rows(text, b',').unwrap_err();
            assert_eq!(broken.to_string(), told, "{text:?}");
        }
    }

    proptest! {
        /// Law: what is not broken has a number for each record, no more and no less.
        #[test]
        fn each_record_has_its_number(text in "[a,;\"\r\n ]{0,40}") {
            for separator in [b',', b';'] {
                let Ok(numbers) = rows(&text, separator) else { continue };
                let records = ReaderBuilder::new()
                    .delimiter(separator)
                    .has_headers(false)
                    .flexible(true)
                    .from_reader(text.as_bytes())
                    .into_records()
                    .map_while(Result::ok);
                prop_assert_eq!(records.count(), numbers.len());
                prop_assert!(numbers.is_sorted_by(|a, b| a < b));
            }
        }
    }
}
