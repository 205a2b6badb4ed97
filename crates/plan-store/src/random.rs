//! Randomness from the operating system, shaped without bias.

use crate::StoreError;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(StoreError::NoRandomness)?;
    Ok(bytes)
}

/// A number below `bound`, each with the same chance: draws that would favor
/// small numbers are thrown away.
pub(crate) fn below(bound: u64) -> Result<u64, StoreError> {
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_le_bytes(bytes()?);
        if drawn < fair {
            return Ok(drawn % bound);
        }
    }
}

/// `length` base62 characters, about 5.95 bits of randomness each.
pub(crate) fn base62(length: usize) -> Result<String, StoreError> {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in bytes::<64>()? {
            // 248 is the largest multiple of 62 in a byte; above it 0–7 would come up more often.
            if byte < 248 && text.len() < length {
                text.push(char::from(BASE62[usize::from(byte % 62)]));
            }
        }
    }
    Ok(text)
}

/// `value` in base62, padded with zeros to six characters, enough for 32 bits.
pub(crate) fn six_digits(value: u32) -> String {
    let mut rest = value as usize;
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[rest % 62];
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base62_uses_every_character_and_nothing_else() {
        let text = base62(20_000).unwrap();
        assert_eq!(text.len(), 20_000);
        for character in BASE62 {
            let count = text.bytes().filter(|byte| byte == character).count();
            // 323 are expected; a bias of one part in eight would be far outside.
            assert!((200..450).contains(&count), "{character}: {count}");
        }
        assert!(text.bytes().all(|byte| BASE62.contains(&byte)));
    }

    #[test]
    fn numbers_stay_below_their_bound() {
        for bound in [1, 2, 62, 1 << 40, u64::MAX] {
            assert!(below(bound).unwrap() < bound);
        }
    }

    #[test]
    fn six_digits_hold_any_checksum() {
        assert_eq!(six_digits(0), "000000");
        assert_eq!(six_digits(61), "00000z");
        assert_eq!(six_digits(u32::MAX), "4gfFC3");
    }
}
