//! The random numbers of the generators: the same sequence for a seed on every machine, for ever.

/// A SplitMix64 sequence.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// `salt` keeps generators apart that are given the same seed.
    pub fn new(seed: u64, salt: &str) -> Rng {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in salt.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let mut rng = Rng { state };
        rng.bits();
        rng
    }

    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        match limit {
            0 => 0,
            _ => (self.bits() >> 11) as usize % limit,
        }
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, which must not be empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of `items`, or nothing when there are none.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// One of `items` as often as its weight says. At least one weight must not be 0.
    pub fn weighted<T: Copy>(&mut self, items: &[(usize, T)]) -> T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for (weight, item) in items {
            if at < *weight {
                return *item;
            }
            at -= weight;
        }
        items[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn sequences_never_change() {
        let mut rng = Rng::new(1, "programs");
        let first = [rng.bits(), rng.bits()];
        let mut again = Rng::new(1, "programs");
        assert_eq!(first, [again.bits(), again.bits()]);
        assert_ne!(first[0], Rng::new(1, "types").bits());
        assert_ne!(first[0], Rng::new(2, "programs").bits());
    }

    #[test]
    fn numbers_are_in_range() {
        let mut rng = Rng::new(7, "");
        assert!((0..1000).all(|_| rng.below(3) < 3));
        assert!((0..1000).all(|_| (2..=4).contains(&rng.between(2, 4))));
        assert!((0..1000).all(|_| rng.weighted(&[(0, 'a'), (2, 'b')]) == 'b'));
        assert_eq!(rng.choose::<u8>(&[]), None);
    }
}
