//! Feature switches, substitutions, replacements and resource strings.

mod common;

use kiln_world::*;

fn world(features: &[(&str, &str)], config: Option<&str>) -> Option<World> {
    let framework = common::framework()?;
    let mut options = common::options(&framework.join("System.Console.dll"), &framework);
    let folder = tempfile::tempdir().expect("a temporary folder");
    if let Some(config) = config {
        options.root = folder.path().join("System.Console.dll");
        std::fs::copy(framework.join("System.Console.dll"), &options.root).expect("a copy");
        std::fs::write(
            folder.path().join("System.Console.runtimeconfig.json"),
            config,
        )
        .expect("a configuration");
    }
    for (name, value) in features {
        options.features.insert(name.to_string(), value.to_string());
    }
    Some(World::open(&options).expect("the world opens"))
}

fn method(world: &World, ty: &str, name: &str) -> MethodId {
    let ty = world.type_by_name(ty).unwrap_or_else(|| panic!("no {ty}"));
    world
        .method_by_name(ty, name, None)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn of(world: &World, ty: &str, name: &str) -> Option<Substitution> {
    world.substitution(method(world, ty, name))
}

const EVENT_SOURCE: &str = "System.Diagnostics.Tracing.EventSource";
const FALSE: Option<Substitution> = Some(Substitution::Int(0));
const TRUE: Option<Substitution> = Some(Substitution::Int(1));

#[test]
fn defaults_hold() {
    let Some(world) = world(&[], None) else {
        return;
    };
    assert_eq!(of(&world, EVENT_SOURCE, "get_IsSupported"), FALSE);
    assert_eq!(of(&world, EVENT_SOURCE, "IsEnabled"), FALSE);
    assert_eq!(
        of(&world, EVENT_SOURCE, "Finalize"),
        Some(Substitution::Default)
    );
    assert_eq!(
        of(
            &world,
            "System.Globalization.GlobalizationMode",
            "get_Invariant"
        ),
        TRUE
    );
    assert_eq!(
        of(
            &world,
            "System.Globalization.GlobalizationMode/Settings",
            "get_Invariant"
        ),
        None
    );
    let feature = "System.Runtime.CompilerServices.RuntimeFeature";
    assert_eq!(of(&world, feature, "get_IsDynamicCodeSupported"), FALSE);
    assert_eq!(of(&world, feature, "get_IsDynamicCodeCompiled"), FALSE);
    assert_eq!(
        of(&world, "System.IntPtr", "get_Size"),
        Some(Substitution::Int(8))
    );
    assert_eq!(of(&world, "System.SR", "UsingResourceKeys"), FALSE);
    assert_eq!(of(&world, "System.Object", "ToString"), None);
    let core = world.core_library();
    let field = |ty: &str, name: &str| {
        let ty = world.type_by_name(ty).expect("a type");
        world.field_substitution(world.field_by_name(ty, name).expect("a field"))
    };
    assert_eq!(field("System.BitConverter", "IsLittleEndian"), TRUE);
    assert_eq!(
        field("System.Threading.Tasks.Task", "s_asyncDebuggingEnabled"),
        FALSE
    );
    assert_eq!(field("System.String", "Empty"), None);
    assert_eq!(world.feature("System.TimeZoneInfo.Invariant"), Some(false));
    assert_eq!(world.assembly_name(core), "System.Private.CoreLib");
}

#[test]
fn configuration_and_command_line_win() {
    let config = r#"{"runtimeOptions":{"configProperties":{
        "System.Globalization.Invariant": false,
        "System.Diagnostics.Debugger.IsSupported": "true",
        "My.Number": 7 }}}"#;
    let features = [
        (EVENT_SOURCE_SWITCH, "true"),
        ("System.Diagnostics.Debugger.IsSupported", "false"),
    ];
    let Some(world) = world(&features, Some(config)) else {
        return;
    };
    assert_eq!(of(&world, EVENT_SOURCE, "get_IsSupported"), TRUE);
    assert_eq!(of(&world, EVENT_SOURCE, "IsEnabled"), None);
    let mode = "System.Globalization.GlobalizationMode";
    assert_eq!(of(&world, mode, "get_Invariant"), None);
    assert_eq!(
        of(&world, &format!("{mode}/Settings"), "get_Invariant"),
        FALSE
    );
    assert_eq!(
        of(&world, "System.Diagnostics.Debugger", "get_IsSupported"),
        FALSE
    );
    assert_eq!(
        world
            .config_properties()
            .get("My.Number")
            .map(String::as_str),
        Some("7")
    );
    assert!(
        !world
            .config_properties()
            .contains_key("System.TimeZoneInfo.Invariant")
    );
}

const EVENT_SOURCE_SWITCH: &str = "System.Diagnostics.Tracing.EventSource.IsSupported";

#[test]
fn a_damaged_configuration_is_an_error() {
    let Some(framework) = common::framework() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("app.dll");
    std::fs::copy(framework.join("System.Console.dll"), &root).expect("a copy");
    std::fs::write(folder.path().join("app.runtimeconfig.json"), "{").expect("a configuration");
    let error = match World::open(&common::options(&root, &framework)) {
        Ok(_) => panic!("it opens"),
        Err(error) => error,
    };
    assert!(
        error.to_string().contains("app.runtimeconfig.json"),
        "{error}"
    );
}

#[test]
fn replacements_and_strings_are_found() {
    let Some(world) = world(&[], None) else {
        return;
    };
    let synth = |ty: &str, name: &str| world.replacement(method(&world, ty, name)).cloned();
    let named = |name: &str| Some(Replacement::Synth(name.to_string()));
    assert_eq!(
        synth("System.SR", "GetResourceString"),
        named("resource_string")
    );
    assert_eq!(synth("System.ValueType", "Equals"), named("value_equals"));
    assert_eq!(synth("System.Enum", "GetEnumInfo"), named("enum_info"));
    assert_eq!(synth("System.Object", "Equals"), None);
    let console = world.root_assembly();
    let sr = world
        .type_in(console, "System.SR")
        .expect("System.Console has its own");
    let sr = world.type_def(sr).expect("a definition").open;
    let own = world
        .method_by_name(sr, "GetResourceString", None)
        .expect("a method");
    assert_eq!(world.replacement(own).cloned(), named("resource_string"));
    assert_eq!(
        world.resource_string(world.core_library(), "Arg_NullReferenceException"),
        Some("Object reference not set to an instance of an object.")
    );
    assert!(
        world
            .resource_string(console, "PlatformNotSupported_ConsoleKeyInfo")
            .is_none()
    );
    assert!(
        world
            .resource_string(console, "Arg_InvalidConsoleColor")
            .is_some()
    );
}

#[test]
fn keys_read_as_the_runtime_writes_them() {
    let Some(world) = world(&[], None) else {
        return;
    };
    let key = |ty: &str, name: &str, count| {
        let ty = world.type_by_name(ty).expect("a type");
        world.method_key(
            world
                .method_by_name(ty, name, Some(count))
                .expect("a method"),
        )
    };
    assert_eq!(
        key(
            "System.Runtime.CompilerServices.Unsafe",
            "IsAddressLessThan",
            2
        ),
        "System.Runtime.CompilerServices.Unsafe::IsAddressLessThan(!!0&,!!0&):System.Boolean"
    );
    assert_eq!(
        key("System.Span`1", "get_Item", 1),
        "System.Span`1::get_Item(System.Int32):!0&"
    );
    assert_eq!(
        key("System.Threading.Thread", "StartCallback", 0),
        "System.Threading.Thread::StartCallback():System.Void"
    );
}
