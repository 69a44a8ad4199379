//! `Math` and `MathF`: instructions where there is one, else the C library.

use super::{Expanded, Site, Table};
use crate::entity::Value;
use crate::function::{CallInfo, CallKind, Conv, MathFn, Payload};
use crate::import::{Importer, Item, Outcome};
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{Class, PrimKind};

macro_rules! table {
    (instructions { $($i:ident $function:ident,)* } library { $($l:ident $symbol:literal,)* } rest { $($name:literal $expand:ident,)* }) => {
        mod by_name {
            use super::*;
            $(
                #[allow(non_snake_case)]
                pub fn $i(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
                    instruction(importer, site, MathFn::$function)
                }
            )*
            $(
                #[allow(non_snake_case)]
                pub fn $l(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
                    library(importer, site, $symbol, concat!($symbol, "f"))
                }
            )*
        }
        pub(super) const TABLE: Table = &[
            $(
                (concat!("System.Math::", stringify!($i)), by_name::$i),
                (concat!("System.MathF::", stringify!($i)), by_name::$i),
            )*
            $(
                (concat!("System.Math::", stringify!($l)), by_name::$l),
                (concat!("System.MathF::", stringify!($l)), by_name::$l),
            )*
            $(($name, $expand),)*
        ];
    };
}

table! {
    instructions {
        Sqrt Sqrt, Floor Floor, Ceiling Ceil, Truncate Trunc, Abs Fabs, FusedMultiplyAdd Fma, CopySign CopySign,
    }
    library {
        Acos "acos", Acosh "acosh", Asin "asin", Asinh "asinh", Atan "atan", Atanh "atanh", Atan2 "atan2",
        Cbrt "cbrt", Cos "cos", Cosh "cosh", Exp "exp", Log "log", Log2 "log2", Log10 "log10", Pow "pow",
        Sin "sin", Sinh "sinh", Tan "tan", Tanh "tanh",
    }
    rest {
        "System.Math::ReciprocalEstimate" reciprocal,
        "System.MathF::ReciprocalEstimate" reciprocal,
        "System.Math::ReciprocalSqrtEstimate" reciprocal_sqrt,
        "System.MathF::ReciprocalSqrtEstimate" reciprocal_sqrt,
        "System.Double::MultiplyAddEstimate" multiply_add,
        "System.Single::MultiplyAddEstimate" multiply_add,
        "System.Double::ConvertToIntegerNative" to_integer,
        "System.Single::ConvertToIntegerNative" to_integer,
    }
}

/// The float type of a method whose parameters are all floats of one width.
fn float(importer: &Importer<'_>, site: &Site) -> Option<Ty> {
    let params = &importer.world.method(site.method).signature().params;
    let first = importer.cell(*params.first()?)?.ty();
    let same = params
        .iter()
        .all(|ty| importer.cell(*ty).is_some_and(|cell| cell.ty() == first));
    (first.is_float() && same).then_some(first)
}

fn operands(importer: &mut Importer<'_>, site: &Site, ty: Ty) -> Outcome<Vec<Value>> {
    site.args
        .iter()
        .map(|item| importer.value_as(item, ty))
        .collect()
}

fn instruction(importer: &mut Importer<'_>, site: &Site, function: MathFn) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    let args = operands(importer, site, ty)?;
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::Math,
        args,
        Payload::Math(function),
        ty,
    ))))
}

fn library(
    importer: &mut Importer<'_>,
    site: &Site,
    double: &str,
    single: &str,
) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    // One-parameter overloads only stand for C functions of one parameter.
    let expected = if matches!(double, "pow" | "atan2") {
        2
    } else {
        1
    };
    if site.args.len() != expected {
        return Ok(Expanded::No);
    }
    let args = operands(importer, site, ty)?;
    let symbol = if ty == Ty::F64 { double } else { single };
    let kind = CallKind::Runtime {
        symbol: symbol.into(),
        throws: false,
    };
    let info = CallInfo {
        kind,
        site: importer.f.new_site(),
        tail: false,
        no_return: false,
    };
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::Call,
        args,
        Payload::Call(Box::new(info)),
        ty,
    ))))
}

fn one(importer: &mut Importer<'_>, ty: Ty) -> Value {
    let bits = if ty == Ty::F64 {
        1f64.to_bits()
    } else {
        1f32.to_bits().into()
    };
    importer.val(Op::Fconst, [], Payload::Float(bits), ty)
}

fn reciprocal(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    let args = operands(importer, site, ty)?;
    let one = one(importer, ty);
    Ok(Expanded::Item(Item::Val(importer.binary(
        Op::Fdiv,
        one,
        args[0],
    ))))
}

fn reciprocal_sqrt(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    let args = operands(importer, site, ty)?;
    let root = importer.val(Op::Math, args, Payload::Math(MathFn::Sqrt), ty);
    let one = one(importer, ty);
    Ok(Expanded::Item(Item::Val(importer.binary(
        Op::Fdiv,
        one,
        root,
    ))))
}

fn multiply_add(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    let args = operands(importer, site, ty)?;
    let product = importer.binary(Op::Fmul, args[0], args[1]);
    Ok(Expanded::Item(Item::Val(importer.binary(
        Op::Fadd,
        product,
        args[2],
    ))))
}

/// `ConvertToIntegerNative<TInteger>(x)`: for integers of 32 and 64 bits.
fn to_integer(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Some(ty) = float(importer, site) else {
        return Ok(Expanded::No);
    };
    let Class::Prim(kind) = importer.world.class(site.ret(importer)) else {
        return Ok(Expanded::No);
    };
    let (conv, to) = match kind {
        PrimKind::I32 => (Conv::FloatToIntS, Ty::I32),
        PrimKind::U32 => (Conv::FloatToIntU, Ty::I32),
        PrimKind::I64 => (Conv::FloatToIntS, Ty::I64),
        PrimKind::U64 => (Conv::FloatToIntU, Ty::I64),
        PrimKind::INative => (Conv::FloatToIntS, importer.native),
        PrimKind::UNative => (Conv::FloatToIntU, importer.native),
        _ => return Ok(Expanded::No),
    };
    let args = operands(importer, site, ty)?;
    Ok(Expanded::Item(Item::Val(
        importer.convert(conv, args[0], to),
    )))
}
