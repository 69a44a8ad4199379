//! The executables of the conformance programs: one of a program's own, or one that it shares with its group.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::config::Configuration;
use crate::join::{self, Group, Member};
use crate::program::Program;
use crate::suite::Suite;
use crate::{Error, Result, cache, runner};

/// What is compiled, and where to.
pub struct Executable<'a> {
    suite: &'a Suite,
    configuration: &'a Configuration,
    members: Vec<&'a Program>,
    assemblies: Vec<PathBuf>,
    shared: bool,
    /// Names everything it is made of.
    pub key: String,
    folder: PathBuf,
}

impl<'a> Executable<'a> {
    /// The executable of a program and, when it is shared, those of the configuration's other groups.
    pub fn of(
        suite: &'a Suite,
        program: &'a Program,
        configuration: &'a Configuration,
    ) -> Result<(Executable<'a>, Vec<Group<'a>>)> {
        let mut groups = suite.groups(configuration);
        Ok(match groups.iter().position(|group| group.has(program)) {
            Some(at) => {
                let group = groups.swap_remove(at);
                (
                    Executable::new(suite, configuration, group.members, true)?,
                    groups,
                )
            }
            None => {
                let own = Executable::new(suite, configuration, vec![program], false)?;
                (own, Vec::new())
            }
        })
    }

    fn new(
        suite: &'a Suite,
        configuration: &'a Configuration,
        members: Vec<&'a Program>,
        shared: bool,
    ) -> Result<Executable<'a>> {
        let tools = &suite.tools;
        let read = |path: &Path| fs::read(path).map_err(|e| Error::file(path, e));
        let mut assemblies = Vec::new();
        let mut parts = vec![
            tools.kiln_stamp(configuration.target)?.into_bytes(),
            tools.framework.as_os_str().as_encoded_bytes().to_vec(),
            configuration.name.as_bytes().to_vec(),
            vec![u8::from(shared)],
        ];
        for program in &members {
            let assembly = cache::assembly(tools, program, configuration.references)?;
            parts.push(program.name.clone().into_bytes());
            parts.push(read(&assembly)?);
            if let Some(library) = program.library() {
                parts.push(read(&library)?);
            }
            assemblies.push(assembly);
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let key = cache::hash(&parts);
        let first = members.first().map_or("nothing", |program| program.stem());
        let more = if shared { "-and-more" } else { "" };
        let name = format!("{first}{more}-{}-{key}", configuration.name);
        Ok(Executable {
            suite,
            configuration,
            members,
            assemblies,
            shared,
            key,
            folder: tools.cache.join("run").join(name),
        })
    }

    /// The file, once it is made.
    pub fn file(&self) -> PathBuf {
        match self.members.as_slice() {
            [own] if !self.shared => self.folder.join(own.stem()),
            _ => self.folder.join("joined"),
        }
    }

    /// What is set in the environment to run a member.
    pub fn choice<'p>(&self, program: &'p Program) -> Option<(&'static str, &'p str)> {
        self.shared
            .then_some((join::VARIABLE, program.name.as_str()))
    }

    /// How to do it again by hand.
    pub fn describe(&self, program: &Program) -> String {
        let choice = match self.choice(program) {
            Some((name, value)) => format!("{name}={value} "),
            None => String::new(),
        };
        let own = self
            .members
            .iter()
            .zip(&self.assemblies)
            .find(|(member, _)| member.name == program.name)
            .map(|(_, assembly)| assembly.display().to_string())
            .unwrap_or_default();
        format!(
            "assembly: {own}\n  executable: {choice}{}",
            self.file().display()
        )
    }

    /// Compiles it, unless somebody did. Whoever would only wait for that compiles one of the other groups.
    pub fn make(&self, others: Vec<Group<'a>>) -> Result<()> {
        let lock = self.lock()?;
        match lock.try_lock() {
            Ok(()) => return self.make_locked(),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(e)) => return Err(Error::file(&self.folder, e)),
        }
        for group in others {
            let other = Executable::new(self.suite, self.configuration, group.members, true)?;
            if other.is_done() {
                continue;
            }
            let held = other.lock()?;
            if held.try_lock().is_ok() {
                // What is wrong with it is told by its own tests.
                let _ = other.make_locked();
                if self.is_done() {
                    break;
                }
            }
        }
        lock.lock().map_err(|e| Error::file(&self.folder, e))?;
        self.make_locked()
    }

    /// An executable of one program that passed is of no further use.
    pub fn passed(&self) -> Result<()> {
        if self.shared {
            return Ok(());
        }
        fs::remove_dir_all(&self.folder).map_err(|e| Error::file(&self.folder, e))
    }

    /// What the compiler said, if it failed.
    fn errors(&self) -> PathBuf {
        self.folder.join("errors.txt")
    }

    fn is_done(&self) -> bool {
        self.file().is_file() || (self.shared && self.errors().is_file())
    }

    fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder).map_err(|e| Error::file(&self.folder, e))?;
        let path = self.folder.join("lock");
        File::create(&path).map_err(|e| Error::file(&path, e))
    }

    fn make_locked(&self) -> Result<()> {
        if self.shared
            && let Ok(text) = fs::read_to_string(self.errors())
        {
            return Err(Error::Text(text));
        }
        if self.file().is_file() {
            return Ok(());
        }
        let made = self.compile();
        if self.shared
            && let Err(error) = &made
        {
            // Once is enough for all the members.
            let text = error.to_string();
            fs::write(self.errors(), text).map_err(|e| Error::file(&self.errors(), e))?;
        }
        made
    }

    fn compile(&self) -> Result<()> {
        let tools = &self.suite.tools;
        let main = match self.assemblies.as_slice() {
            [own] if !self.shared => own.clone(),
            _ => self.joined_assembly()?,
        };
        let part = self.folder.join("part");
        // What lies beside an assembly is found without being told.
        let folders = self.assemblies.iter().filter_map(|path| path.parent());
        let references: Vec<&Path> = folders.filter(|_| self.shared).collect();
        let configuration = self.configuration;
        runner::compile_against(
            tools,
            &main,
            &references,
            &part,
            configuration.level,
            configuration.target,
        )?;
        fs::rename(&part, self.file()).map_err(|e| Error::file(&part, e))
    }

    /// The assembly whose `Main` runs the members.
    fn joined_assembly(&self) -> Result<PathBuf> {
        let names = self.members.iter().map(|program| program.name.as_str());
        let paths = self.assemblies.iter().map(PathBuf::as_path);
        let members: Vec<Member> = names.zip(paths).collect();
        join::assemble(&self.suite.tools, &members, &self.folder)
    }
}
