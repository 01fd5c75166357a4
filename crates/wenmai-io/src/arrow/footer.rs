//! Looks through the table of contents of a Parquet file before the decoder does.
//!
//! The decoder calls itself for each level of the schema, and makes room for as many row groups and columns as the
//! file says that it has. A few kilobytes would end the process, as no error and no panic does: here they are errors.
//! What is read is the Thrift compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>) and, of `FileMetaData`
//! (parquet.thrift), the shape of the schema.

use std::io::{self, Read, Seek, SeekFrom};

/// No table of pages is nested deeper; each level of a list or map counts two.
const MAX_SCHEMA_DEPTH: usize = 64;

/// Structs in structs of the table of contents; `FileMetaData` has six.
const MAX_STRUCT_DEPTH: usize = 32;

const MAGIC: &[u8; 4] = b"PAR1";

/// Whether the decoder can be trusted with `file`: an error says why not. What is no Parquet file at all is left to it.
pub(super) fn check(file: &mut (impl Read + Seek)) -> Result<(), String> {
    let Some(metadata) = metadata(file).map_err(|error| error.to_string())? else {
        return Ok(());
    };
    let mut input = Compact { bytes: &metadata };
    file_metadata(&mut input).map_err(|nonsense| nonsense.0.to_owned())
}

/// What is wrong with a table of contents.
struct Nonsense(&'static str);

const CUT_OFF: Nonsense = Nonsense("its table of contents is cut off");
const TOO_LONG: Nonsense = Nonsense("its table of contents has a list longer than itself");
const TOO_DEEP: Nonsense = Nonsense("its schema is nested too deep");
const UNKNOWN_TYPE: Nonsense = Nonsense("its table of contents has a value of no known type");

/// The table of contents: before the last eight bytes, which are its length and the magic number.
fn metadata(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let length = file.seek(SeekFrom::End(0))?;
    if length < 12 {
        return Ok(None);
    }
    file.seek(SeekFrom::End(-8))?;
    let (mut bytes, mut magic) = ([0; 4], [0; 4]);
    file.read_exact(&mut bytes)?;
    file.read_exact(&mut magic)?;
    let metadata_length = u64::from(u32::from_le_bytes(bytes));
    if magic != *MAGIC || metadata_length > length - 8 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(length - 8 - metadata_length))?;
    let mut metadata = Vec::new();
    file.take(metadata_length).read_to_end(&mut metadata)?;
    Ok(Some(metadata))
}

/// `FileMetaData`: its field 2 is the schema, a list of `SchemaElement`.
fn file_metadata(input: &mut Compact<'_>) -> Result<(), Nonsense> {
    let mut id = 0;
    while let Some(kind) = input.field(&mut id)? {
        if id == 2 && kind == Type::List {
            schema(input)?;
        } else {
            input.skip(kind)?;
        }
    }
    Ok(())
}

/// Elements stand in the order of a walk down the tree, each with the number of its children.
fn schema(input: &mut Compact<'_>) -> Result<(), Nonsense> {
    let (elements, _) = input.list()?;
    // Children to come, of each element that the walk is in.
    let mut open: Vec<u64> = Vec::new();
    for _ in 0..elements {
        while open.pop_if(|children| *children == 0).is_some() {}
        if let Some(children) = open.last_mut() {
            *children -= 1;
        }
        let children = element_children(input)?;
        if children > elements {
            return Err(TOO_LONG);
        }
        if children > 0 {
            open.push(children);
        }
        if open.len() > MAX_SCHEMA_DEPTH {
            return Err(TOO_DEEP);
        }
    }
    Ok(())
}

/// `SchemaElement`: its field 5 is `num_children`, an i32.
fn element_children(input: &mut Compact<'_>) -> Result<u64, Nonsense> {
    let (mut id, mut children) = (0, 0);
    while let Some(kind) = input.field(&mut id)? {
        if id == 5 && kind == Type::Varint {
            // ZigZag: an odd number is negative, and the decoder refuses it.
            let number = input.varint()?;
            children = if number % 2 == 0 { number / 2 } else { 0 };
        } else {
            input.skip(kind)?;
        }
    }
    Ok(children)
}

/// How values are told apart that are passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Bool,
    Byte,
    Varint,
    Double,
    Binary,
    List,
    Map,
    Struct,
    Uuid,
}

impl Type {
    fn new(code: u8) -> Result<Self, Nonsense> {
        Ok(match code {
            1 | 2 => Self::Bool,
            3 => Self::Byte,
            4..=6 => Self::Varint,
            7 => Self::Double,
            8 => Self::Binary,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            13 => Self::Uuid,
            _ => return Err(UNKNOWN_TYPE),
        })
    }
}

/// What is left to pass over of a value that holds others.
enum Frame {
    /// Fields up to the stop byte.
    Struct,
    /// So many values of a type.
    List(u64, Type),
    /// So many values, keys and values by turns; how many, the next one, and the one after it.
    Map(u64, Type, Type),
}

struct Compact<'a> {
    bytes: &'a [u8],
}

