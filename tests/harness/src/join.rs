//! Many programs in one executable. Most of what a small program compiles to is the class library's; together, with
//! a `Main` that runs the one asked for, programs take a tenth of the time.
//!
//! The joined program knows each by its entry point only, and is told its name in the environment: arguments,
//! standard streams and exit codes are the program's own. Programs that look at the process as a whole, such as its
//! entry assembly, stand under `alone` in `subsets.txt`.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kiln_metadata::{Assembly, EntryPoint, MetadataError, SigType};

use crate::program::Program;
use crate::tools::Tools;
use crate::{Error, Result};

/// The variable that names the program to run.
pub const VARIABLE: &str = "KILN_TEST_PROGRAM";

/// More members make a compilation longer than a test should be, fewer repeat the class library more often.
const MOST: usize = 28;

/// Programs that share an executable. No two of them have assemblies of the same name.
pub struct Group<'a> {
    pub members: Vec<&'a Program>,
}

impl<'a> Group<'a> {
    /// Puts programs into groups, each in the first one that has room for it.
    pub fn form(programs: impl Iterator<Item = &'a Program>) -> Vec<Group<'a>> {
        let mut groups: Vec<(HashSet<&str>, Group)> = Vec::new();
        for program in programs {
            let fits = |(names, group): &&mut (HashSet<&str>, Group)| {
                group.members.len() < MOST && !names.contains(program.stem())
            };
            match groups.iter_mut().find(fits) {
                Some((names, group)) => {
                    names.insert(program.stem());
                    group.members.push(program);
                }
                None => groups.push((
                    HashSet::from([program.stem()]),
                    Group {
                        members: vec![program],
                    },
                )),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    pub fn has(&self, program: &Program) -> bool {
        self.members
            .iter()
            .any(|member| member.name == program.name)
    }
}

/// A program to join: its name, and its assembly.
pub type Member<'a> = (&'a str, &'a Path);

/// The joined program in IL: `Main` calls the entry point of the program that the environment names.
fn main_of(members: &[Member]) -> Result<String> {
    let mut text = String::from(
        "\
.assembly extern System.Runtime { .publickeytoken = (B0 3F 5F 7F 11 D5 0A 3A) .ver 10:0:0:0 }
.assembly joined { }
",
    );
    for (_, assembly) in members {
        let _ = writeln!(text, ".assembly extern {} {{ }}", assembly_name(assembly));
    }
    let _ = write!(
        text,
        "
.class Joined extends [System.Runtime]System.Object
{{
  .method static void Main(string[] arguments) cil managed
  {{
    .entrypoint
    .maxstack 2
    .locals init (string)
    ldstr \"{VARIABLE}\"
    call string [System.Runtime]System.Environment::GetEnvironmentVariable(string)
    stloc.0
"
    );
    for (index, (name, assembly)) in members.iter().enumerate() {
        let _ = write!(
            text,
            "    ldloc.0
    ldstr \"{}\"
    call bool [System.Runtime]System.String::op_Equality(string, string)
    brfalse NEXT{index}
{}    ret
NEXT{index}:
",
            name,
            call(assembly)?,
        );
    }
    // Nothing of that name is here.
    text += "    ldnull\n    throw\n  }\n}\n";
    Ok(text)
}

/// Writes the joined program into a folder and assembles it.
pub fn assemble(tools: &Tools, members: &[Member], folder: &Path) -> Result<PathBuf> {
    let source = folder.join("joined.il");
    fs::write(&source, main_of(members)?).map_err(|e| Error::file(&source, e))?;
    let assembly = folder.join("joined.dll");
    tools.assemble(&source, &assembly, &[])?;
    Ok(assembly)
}

/// Calls the entry point of a program and keeps its exit code.
fn call(assembly: &Path) -> Result<String> {
    let wrong = |error: MetadataError| Error::Text(error.to_string());
    let cannot = |what: &str| Error::Text(format!("{}: {what}", assembly.display()));
    let image = Assembly::open(assembly).map_err(wrong)?;
    let Some(EntryPoint::Method(method)) = image.entry_point().map_err(wrong)? else {
        return Err(cannot("no entry point"));
    };
    let owner = image
        .owner_of_method(method)
        .ok_or_else(|| cannot("the entry point has no type"))?;
    let owner = image
        .reflection_name(owner.into())
        .ok_or_else(|| cannot("the type of the entry point has no name"))?;
    let name = image.method(method).map_err(wrong)?.name;
    let sig = image.method_sig(method).map_err(wrong)?;

    let returned = match &sig.ret {
        SigType::Void => "void",
        SigType::I4 => "int32",
        SigType::U4 => "uint32",
        _ => return Err(cannot("the entry point returns something else")),
    };
    let (load, parameters) = match sig.params.len() {
        0 => ("", ""),
        _ => ("    ldarg.0\n", "string[]"),
    };
    let exit_code = match returned {
        "void" => "",
        _ => "    call void [System.Runtime]System.Environment::set_ExitCode(int32)\n",
    };
    let owner: Vec<String> = owner.split('+').map(type_name).collect();
    Ok(format!(
        "{load}    call {returned} [{}]{}::{}({parameters})\n{exit_code}",
        assembly_name(assembly),
        owner.join("/"),
        quoted(name),
    ))
}

/// A name with its namespace, each part quoted.
fn type_name(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(quoted).collect();
    parts.join(".")
}

/// Test programs are in files named as their assemblies are.
fn assembly_name(assembly: &Path) -> String {
    quoted(&assembly.file_stem().unwrap_or_default().to_string_lossy())
}

fn quoted(name: &str) -> String {
    format!("'{name}'")
}
