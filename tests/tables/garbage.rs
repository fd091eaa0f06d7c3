//! Files that are no tables are refused, never worse.

use gradus::data::Table;

use super::Scratch;
use crate::support::{Samples, rounds};

fn survives(bytes: &[u8]) {
    let file = Scratch::new(bytes);
    if let Ok(table) = Table::open(&file.0) {
        let names: Vec<String> = table.names().to_vec();
        let _ = table.columns(&names);
        for name in names.iter().take(3) {
            let _ = table.columns(&[name]);
        }
    }
}

#[test]
fn random_bytes_are_survived() {
    let mut random = Samples(0x7ab1e);
    for round in 0..rounds(150) {
        let length = random.below(400);
        let mut bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        match round % 4 {
            // Bytes that mean something to a reader of text.
            0 => {
                let signs = b"x,y;\t\n\r\"#1.e-+N \xef\xbb\xbf";
                for byte in &mut bytes {
                    *byte = signs[random.below(signs.len())];
                }
            }
            1 => bytes.splice(0..0, *b"PAR1").for_each(drop),
            2 => {
                bytes.splice(0..0, *b"PAR1").for_each(drop);
                bytes.extend_from_slice(b"PAR1");
            }
            _ => {}
        }
        survives(&bytes);
    }
}
