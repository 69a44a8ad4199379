//! Names of assemblies: version, culture and public key token.

use std::fmt;

use sha1::{Digest, Sha1};

use crate::assembly::Assembly;
use crate::error::Result;
use crate::flags::AssemblyFlags;
use crate::token::*;

/// Four numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub build: u16,
    /// Fourth number.
    pub revision: u16,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version {
            major,
            minor,
            build,
            revision,
        } = self;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

/// The last eight bytes of the SHA-1 of a public key, reversed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKeyToken(pub [u8; 8]);

impl PublicKeyToken {
    /// The token of a whole public key.
    pub fn of_key(key: &[u8]) -> PublicKeyToken {
        let digest = Sha1::digest(key);
        let mut token = [0; 8];
        for (byte, from) in token.iter_mut().zip(digest.iter().rev()) {
            *byte = *from;
        }
        PublicKeyToken(token)
    }
}

impl fmt::Display for PublicKeyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKeyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The identity of an assembly, its own or one that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssemblyIdentity {
    /// Simple name.
    pub name: String,
    /// Version.
    pub version: Version,
    /// Culture, or empty.
    pub culture: String,
    /// Token of the public key; none if not signed.
    pub public_key_token: Option<PublicKeyToken>,
    /// Another version may stand in.
    pub retargetable: bool,
    /// A Windows Runtime component.
    pub windows_runtime: bool,
}

/// The form in which .NET prints assembly names.
impl fmt::Display for AssemblyIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let culture = match self.culture.as_str() {
            "" => "neutral",
            culture => culture,
        };
        let AssemblyIdentity { name, version, .. } = self;
        write!(f, "{name}, Version={version}, Culture={culture}, ")?;
        match &self.public_key_token {
            Some(token) => write!(f, "PublicKeyToken={token}")?,
            None => write!(f, "PublicKeyToken=null")?,
        }
        if self.retargetable {
            write!(f, ", Retargetable=Yes")?;
        }
        if self.windows_runtime {
            write!(f, ", ContentType=WindowsRuntime")?;
        }
        Ok(())
    }
}

impl Assembly {
    /// The identity of this assembly; none if the file is a module without a manifest.
    pub fn identity(&self) -> Result<Option<AssemblyIdentity>> {
        if !self.has(AssemblyRow(1)) {
            return Ok(None);
        }
        let row = self.assembly_row(AssemblyRow(1))?;
        Ok(Some(AssemblyIdentity {
            name: row.name.to_owned(),
            version: Version {
                major: row.major,
                minor: row.minor,
                build: row.build,
                revision: row.revision,
            },
            culture: row.culture.to_owned(),
            public_key_token: (!row.public_key.is_empty())
                .then(|| PublicKeyToken::of_key(row.public_key)),
            retargetable: row.flags.contains(AssemblyFlags::RETARGETABLE),
            windows_runtime: row.flags.contains(AssemblyFlags::WINDOWS_RUNTIME),
        }))
    }

    /// The simple name of this assembly, or the module's name if there is no manifest.
    pub fn name(&self) -> Result<&str> {
        match self.has(AssemblyRow(1)) {
            true => Ok(self.assembly_row(AssemblyRow(1))?.name),
            false => Ok(self.module(ModuleRow(1))?.name),
        }
    }

    /// The identity of an assembly that this one refers to.
    pub fn reference_identity(&self, row: AssemblyRefRow) -> Result<AssemblyIdentity> {
        let reference = self.assembly_ref(row)?;
        let key = reference.public_key_or_token;
        let public_key_token = match <[u8; 8]>::try_from(key) {
            _ if key.is_empty() => None,
            Ok(token) if !reference.flags.contains(AssemblyFlags::PUBLIC_KEY) => {
                Some(PublicKeyToken(token))
            }
            _ => Some(PublicKeyToken::of_key(key)),
        };
        Ok(AssemblyIdentity {
            name: reference.name.to_owned(),
            version: Version {
                major: reference.major,
                minor: reference.minor,
                build: reference.build,
                revision: reference.revision,
            },
            culture: reference.culture.to_owned(),
            public_key_token,
            retargetable: reference.flags.contains(AssemblyFlags::RETARGETABLE),
            windows_runtime: reference.flags.contains(AssemblyFlags::WINDOWS_RUNTIME),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_key_has_its_well_known_token() {
        let key = [0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0];
        let token = PublicKeyToken::of_key(&key);
        assert_eq!(token.to_string(), "b77a5c561934e089");
    }
}
