//! What worker processes are told before their first page.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use wenmai_io::{ProfileErrorKind, parse_profile, profile_text};
use wenmai_parse::SiteProfiles;

use super::protocol::{read_frame, write_frame};
use crate::options::RunOptions;

/// What a worker process is told before its first page: what stands in files, which may change while the run goes on, and
/// may be longer than a command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Briefing {
    /// Text of the recipe.
    pub recipe: Option<String>,
    /// Texts of the site profiles, in TOML.
    pub profiles: Vec<String>,
    /// Host of the pages that do not say their address.
    pub host: Option<String>,
}

impl Briefing {
    /// What the workers of a run by `options` are told.
    pub fn of(options: &RunOptions) -> Self {
        let profiles = &options.parse.profiles;
        let recipe = options.recipe.as_ref();
        Self {
            recipe: recipe.map(|recipe| recipe.text().to_owned()),
            profiles: profiles.profiles().map(profile_text).collect(),
            host: profiles.assumed_host().map(str::to_owned),
        }
    }

    /// What is known of the hosts of the pages.
    ///
    /// # Errors
    ///
    /// When one of the texts is no profile.
    pub fn site_profiles(&self) -> Result<SiteProfiles, ProfileErrorKind> {
        let texts = self.profiles.iter();
        let profiles: Vec<_> = texts
            .map(|text| parse_profile(text))
            .collect::<Result<_, _>>()?;
        Ok(SiteProfiles::new(profiles).with_host(self.host.as_deref()))
    }

    /// Reads what [`write`](Self::write) has written: the first frame that a worker process gets.
    ///
    /// # Errors
    ///
    /// Those of the reader, and when what comes is something else.
    pub fn read(reader: &mut impl Read) -> io::Result<Self> {
        let pieces = read_frame(reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let Ok([json]) = <[Vec<u8>; 1]>::try_from(pieces) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        Ok(serde_json::from_slice(&json)?)
    }

    /// Writes the frame: one piece of JSON.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        write_frame(writer, &[&serde_json::to_vec(self)?])
    }
}
