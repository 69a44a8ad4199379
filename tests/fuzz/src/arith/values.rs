//! The types of the evaluation stack and their boundary values.

use kiln_bake::Val;

/// A numeric type of the evaluation stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    I4,
    I8,
    I,
    R4,
    R8,
}

impl Ty {
    pub fn il(self) -> &'static str {
        match self {
            Ty::I4 => "int32",
            Ty::I8 => "int64",
            Ty::I => "native int",
            Ty::R4 => "float32",
            Ty::R8 => "float64",
        }
    }

    pub fn csharp(self) -> &'static str {
        match self {
            Ty::I4 => "int",
            Ty::I8 => "long",
            Ty::I => "nint",
            Ty::R4 => "float",
            Ty::R8 => "double",
        }
    }

    pub fn is_float(self) -> bool {
        matches!(self, Ty::R4 | Ty::R8)
    }

    /// C# that makes a text of the value of `name`.
    pub fn show(self, name: &str) -> String {
        match self {
            Ty::I4 => format!("T.Hex((uint){name})"),
            Ty::I8 | Ty::I => format!("T.Hex((ulong){name})"),
            Ty::R4 | Ty::R8 => format!("T.Bits({name})"),
        }
    }

    /// What `show` makes of a value; `None` if it is none of the type's.
    pub fn text(self, value: Val) -> Option<String> {
        Some(match (self, value) {
            (Ty::I4, Val::I32(x)) => format!("{x:x}"),
            (Ty::I8 | Ty::I, Val::I64(x)) => format!("{x:x}"),
            (Ty::R4, Val::F32(x)) if x.is_nan() => "NaN".into(),
            (Ty::R4, Val::F32(x)) => format!("f{:x}", x.to_bits()),
            (Ty::R8, Val::F64(x)) if x.is_nan() => "NaN".into(),
            (Ty::R8, Val::F64(x)) => format!("d{:x}", x.to_bits()),
            _ => return None,
        })
    }
}

/// A value by its bits.
#[derive(Debug, Clone, Copy)]
pub struct Value {
    ty: Ty,
    bits: u64,
}

impl Value {
    /// As the interpreter has it.
    pub fn val(self) -> Val {
        match self.ty {
            Ty::I4 => Val::I32(self.bits as i32),
            Ty::I8 | Ty::I => Val::I64(self.bits as i64),
            Ty::R4 => Val::F32(f32::from_bits(self.bits as u32)),
            Ty::R8 => Val::F64(f64::from_bits(self.bits)),
        }
    }

    /// As a C# expression.
    pub fn csharp(self) -> String {
        match self.ty {
            Ty::I4 => format!("unchecked((int)0x{:x})", self.bits as u32),
            Ty::I8 => format!("unchecked((long)0x{:x})", self.bits),
            Ty::I => format!("unchecked((nint)0x{:x})", self.bits),
            Ty::R4 => format!(
                "BitConverter.Int32BitsToSingle(unchecked((int)0x{:x}))",
                self.bits as u32
            ),
            Ty::R8 => format!(
                "BitConverter.Int64BitsToDouble(unchecked((long)0x{:x}))",
                self.bits
            ),
        }
    }

    /// As instructions that push it.
    pub fn il(self) -> String {
        let bytes = |width: usize| {
            let list: Vec<String> = self.bits.to_le_bytes()[..width]
                .iter()
                .map(|b| format!("{b:02X}"))
                .collect();
            list.join(" ")
        };
        match self.ty {
            Ty::I4 => format!("ldc.i4 0x{:x}", self.bits as u32),
            Ty::I8 => format!("ldc.i8 0x{:x}", self.bits),
            Ty::I => format!("ldc.i8 0x{:x} conv.i", self.bits),
            Ty::R4 => format!("ldc.r4 ({})", bytes(4)),
            Ty::R8 => format!("ldc.r8 ({})", bytes(8)),
        }
    }
}

const INTS: &[i64] = &[
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    10,
    -10,
    127,
    128,
    -128,
    -129,
    255,
    256,
    32767,
    32768,
    -32768,
    -32769,
    65535,
    65536,
    46341,
    0x5555_5555,
    0x7fff_fffe,
    0x7fff_ffff,
    -0x8000_0000,
    -0x7fff_ffff,
];

const LONGS: &[i64] = &[
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    -0x8000_0001,
    3_037_000_500,
    1 << 53,
    (1 << 53) + 1,
    0x7fff_ffff_ffff_fc00,
    0x5555_5555_5555_5555,
    i64::MAX - 1,
    i64::MAX,
    i64::MIN,
    i64::MIN + 1,
];

/// Shift amounts, those that are too large among them.
const AMOUNTS: &[i64] = &[
    0,
    1,
    2,
    7,
    8,
    15,
    16,
    31,
    32,
    33,
    63,
    64,
    65,
    100,
    255,
    256,
    -1,
    -31,
    i32::MIN as i64,
];

const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    0.999_999_999,
    1.5,
    -1.5,
    2.0,
    2.5,
    -2.5,
    3.0,
    0.1,
    127.9,
    128.0,
    -128.9,
    -129.0,
    255.9,
    256.0,
    32767.5,
    -32769.0,
    65535.5,
    65536.0,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    -2147483649.0,
    4294967295.0,
    4294967296.0,
    9007199254740993.0,
    9223372036854774784.0,
    9223372036854775808.0,
    -9223372036854775808.0,
    -9223372036854777856.0,
    18446744073709549568.0,
    18446744073709551616.0,
    1e-40,
    1e30,
    -1e30,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

const DOUBLES: &[f64] = &[
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1e300,
    -1e300,
    f64::MAX,
    f64::MIN,
    0.3333333333333333,
];
const SINGLES: &[f32] = &[
    1e-45,
    -1e-45,
    f32::MIN_POSITIVE,
    f32::MAX,
    f32::MIN,
    16777217.0,
    8388607.5,
    0.33333334,
];

/// The values of a type; those of shift amounts if it is one.
pub fn values(ty: Ty, amount: bool) -> Vec<Value> {
    let ints = |list: &[i64]| {
        list.iter()
            .map(|&v| Value { ty, bits: v as u64 })
            .collect::<Vec<_>>()
    };
    match ty {
        _ if amount => ints(AMOUNTS),
        Ty::I4 => ints(INTS),
        Ty::I8 | Ty::I => ints(&[INTS, LONGS].concat()),
        Ty::R4 => {
            let all = FLOATS
                .iter()
                .map(|&v| v as f32)
                .chain(SINGLES.iter().copied());
            let mut seen = Vec::new();
            for bits in all.map(|v| u64::from(v.to_bits())) {
                if !seen.contains(&bits) {
                    seen.push(bits);
                }
            }
            seen.into_iter().map(|bits| Value { ty, bits }).collect()
        }
        Ty::R8 => {
            let all = FLOATS.iter().chain(DOUBLES);
            all.map(|v| Value {
                ty,
                bits: v.to_bits(),
            })
            .collect()
        }
    }
}
