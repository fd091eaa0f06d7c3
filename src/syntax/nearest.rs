//! "Did you mean": the nearest of some names.

/// The largest number of slips that still counts as the same name.
const SLIPS: usize = 2;

/// The candidate that differs least from a name, by letters left out, added, changed or swapped with
/// their neighbour; at most two of these, and fewer than half the name's letters. The first of
/// equally near ones wins.
///
/// # Examples
/// ```
/// use gradus::syntax::nearest_name;
/// let names = ["alpha", "total", "weight"];
/// assert_eq!(nearest_name("wieght", names.into_iter()), Some("weight"));
/// assert_eq!(nearest_name("x", names.into_iter()), None);
/// ```
///
/// # Cost
/// The product of the lengths, for each candidate of about the same length.
pub fn nearest_name<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().collect();
    let mut best = None;
    let mut allowed = SLIPS.min(wanted.len().saturating_sub(1) / 2);
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().collect();
        if letters.len().abs_diff(wanted.len()) > allowed {
            continue;
        }
        let slips = slips(&wanted, &letters);
        if slips == 0 {
            return Some(candidate);
        }
        if slips <= allowed {
            best = Some(candidate);
            // A later one must be strictly nearer.
            allowed = slips - 1;
        }
    }
    best
}

/// The Damerau-Levenshtein distance in its restricted form (no letter is touched twice), row by row.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    let mut current = previous.clone();
    for i in 1..=a.len() {
        current[0] = i;
        for j in 1..=b.len() {
            let changed = previous[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(previous[j] + 1).min(current[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            current[j] = least;
        }
        std::mem::swap(&mut before, &mut previous);
        std::mem::swap(&mut previous, &mut current);
    }
    previous[b.len()]
}
