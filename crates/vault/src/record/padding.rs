//! Hiding how long a value is.

use zeroize::Zeroizing;

/// The longest value, in bytes.
pub const MAX_VALUE_BYTES: usize = 16 * 1024;

const BUCKETS: [usize; 5] = [64, 256, 1024, 4096, MAX_VALUE_BYTES];
const LENGTH: usize = size_of::<u32>();

/// The value's length, the value, and zeros up to the next bucket. `None` for a value over the limit.
pub(super) fn pad(value: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let bucket = BUCKETS.into_iter().find(|bucket| value.len() <= *bucket)?;
    let length = u32::try_from(value.len()).ok()?;
    let mut padded = Zeroizing::new(Vec::with_capacity(LENGTH + bucket));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(value);
    padded.resize(LENGTH + bucket, 0);
    Some(padded)
}

/// The value in what [`pad`] made.
pub(super) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH>()?;
    let (value, zeros) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let fits = BUCKETS.into_iter().find(|bucket| value.len() <= *bucket) == Some(rest.len());
    (fits && zeros.iter().all(|byte| *byte == 0)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_a_bucket_look_alike() {
        for (length, bucket) in [
            (1, 64),
            (64, 64),
            (65, 256),
            (256, 256),
            (257, 1024),
            (1025, 4096),
            (4097, 16384),
            (16384, 16384),
        ] {
            let padded = pad(&vec![b'x'; length]).unwrap();
            assert_eq!(padded.len(), LENGTH + bucket);
            assert_eq!(unpad(&padded).unwrap().len(), length);
        }
        assert!(pad(&vec![b'x'; MAX_VALUE_BYTES + 1]).is_none());
    }

    #[test]
    fn no_other_bytes_are_taken() {
        let padded = pad(b"value").unwrap();
        let mut dirty = padded.clone();
        *dirty.last_mut().unwrap() = 1;
        assert!(unpad(&dirty).is_none());
        let mut long = padded.clone();
        long[0] = 0xff;
        assert!(unpad(&long).is_none());
        assert!(unpad(&padded[..40]).is_none());
        assert!(unpad(&[0, 0]).is_none());
    }
}
