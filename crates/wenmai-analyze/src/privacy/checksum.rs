//! Check digits.

/// ISO 7064 MOD 11-2 over 18 characters, the last of which may be `X` (GB 11643).
pub(super) fn is_mod_11_2(id: &[u8]) -> bool {
    let Some((&check, digits)) = id.split_last() else {
        return false;
    };
    let mut sum = 0;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return false;
        }
        sum = (sum + u32::from(digit - b'0')) * 2 % 11;
    }
    let expected = match (12 - sum) % 11 {
        10 => b'X',
        #[expect(clippy::cast_possible_truncation, reason = "below ten")]
        digit => b'0' + digit as u8,
    };
    check.to_ascii_uppercase() == expected
}

/// The characters of a unified social credit code (GB 32100, table A.1): digits and letters without I, O, S, V, Z.
const CREDIT_CODE: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The value of a character of a unified social credit code, in either case.
pub(super) fn credit_code_value(char: u8) -> Option<usize> {
    let char = char.to_ascii_uppercase();
    CREDIT_CODE.iter().position(|&other| other == char)
}

/// MOD 31-3 over 18 characters (GB 32100, annex A).
pub(super) fn is_mod_31_3(code: &[u8]) -> bool {
    let Some((&check, chars)) = code.split_last() else {
        return false;
    };
    let (mut sum, mut weight) = (0, 1);
    for &char in chars {
        let Some(value) = credit_code_value(char) else {
            return false;
        };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    credit_code_value(check) == Some((31 - sum % 31) % 31)
}

/// The digit of Luhn (ISO/IEC 7812-1, annex B).
pub(super) fn is_luhn(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (i, &digit) in digits.iter().rev().enumerate() {
        if !digit.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(digit - b'0');
        sum += match i % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        };
    }
    sum % 10 == 0
}

/// ISO 7064 MOD 97-10 of an account number whose first four characters count last (ISO 13616).
pub(super) fn is_mod_97(iban: &[u8]) -> bool {
    let Some((head, tail)) = iban.split_at_checked(4) else {
        return false;
    };
    let mut rest = 0_u32;
    for &char in tail.iter().chain(head) {
        rest = match char.to_ascii_uppercase() {
            digit @ b'0'..=b'9' => rest * 10 + u32::from(digit - b'0'),
            letter @ b'A'..=b'Z' => rest * 100 + u32::from(letter - b'A') + 10,
            _ => return false,
        } % 97;
    }
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_standards() {
        // GB 11643, annex; GB 32100, annex; ISO 7812; the registry's example.
        assert!(is_mod_11_2(b"11010519491231002X"));
        assert!(!is_mod_11_2(b"110105194912310021"));
        assert!(is_mod_31_3(b"91350100M000100Y43"));
        assert!(!is_mod_31_3(b"91350100M000100Y44"));
        assert!(is_luhn(b"4539148803436467"));
        assert!(!is_luhn(b"4539148803436466"));
        assert!(is_mod_97(b"GB82WEST12345698765432"));
        assert!(!is_mod_97(b"GB83WEST12345698765432"));
    }
}