impl Compact<'_> {
    fn byte(&mut self) -> Result<u8, Nonsense> {
        let (first, rest) = self.bytes.split_first().ok_or(CUT_OFF)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn advance(&mut self, length: u64) -> Result<(), Nonsense> {
        let length = usize::try_from(length).map_err(|_| CUT_OFF)?;
        self.bytes = self.bytes.get(length..).ok_or(CUT_OFF)?;
        Ok(())
    }

    /// ULEB128.
    fn varint(&mut self) -> Result<u64, Nonsense> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(CUT_OFF)
    }

    /// The head of a field, whose id is `id` then; `None` at the end of the struct.
    fn field(&mut self, id: &mut u64) -> Result<Option<Type>, Nonsense> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(None);
        }
        *id = match u64::from(head >> 4) {
            // ZigZag of an id that is never negative.
            0 => self.varint()? / 2,
            delta => id.saturating_add(delta),
        };
        Type::new(head & 0x0F).map(Some)
    }

    /// The length of a list or set and the type of its items. Each item takes a byte at least.
    fn list(&mut self) -> Result<(u64, Type), Nonsense> {
        let head = self.byte()?;
        let length = match u64::from(head >> 4) {
            15 => self.varint()?,
            length => length,
        };
        self.fits(length)?;
        // An empty list may name no type.
        let item = if length == 0 {
            Type::Byte
        } else {
            Type::new(head & 0x0F)?
        };
        Ok((length, item))
    }

    fn fits(&self, length: u64) -> Result<(), Nonsense> {
        let left = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        if length > left { Err(TOO_LONG) } else { Ok(()) }
    }

    /// Passes over a value of a field.
    fn skip(&mut self, kind: Type) -> Result<(), Nonsense> {
        // A field's boolean is its type.
        if kind == Type::Bool {
            return Ok(());
        }
        let mut open = Vec::new();
        open.extend(self.enter(kind)?);
        while let Some(frame) = open.pop() {
            let (rest, next) = match frame {
                Frame::Struct => match self.field(&mut 0)? {
                    Some(Type::Bool) => {
                        open.push(Frame::Struct);
                        continue;
                    }
                    Some(kind) => (Frame::Struct, kind),
                    None => continue,
                },
                Frame::List(0, _) | Frame::Map(0, ..) => continue,
                Frame::List(left, item) => (Frame::List(left - 1, item), item),
                Frame::Map(left, next, other) => (Frame::Map(left - 1, other, next), next),
            };
            open.push(rest);
            open.extend(self.enter(next)?);
            if open.len() > MAX_STRUCT_DEPTH {
                return Err(TOO_DEEP);
            }
        }
        Ok(())
    }

    /// Passes over a value, or gives what it holds.
    fn enter(&mut self, kind: Type) -> Result<Option<Frame>, Nonsense> {
        match kind {
            Type::Bool | Type::Byte => self.advance(1)?,
            Type::Varint => {
                self.varint()?;
            }
            Type::Double => self.advance(8)?,
            Type::Uuid => self.advance(16)?,
            Type::Binary => {
                let length = self.varint()?;
                self.advance(length)?;
            }
            Type::List => {
                let (length, item) = self.list()?;
                return Ok(Some(Frame::List(length, item)));
            }
            Type::Map => {
                let length = self.varint()?;
                self.fits(length)?;
                if length == 0 {
                    return Ok(None);
                }
                let types = self.byte()?;
                let (key, value) = (Type::new(types >> 4)?, Type::new(types & 0x0F)?);
                return Ok(Some(Frame::Map(length.saturating_mul(2), key, value)));
            }
            Type::Struct => return Ok(Some(Frame::Struct)),
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A file with this table of contents.
    fn file(metadata: &[u8]) -> Cursor<Vec<u8>> {
        let length = u32::try_from(metadata.len()).unwrap().to_le_bytes();
        Cursor::new([&MAGIC[..], metadata, &length, MAGIC].concat())
    }

    /// A list of elements, each with the next one as its child.
    fn chain(elements: u16) -> Vec<u8> {
        // Field 2: a list of structs, its length as a varint of three bytes.
        let length = [elements | 0x80, elements >> 7 | 0x80, elements >> 14];
        let mut bytes = vec![0x29, 0xFC];
        bytes.extend(length.map(|byte| byte.to_le_bytes()[0]));
        for _ in 0..elements {
            // Field 5: an i32, 1; the end of the struct.
            bytes.extend([0x55, 0x02, 0x00]);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn depth_is_bounded() {
        assert_eq!(check(&mut file(&chain(60))), Ok(()));
        let error = check(&mut file(&chain(20_000))).unwrap_err();
        assert_eq!(error, TOO_DEEP.0);
    }

    #[test]
    fn lists_are_no_longer_than_what_is_there() {
        // Field 4: a list of 2^28 structs. Field 2: an element with 2^28 children.
        for metadata in [
            &[0x49, 0xFC, 0xFF, 0xFF, 0xFF, 0x7F, 0][..],
            &[0x29, 0x1C, 0x55, 0xFE, 0xFF, 0xFF, 0x7F, 0, 0][..],
        ] {
            assert_eq!(check(&mut file(metadata)).unwrap_err(), TOO_LONG.0);
        }
    }

    #[test]
    fn any_bytes_come_to_an_end() {
        // Structs in structs, lists of lists, maps, booleans in lists, a long field id, an unknown type.
        for metadata in [
            &[0x1C; 1000][..],
            &[0x19; 1000],
            &[0x1B, 0x01, 0x88, 0x01, b'a', 0x01, b'b', 0][..],
            &[0x19, 0x21, 0x01, 0x02, 0x08, 0x14, 0x00, 0][..],
            &[0x1F],
            &[],
        ] {
            let _ = check(&mut file(metadata));
        }
        assert_eq!(check(&mut Cursor::new(b"PAR1")), Ok(()));
        assert_eq!(
            check(&mut file(&[0x1B, 0x01, 0x88, 0x01, b'a', 0x01, b'b', 0])),
            Ok(())
        );
        assert_eq!(check(&mut file(&[0x1F])).unwrap_err(), UNKNOWN_TYPE.0);
    }
}
