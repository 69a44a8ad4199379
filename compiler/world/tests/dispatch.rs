//! Dispatch that reflection cannot show: covariant overrides, generic virtual methods, arrays,
//! constrained calls, static members, variance across classes.

mod common;

use std::sync::OnceLock;

use kiln_world::*;

struct Fixture {
    world: World,
}

/// The types of the fixture, compiled and opened once. The file stays mapped after it is gone.
fn fixture() -> Option<&'static Fixture> {
    static FIXTURE: OnceLock<Option<Fixture>> = OnceLock::new();
    let make = || {
        let framework = common::framework()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("types.dll");
        common::compile(
            include_str!("fixtures/types.cs"),
            &file,
            &["-target:library"],
        )?;
        Some(Fixture {
            world: common::open(&file, &framework),
        })
    };
    FIXTURE.get_or_init(make).as_ref()
}

impl Fixture {
    fn ty(&self, name: &str) -> TypeId {
        let world = &self.world;
        let def = world.type_in(world.root_assembly(), &format!("Virtuals.{name}"));
        let Some(def) = def else {
            panic!("{name} is not there")
        };
        world.type_def(def).expect("a definition").open
    }

    fn of(&self, name: &str, args: &[TypeId]) -> TypeId {
        let def = self
            .world
            .def(self.ty(&format!("{name}`{}", args.len())))
            .expect("a definition")
            .id;
        self.world.instantiate(def, args)
    }

    fn method(&self, ty: TypeId, name: &str) -> MethodId {
        let found = self.world.method_by_name(ty, name, None);
        found.unwrap_or_else(|| panic!("{} has no {name}", self.world.display_type(ty)))
    }

    fn virtual_call(&self, receiver: TypeId, method: MethodId) -> String {
        match self.world.resolve_virtual(receiver, method) {
            Ok(Some(body)) => self.world.display_method(body),
            Ok(None) => "nothing".to_string(),
            Err(error) => error.to_string(),
        }
    }

    fn constrained(&self, receiver: TypeId, method: MethodId) -> String {
        match self.world.resolve_constrained(receiver, method) {
            Ok(Constrained::Direct(body)) => format!("direct {}", self.world.display_method(body)),
            Ok(Constrained::Virtual(body)) => {
                format!("virtual {}", self.world.display_method(body))
            }
            Ok(Constrained::Box(body)) => format!("box {}", self.world.display_method(body)),
            Ok(Constrained::Static(body)) => format!("static {}", self.world.display_method(body)),
            Err(error) => error.to_string(),
        }
    }
}

#[test]
fn covariant_overrides_fill_every_slot_they_stand_for() {
    let Some(fixture) = fixture() else { return };
    let d = fixture.ty("CovariantD");
    for base in ["Covariant", "CovariantB", "CovariantC", "CovariantD"] {
        let called = fixture.method(fixture.ty(base), "Self");
        assert_eq!(
            fixture.virtual_call(d, called),
            "Virtuals.CovariantD::Self():Virtuals.CovariantC",
            "through {base}"
        );
        let called = fixture.method(fixture.ty(base), "Get");
        assert_eq!(
            fixture.virtual_call(d, called),
            "Virtuals.CovariantC::Get():System.String"
        );
    }
    let c = fixture.ty("CovariantC");
    let called = fixture.method(fixture.ty("Covariant"), "Self");
    assert_eq!(
        fixture.virtual_call(c, called),
        "Virtuals.CovariantC::Self():Virtuals.CovariantC"
    );
}

#[test]
fn generic_virtual_methods_keep_their_arguments() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let known = world.known();
    let base = fixture.of("GenBase", &[known.string]);
    let open = fixture.method(base, "G");
    let called = world
        .instantiate_method(open, &[known.int32])
        .expect("an instance");
    assert_eq!(
        fixture.virtual_call(fixture.ty("GenInt"), called),
        "Virtuals.GenInt::G<System.Int32>(System.Int32,System.String):System.String"
    );
    assert_eq!(
        fixture.virtual_call(base, called),
        "Virtuals.GenBase`1<System.String>::G<System.Int32>(System.Int32,System.String):System.String"
    );
    let interface = fixture.of("IGen", &[known.int32]);
    let open = fixture.method(interface, "B");
    let called = world
        .instantiate_method(open, &[known.double])
        .expect("an instance");
    assert_eq!(
        fixture.virtual_call(fixture.ty("GenTwice"), called),
        "Virtuals.GenTwice::B<System.Double>(System.Double,System.Int32):System.Double"
    );
}

#[test]
fn instantiations_that_make_methods_alike_stay_apart() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let base = fixture.of("GenBase", &[world.known().int32]);
    let both: Vec<MethodId> = world
        .declared_methods(base)
        .into_iter()
        .filter(|id| world.method(*id).name == "M")
        .collect();
    let [first, second] = both[..] else {
        panic!("two methods")
    };
    assert_eq!(world.method(first).sig, world.method(second).sig);
    assert_eq!(
        world.resolve_virtual(base, first).expect("a target"),
        Some(first)
    );
    assert_eq!(
        world.resolve_virtual(base, second).expect("a target"),
        Some(second)
    );
}

