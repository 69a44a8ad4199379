//! Hash functions, and what is built on any of them: HMAC and PBKDF2.

use sha2::digest::{Digest, FixedOutput, Update};

/// The longest result of a hash function, in bytes.
pub const LONGEST: usize = 64;
/// The longest block that one works on: SHA-3 with 256 bits has it.
const LONGEST_BLOCK: usize = 136;

/// A result, of which the first bytes count.
pub struct Output {
    bytes: [u8; LONGEST],
    length: usize,
}

impl AsRef<[u8]> for Output {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

macro_rules! algorithms {
    ($($name:ident = $number:literal: $state:ty, $output:literal of $block:literal;)*) => {
        /// A hash function. The class library knows them by number; zero is none.
        #[derive(Clone, Copy, PartialEq)]
        #[repr(usize)]
        pub enum Algorithm { $($name = $number,)* }

        impl Algorithm {
            pub fn from_number(number: usize) -> Option<Algorithm> {
                match number {
                    $($number => Some(Algorithm::$name),)*
                    _ => None,
                }
            }

            /// How many bytes the result has.
            pub fn output_size(self) -> usize {
                match self { $(Algorithm::$name => $output,)* }
            }

            /// How many bytes it takes at a time.
            fn block_size(self) -> usize {
                match self { $(Algorithm::$name => $block,)* }
            }

            pub fn start(self) -> Hash {
                match self { $(Algorithm::$name => Hash::$name(<$state>::new()),)* }
            }
        }

        /// A computation of a hash.
        #[derive(Clone)]
        pub enum Hash { $($name($state),)* }

        impl Hash {
            pub fn algorithm(&self) -> Algorithm {
                match self { $(Hash::$name(_) => Algorithm::$name,)* }
            }

            pub fn update(&mut self, data: &[u8]) {
                match self { $(Hash::$name(state) => Update::update(state, data),)* }
            }

            pub fn finish(self) -> Output {
                let mut bytes = [0; LONGEST];
                match self {
                    $(Hash::$name(state) => {
                        bytes[..$output].copy_from_slice(&state.finalize_fixed());
                        Output { bytes, length: $output }
                    })*
                }
            }
        }
    };
}

algorithms! {
    Md5 = 1: md5::Md5, 16 of 64;
    Sha1 = 2: sha1::Sha1, 20 of 64;
    Sha256 = 3: sha2::Sha256, 32 of 64;
    Sha384 = 4: sha2::Sha384, 48 of 128;
    Sha512 = 5: sha2::Sha512, 64 of 128;
    Sha3_256 = 6: sha3::Sha3_256, 32 of 136;
    Sha3_384 = 7: sha3::Sha3_384, 48 of 104;
    Sha3_512 = 8: sha3::Sha3_512, 64 of 72;
}

/// A computation of an HMAC (RFC 2104): a hash of the key and a hash of the key and the data.
#[derive(Clone)]
pub struct Hmac {
    /// Both hashes with the key taken in.
    start: [Hash; 2],
    inner: Hash,
}

impl Hmac {
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Hmac {
        let mut padded = [0; LONGEST_BLOCK];
        let block = algorithm.block_size();
        if key.len() <= block {
            padded[..key.len()].copy_from_slice(key);
        } else {
            let mut hash = algorithm.start();
            hash.update(key);
            let short = hash.finish();
            padded[..short.length].copy_from_slice(short.as_ref());
        }
        let start = [0x36, 0x5c].map(|pad| {
            let mut hash = algorithm.start();
            hash.update(&padded.map(|byte| byte ^ pad)[..block]);
            hash
        });
        let inner = start[0].clone();
        Hmac { start, inner }
    }

    /// Forgets the data.
    pub fn reset(&mut self) {
        self.inner = self.start[0].clone();
    }

    pub fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    pub fn finish(&self) -> Output {
        let mut outer = self.start[1].clone();
        outer.update(self.inner.clone().finish().as_ref());
        outer.finish()
    }
}

/// Derives key material from a password (PBKDF2, RFC 8018).
pub fn derive(password: &Hmac, salt: &[u8], iterations: u32, result: &mut [u8]) {
    let size = password.inner.algorithm().output_size();
    for (chunk, number) in result.chunks_mut(size).zip(1_u32..) {
        let mut mac = password.clone();
        mac.update(salt);
        mac.update(&number.to_be_bytes());
        let mut last = mac.finish();
        let mut sum = last.bytes;
        for _ in 1..iterations {
            mac.reset();
            mac.update(last.as_ref());
            last = mac.finish();
            for (sum, byte) in sum.iter_mut().zip(last.bytes) {
                *sum ^= byte;
            }
        }
        chunk.copy_from_slice(&sum[..chunk.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> std::string::String {
        bytes
            .iter()
            .map(|byte| std::format!("{byte:02x}"))
            .collect()
    }

    #[test]
    fn rfc_2202_and_4231() {
        let mac = |algorithm, key: &[u8], data: &[u8]| {
            let mut mac = Hmac::new(algorithm, key);
            mac.update(data);
            hex(mac.finish().as_ref())
        };
        let question = b"what do ya want for nothing?";
        assert_eq!(
            mac(Algorithm::Md5, b"Jefe", question),
            "750c783e6ab0b503eaa86e310a5db738"
        );
        assert_eq!(
            mac(Algorithm::Sha1, b"Jefe", question),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            mac(Algorithm::Sha256, &[0xaa; 131], long),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn rfc_6070() {
        let mut key = [0; 25];
        let password = Hmac::new(Algorithm::Sha1, b"passwordPASSWORDpassword");
        let salt = b"saltSALTsaltSALTsaltSALTsaltSALTsalt";
        derive(&password, salt, 4096, &mut key);
        assert_eq!(
            hex(&key),
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
        );
    }
}
