//! The conformance suite: its programs, which of them run in which configuration, and whether a program has an
//! executable of its own there or shares one.

use crate::config::{Configuration, Lists};
use crate::join::Group;
use crate::program::{self, Program};
use crate::tools::Tools;
use crate::{Result, runner};

pub struct Suite {
    pub tools: Tools,
    /// Those that can be compiled on this machine, in order of their names.
    pub programs: Vec<Program>,
    subsets: Lists,
    pending: Lists,
    /// Also run what `subsets.txt` leaves out.
    pub no_limits: bool,
}

impl Suite {
    pub fn load() -> Result<Self> {
        let tools = Tools::find()?;
        let folder = tools.root.join("tests/conformance");
        let mut programs = program::discover(&folder)?;
        programs.retain(|p| tools.sdk || !p.needs_sdk());
        Ok(Suite {
            programs,
            subsets: Lists::read(&folder.join("subsets.txt"))?,
            pending: Lists::read(&folder.join("pending.txt"))?,
            no_limits: false,
            tools,
        })
    }

    /// The programs of a configuration.
    pub fn of<'a>(&'a self, configuration: &'a Configuration) -> impl Iterator<Item = &'a Program> {
        self.programs.iter().filter(|program| {
            self.no_limits
                || configuration
                    .subset
                    .is_none_or(|subset| self.subsets.contains(subset, &program.name))
        })
    }

    pub fn is_pending(&self, configuration: &Configuration, program: &Program) -> bool {
        self.pending.contains(configuration.name, &program.name)
    }

    /// The programs that share executables in this configuration, by executable.
    pub fn groups<'a>(&'a self, configuration: &'a Configuration) -> Vec<Group<'a>> {
        if !configuration.joined {
            return Vec::new();
        }
        let members = self.of(configuration).filter(|program| {
            !self.subsets.contains("alone", &program.name)
                && !self.is_pending(configuration, program)
        });
        Group::form(members)
    }

    /// The whole test of a program in a configuration.
    pub fn check(&self, program: &Program, configuration: &Configuration) -> Result<()> {
        runner::check(self, program, configuration)
    }
}