#[test]
fn default_methods_follow_the_most_specific_interface() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let called = fixture.method(fixture.ty("IOne"), "N");
    let target = |name: &str| {
        let target = world
            .resolve_interface(fixture.ty(name), called)
            .expect("a target");
        match target {
            InterfaceTarget::Method(body) | InterfaceTarget::Default(body) => {
                world.display_type(world.method(body).owner)
            }
            other => format!("{other:?}"),
        }
    };
    assert_eq!(target("One"), "Virtuals.IOne");
    assert_eq!(target("Two"), "Virtuals.ITwo");
    assert_eq!(target("TwoC"), "Virtuals.TwoC");
    assert_eq!(target("Four"), "Virtuals.IFour");
    assert_eq!(target("Value"), "Virtuals.IOne");
}

#[test]
fn arrays_run_the_helper_with_the_interface_argument() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let known = world.known();
    let strings = world.sz_array(known.string);
    let count = |element: TypeId| {
        let interface = world.instantiate(known.icollection_t_def, &[element]);
        fixture.virtual_call(strings, fixture.method(interface, "get_Count"))
    };
    assert_eq!(
        count(known.string),
        "System.SZArrayHelper::get_Count<System.String>():System.Int32"
    );
    assert_eq!(
        count(known.object),
        "System.SZArrayHelper::get_Count<System.Object>():System.Int32"
    );
    assert_eq!(count(known.int32), "nothing");
    let plain = fixture.method(known.ienumerable, "GetEnumerator");
    assert_eq!(
        fixture.virtual_call(strings, plain),
        "System.Array::GetEnumerator():System.Collections.IEnumerator"
    );
}

#[test]
fn constrained_calls_find_the_value_types_own_method() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let known = world.known();
    let to_string = fixture.method(known.object, "ToString");
    let value = fixture.ty("Value");
    assert_eq!(
        fixture.constrained(value, to_string),
        "direct Virtuals.Value::ToString():System.String"
    );
    assert_eq!(
        fixture.constrained(fixture.ty("Plain"), to_string),
        "box System.ValueType::ToString():System.String"
    );
    let get_type = fixture.method(known.object, "GetType");
    assert_eq!(
        fixture.constrained(value, get_type),
        "box System.Object::GetType():System.Type"
    );
    let one = fixture.ty("IOne");
    assert_eq!(
        fixture.constrained(value, fixture.method(one, "M")),
        "direct Virtuals.Value::M():System.String"
    );
    assert_eq!(
        fixture.constrained(value, fixture.method(one, "N")),
        "box Virtuals.IOne::N():System.String"
    );
    assert_eq!(
        fixture.constrained(known.string, to_string),
        "virtual System.Object::ToString():System.String"
    );
}

#[test]
fn static_members_are_found_in_classes_bases_and_interfaces() {
    let Some(fixture) = fixture() else { return };
    let target = |ty: &str, name: &str, of: &str| {
        let interface = fixture.of("IShape", &[fixture.ty(of)]);
        fixture.constrained(fixture.ty(ty), fixture.method(interface, name))
    };
    assert_eq!(
        target("Circle", "Name", "Circle"),
        "static Virtuals.Circle::Name():System.String"
    );
    assert_eq!(
        target("Circle", "Kind", "Circle"),
        "static Virtuals.IRound`1<Virtuals.Circle>::Virtuals.IShape<TSelf>.Kind():System.String"
    );
    assert_eq!(
        target("BigSquare", "Kind", "Square"),
        "static Virtuals.Square::Virtuals.IShape<Virtuals.Square>.Kind():System.String"
    );
}

#[test]
fn finalizers_and_delegates_are_known() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let name = |ty: &str| {
        world
            .finalizer(fixture.ty(ty))
            .map(|id| world.display_method(id))
    };
    let own = Some("Virtuals.Finalized::Finalize():System.Void".to_string());
    assert_eq!(name("Finalized"), own);
    assert_eq!(name("FinalizedB"), own);
    assert_eq!(name("One"), None);
    let convert = fixture.of("Convert", &[world.known().string, world.known().int32]);
    let invoke = world.delegate_invoke(convert).expect("Invoke");
    assert_eq!(
        world.display_method(invoke),
        "Virtuals.Convert`2<System.String,System.Int32>::Invoke(System.String):System.Int32"
    );
    assert_eq!(
        world.method_key(invoke),
        "Virtuals.Convert`2::Invoke(!0):!1"
    );
}

#[test]
fn unsafe_accessors_reach_private_members() {
    let Some(fixture) = fixture() else { return };
    let world = &fixture.world;
    let accessors = fixture.ty("Accessors");
    let target = |name: &str| {
        let method = fixture.method(accessors, name);
        match world.unsafe_accessor(method) {
            Ok(Some(Accessor::New(id))) => format!("new {}", world.display_method(id)),
            Ok(Some(Accessor::Call(id))) => format!("call {}", world.display_method(id)),
            Ok(Some(Accessor::Address(id))) => format!("address {}", world.display_field(id)),
            Ok(None) => "none".to_string(),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(
        target("Make"),
        "new Virtuals.Hidden::.ctor(System.Int32):System.Void"
    );
    assert_eq!(
        target("Secret"),
        "call Virtuals.Hidden::Secret(System.Int32):System.Int32"
    );
    assert_eq!(target("Field"), "address Virtuals.Hidden::_value");
    assert_eq!(target("Shared"), "address Virtuals.Hidden::s_value");
    assert_eq!(target("Plain"), "none");
    assert!(target("Wrong").contains("Missing"));
}
