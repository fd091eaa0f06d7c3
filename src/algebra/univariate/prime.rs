//! Which machine words are prime, and the primes that modular methods use.

/// The power modulo `m`, which is below 2^63.
pub const fn power_mod(mut base: u64, mut exponent: u64, m: u64) -> u64 {
    let mut result = 1 % m;
    base %= m;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = (result as u128 * base as u128 % m as u128) as u64;
        }
        base = (base as u128 * base as u128 % m as u128) as u64;
        exponent >>= 1;
    }
    result
}

/// Whether the number is prime.
///
/// # Source
/// Strong tests to the bases 2, 7, 61 decide below 4,759,123,141 (Jaeschke 1993), those to the
/// first twelve primes below 3.3e24 (Sorenson and Webster 2015).
pub const fn is_prime_word(n: u64) -> bool {
    const SMALL: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    const THREE: [u64; 3] = [2, 7, 61];
    if n < 2 {
        return false;
    }
    let mut at = 0;
    while at < SMALL.len() {
        if n.is_multiple_of(SMALL[at]) {
            return n == SMALL[at];
        }
        at += 1;
    }
    let bases: &[u64] = if n < 4_759_123_141 { &THREE } else { &SMALL };
    let twos = (n - 1).trailing_zeros();
    let odd = (n - 1) >> twos;
    let mut at = 0;
    while at < bases.len() {
        if n != bases[at] && !strong(n, bases[at], odd, twos) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether n, with n - 1 = odd * 2^twos, passes the strong test to the base.
const fn strong(n: u64, base: u64, odd: u64, twos: u32) -> bool {
    let mut value = power_mod(base, odd, n);
    if value == 1 || value == n - 1 {
        return true;
    }
    let mut round = 1;
    while round < twos {
        value = (value as u128 * value as u128 % n as u128) as u64;
        if value == n - 1 {
            return true;
        }
        round += 1;
    }
    false
}

/// The first primes for images: below 2^31, so that two products fit in a word.
const LARGE: [u64; 24] = {
    let mut primes = [0; 24];
    let mut n = 1 << 31;
    let mut at = 0;
    while at < 24 {
        n = below(n);
        primes[at] = n;
        at += 1;
    }
    primes
};

/// The largest prime below n, which is large.
const fn below(n: u64) -> u64 {
    let mut n = (n - 2) | 1;
    while !is_prime_word(n) {
        n -= 2;
    }
    n
}

/// The primes below 2^31, downwards from the largest.
pub fn large_primes() -> impl Iterator<Item = u64> {
    let last = LARGE[LARGE.len() - 1];
    let more = std::iter::successors(Some(below(last)), |&p| Some(below(p)));
    // Nothing below 2^30 is given out.
    (LARGE.into_iter().chain(more)).take_while(|&p| p > 1 << 30)
}

/// The odd primes below 1024, for small images.
const SMALL: [u64; 171] = {
    let mut primes = [0; 171];
    let mut n = 3;
    let mut at = 0;
    while at < 171 {
        if is_prime_word(n) {
            primes[at] = n;
            at += 1;
        }
        n += 2;
    }
    primes
};

/// The odd primes from `from` up to 2^16.
pub fn small_primes(from: u64) -> impl Iterator<Item = u64> {
    let more = (1025..1 << 16).step_by(2).filter(|&n| is_prime_word(n));
    (SMALL.into_iter().chain(more)).skip_while(move |&p| p < from)
}
