//! Sizes in bytes, as people write them.

/// `512M`, `2GiB`, `0`: units are powers of 1,024.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("write a number and a unit, such as 512M or 2G, or 0 for none; not {text}");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_uppercase().as_str() {
        "" if number == "0" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_or_told() {
        for (text, bytes) in
            [("0", 0), ("512M", 512 << 20), ("2GiB", 2 << 30), ("1 tb", 1 << 40), ("8k", 8192)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for bad in ["", "M", "12", "1.5G", "-1M", "5%", "99999999999T", "5 apples", "é"] {
            assert!(size(bad).is_err_and(|told| told.contains("512M")), "{bad}");
        }
    }
}
